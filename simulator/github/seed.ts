import type { Role } from './world.ts';

export interface RepositorySeed {
  /** `owner/name` */
  readonly name: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly roles?: Readonly<Record<string, Role>>;
  /** By path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** The people of every story: who files, who decides, who just happens to pass, and one more. */
export const defaultPeople: readonly string[] = [
  'contributor',
  'maintainer',
  'stranger',
  'neighbour',
];

const maintained: Readonly<Record<string, Role>> = { maintainer: 'write' };

/** The public repository where issues are filed. */
export function projectInfra(files: RepositorySeed['files'] = {}): RepositorySeed {
  return { name: 'kubevirt/project-infra', defaultBranch: 'main', roles: maintained, files };
}

/** The private repository of the encrypted secrets. */
export function secrets(files: RepositorySeed['files'] = {}): RepositorySeed {
  return {
    name: 'kubevirt/secrets',
    private: true,
    defaultBranch: 'master',
    roles: maintained,
    files,
  };
}

/** What the App is given in the two repositories. */
export const defaultPermissions: Readonly<Record<string, string>> = {
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

export const defaultEvents: readonly string[] = [
  'issues',
  'issue_comment',
  'pull_request',
  'label',
  'push',
];
