import type { KeyObject } from 'node:crypto';
import type { Emulator } from './emulator.ts';
import type { JsonObject } from './json.ts';
import type { Webhooks } from './webhooks.ts';

/** All that the front knows beside what the emulator keeps. */
export interface World {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly emulator: Emulator;
  /** Logins by token. */
  readonly people: ReadonlyMap<string, string>;
  /** By full name in lower case. */
  readonly repositories: ReadonlyMap<string, Repository>;
  readonly app: App;
  readonly installations: readonly Installation[];
  readonly tokens: Map<string, InstallationToken>;
  /** By `pullKey`. */
  readonly pulls: Map<string, PullState>;
  /** To issues and comments, by their node identifiers. */
  readonly reactions: Map<string, Reaction[]>;
  /** The last edit of the text of issues and comments, by node identifier. */
  readonly edits: Map<string, Edit>;
  /** The comments that came by mail, by node identifier. */
  readonly mailed: Set<string>;
  /** Who writes by mail just now, by login. */
  readonly mailing: Set<string>;
  /** That of the title of issues. */
  readonly renames: Map<string, Edit>;
  /** Commits that GitHub signed. */
  readonly signedCommits: Set<string>;
  readonly webhooks: Webhooks;
}

export type Role = 'read' | 'write' | 'admin';

export interface Repository {
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly roles: Map<string, Role>;
}

export type Permissions = Readonly<Record<string, string>>;

interface App {
  readonly id: number;
  readonly slug: string;
  readonly publicKey: KeyObject;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** `slug[bot]` and the number of that user. */
  readonly bot: { readonly login: string; readonly id: number };
  /** As `GET /app` shows it. */
  readonly json: JsonObject;
}

export interface Installation {
  readonly id: number;
  readonly account: string;
  /** Full names. */
  readonly repositories: ReadonlySet<string>;
  /** A token of the emulator, which may do everything: what the App may do is decided in the front. */
  readonly token: () => Promise<string>;
}

export interface InstallationToken {
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Full names. */
  readonly repositories: ReadonlySet<string>;
  readonly expiresAt: number;
}

/** The part of a pull request that the emulator fixes at creation and GitHub does not. */
export interface PullState {
  readonly number: number;
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  /** The base's commit when the head moved last, as on GitHub. */
  readonly baseSha: string;
  readonly open: boolean;
  readonly merged?: { readonly at: string; readonly sha: string; readonly by: string };
}

interface Edit {
  readonly at: string;
  readonly login: string;
}

export interface Reaction {
  readonly id: number;
  readonly login: string;
  readonly content: string;
  readonly createdAt: string;
}

export function pullKey(repository: Repository, number: number): string {
  return `${repository.fullName}#${number}`;
}

export function installationOf(world: World, repository: Repository): Installation | undefined {
  return world.installations.find(({ repositories }) => repositories.has(repository.fullName));
}
