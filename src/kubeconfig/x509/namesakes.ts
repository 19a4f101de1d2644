import type { Certificate } from './certificate.ts';
import { areEqual } from './values.ts';

/** So many signatures are looked at; a bundle with more of one name is none of a rotation. */
const mostChecks = 50;

interface Bundle {
  readonly authorities: readonly Certificate[];
  /** What the server showed. */
  readonly shown: readonly Certificate[];
  readonly isSignedBy: (child: Certificate, parent: Certificate) => boolean;
}

/**
 * The authorities without those that only share the name of the one that has signed, as while an
 * authority is replaced. Go tries each; OpenSSL takes the first of a name where no key identifier
 * tells them apart. Undefined where there is none to leave out.
 */
export function withoutNamesakes(bundle: Bundle): readonly Certificate[] | undefined {
  const { authorities, shown, isSignedBy } = bundle;
  const children = [...shown, ...authorities].filter(
    ({ issuer, subject }) => !areEqual(issuer, subject),
  );
  const ofOneName = authorities.filter((one) =>
    authorities.some((other) => other !== one && areEqual(one.subject, other.subject)),
  );
  const pairs = ofOneName.flatMap((parent) =>
    children.flatMap((child) =>
      areEqual(child.issuer, parent.subject) ? [{ parent, child }] : [],
    ),
  );
  const signers = pairs
    .slice(0, mostChecks)
    .filter(({ child, parent }) => isSignedBy(child, parent))
    .map(({ parent }) => parent);
  const isNamesake = (one: Certificate) =>
    !signers.includes(one) && signers.some(({ subject }) => areEqual(subject, one.subject));
  const left = authorities.filter((one) => !isNamesake(one));
  return left.length < authorities.length ? left : undefined;
}
