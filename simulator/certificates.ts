import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its private key (PKCS #8), as PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface IssueOptions {
  readonly commonName?: string;
  /** Kubernetes reads groups from these. */
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** For a client that authenticates, not for a server. */
  readonly clientAuth?: boolean;
}

export interface Authority {
  /** PEM */
  readonly certificate: string;
  issue(options: IssueOptions): Promise<IssuedCertificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 60 * 60 * 1000;

/** Makes a certificate authority with a fresh key; what it issues is valid for a day by default. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await generateKeys();
  const name = [{ CN: [commonName] }];
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name,
      keys,
      signingAlgorithm: algorithm,
      notBefore: daysFromNow(-365),
      notAfter: daysFromNow(365),
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return {
    certificate: `${certificate.toString('pem')}\n`,
    issue: (options) => issue({ issuer: name, keys }, options),
  };
}

interface Issuer {
  readonly issuer: { CN: string[] }[];
  readonly keys: webcrypto.CryptoKeyPair;
}

async function issue(by: Issuer, options: IssueOptions): Promise<IssuedCertificate> {
  const keys = await generateKeys();
  const { commonName = 'server', organizations = [] } = options;
  const certificate = await X509CertificateGenerator.create(
    {
      issuer: by.issuer,
      signingKey: by.keys.privateKey,
      subject: [...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }],
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      notBefore: options.notBefore ?? daysFromNow(-1),
      notAfter: options.notAfter ?? daysFromNow(1),
      extensions: [
        ...extensionsOf(options),
        // As Kubernetes does: all authorities have one name, and only this tells them apart.
        await AuthorityKeyIdentifierExtension.create(by.keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${PemConverter.encode(key, PemConverter.PrivateKeyTag)}\n`,
  };
}

function extensionsOf({ clientAuth = false, dnsNames = [], ipAddresses = [] }: IssueOptions) {
  const usage = clientAuth ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth;
  const names = [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...ipAddresses.map((value) => ({ type: 'ip' as const, value })),
  ];
  return [
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([usage]),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
  ];
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * day);
}
