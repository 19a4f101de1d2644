const pattern = /^\.git-crypt\/keys\/([^/]+)\/(0|[1-9][0-9]*)\/([0-9A-F]{40,64})\.gpg$/;

/** A copy of a key, encrypted to one user. */
export interface UserCopy {
  readonly path: string;
  readonly keyName: string;
  readonly version: number;
  /** Of the user's primary OpenPGP key, in upper-case hexadecimal. */
  readonly fingerprint: string;
}

/** Reads a path as `git-crypt add-gpg-user` makes them; undefined for any other. */
export function readUserCopy(path: string): UserCopy | undefined {
  const [, keyName, version, fingerprint] = pattern.exec(path) ?? [];
  if (keyName === undefined || fingerprint === undefined) return undefined;
  return { path, keyName, version: Number(version), fingerprint };
}

/** The copies of a key, the newest version first. */
export function copiesOf(keyName: string, paths: Iterable<string>): readonly UserCopy[] {
  return allCopies(paths)
    .filter((copy) => copy.keyName === keyName)
    .toSorted((one, other) => other.version - one.version);
}

/** How many keys are shared, each version of each name. */
export function countKeys(paths: Iterable<string>): number {
  return new Set(allCopies(paths).map(({ keyName, version }) => `${keyName}/${version}`)).size;
}

function allCopies(paths: Iterable<string>): readonly UserCopy[] {
  return [...paths].flatMap((path) => readUserCopy(path) ?? []);
}
