import { type Certificate, type OutOfDate, outOfDate } from './certificate.ts';
import { areNamesAllowed } from './constraints.ts';
import { isFor } from './host-name.ts';
import { areEqual } from './values.ts';

/** Why Prow's client would not trust what a server shows. */
export type TrustFault = 'host name' | 'host name missing' | OutOfDate | ChainFault;

/** Why a chain is not followed: the rule of Go that it breaks. */
type ChainFault =
  | 'issuer is no CA'
  | 'issuer name'
  | 'path length'
  | 'signature algorithm'
  | 'purpose'
  | 'name constraints'
  | 'policies';

interface Handshake {
  /** What the server showed, its own certificate first. */
  readonly shown: readonly Certificate[];
  readonly authorities: readonly Certificate[];
  readonly host: string;
  readonly now: Date;
  readonly isSignedBy: (child: Certificate, parent: Certificate) => boolean;
}

/** More are nobody's. */
export const mostShown = 10;

/** So many signatures are looked at. Certificates of one name could be put in rows without end. */
const mostChecks = 20;

/**
 * Whether Go's crypto/x509 would trust a server that OpenSSL trusts already, by chains that Go
 * would follow: it compares names octet by octet, knows fewer algorithms, and demands of every
 * authority to say that it is one.
 */
export function judgeTrust(handshake: Handshake): TrustFault | undefined {
  const { shown, authorities, host, now } = handshake;
  const [own] = shown;
  if (!own) return 'issuer name';
  const { names } = own.extensions;
  if (names === undefined) return 'host name missing';
  if (!isFor(names, host)) return 'host name';
  const ended = outOfDate(own, now);
  if (ended) return ended;
  if (authorities.some((authority) => isSame(authority, own))) {
    return serves(own) ? undefined : 'purpose';
  }
  const spent: Spent = { checks: 0 };
  if (leadsToAuthority([own], handshake, spent)) return undefined;
  // OpenSSL has found a way: for it, names are the same in other letters.
  return spent.fault ?? 'issuer name';
}

interface Spent {
  checks: number;
  /** Of the first way that was given up. */
  fault?: ChainFault | OutOfDate;
}

/** Goes up from a certificate by each that may have issued it. */
function leadsToAuthority(
  chain: readonly Certificate[],
  handshake: Handshake,
  spent: Spent,
): boolean {
  const child = chain.at(-1);
  const isParent = (parent: Certificate) => {
    if (!child || chain.some((link) => isSame(link, parent))) return false;
    if (!areEqual(child.issuer, parent.subject) || spent.checks >= mostChecks) return false;
    const fault = faultOfIssuer(parent, chain, handshake.now);
    spent.fault ??= fault;
    if (fault) return false;
    spent.checks += 1;
    return handshake.isSignedBy(child, parent);
  };
  const isEnd = (root: Certificate) => {
    if (!isParent(root)) return false;
    const fault = faultOfWhole([...chain, root]);
    spent.fault ??= fault;
    return !fault;
  };
  if (handshake.authorities.some(isEnd)) return true;
  return handshake.shown.some(
    (link) =>
      isParent(link) &&
      link.extensions.basicConstraints?.isAuthority === true &&
      leadsToAuthority([...chain, link], handshake, spent),
  );
}

function faultOfIssuer(
  parent: Certificate,
  chain: readonly Certificate[],
  now: Date,
): ChainFault | OutOfDate | undefined {
  const child = chain.at(-1);
  const { version, extensions } = parent;
  const { basicConstraints, keyUsage } = extensions;
  // Only the oldest certificates have no place to say it.
  const isAuthority = basicConstraints?.isAuthority ?? version < 3;
  if (!isAuthority || keyUsage?.mayCertify === false) return 'issuer is no CA';
  const between = chain.length - 1;
  if (between > (basicConstraints?.pathLength ?? between)) return 'path length';
  if (child && !takesKey(child, parent)) return 'signature algorithm';
  return outOfDate(parent, now);
}

/** What holds for a chain as a whole. */
function faultOfWhole(chain: readonly Certificate[]): ChainFault | undefined {
  // Go follows rules about policies that OpenSSL leaves alone; who issues for clusters has none.
  if (chain.slice(0, -1).some(({ extensions }) => extensions.ordersPolicies)) return 'policies';
  if (!chain.every(serves)) return 'purpose';
  return areNamesAllowed(chain) ? undefined : 'name constraints';
}

const serverAuth = '2b06010505070301';
const anyPurpose = '551d2500';

function serves({ extensions: { purposes = [] } }: Certificate): boolean {
  return purposes.length === 0 || purposes.includes(serverAuth) || purposes.includes(anyPurpose);
}

function isSame(one: Certificate, other: Certificate): boolean {
  return areEqual(one.der, other.der);
}

/** By the kind of key that it takes, in hexadecimal with parameters: what Go checks in chains. */
const algorithms: Readonly<Record<string, Certificate['publicKey']['type']>> = {
  '06092a864886f70d01010b0500': 'rsa', // SHA-256
  '06092a864886f70d01010c0500': 'rsa', // SHA-384
  '06092a864886f70d01010d0500': 'rsa', // SHA-512
  ...pssOf('01', '20'),
  ...pssOf('02', '30'),
  ...pssOf('03', '40'),
  '06082a8648ce3d040302': 'ec', // SHA-256
  '06082a8648ce3d040303': 'ec', // SHA-384
  '06082a8648ce3d040304': 'ec', // SHA-512
  '06032b6570': 'ed25519',
};

/** RSA-PSS where both hashes are one and the salt is as long as it. */
function pssOf(hash: string, salt: string): Readonly<Record<string, 'rsa'>> {
  const digest = `300d06096086480165030402${hash}0500`;
  const mask = `301a06092a864886f70d010108${digest}`;
  const parameters = `3034a00f${digest}a11c${mask}a2030201${salt}`;
  return { [`06092a864886f70d01010a${parameters}`]: 'rsa' };
}

/** Whether the algorithm that one is signed with is one for the other's key. */
function takesKey(child: Certificate, parent: Certificate): boolean {
  return algorithms[child.signatureAlgorithm] === parent.publicKey.type;
}
