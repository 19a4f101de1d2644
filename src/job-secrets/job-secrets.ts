import type { Answer, ClusterApi, NewSecret } from '../probe/cluster.ts';
import { upstream } from '../upstream.ts';

/** A secret that jobs need, and which entries of the secrets it is made of. */
export interface JobSecret {
  readonly name: string;
  /** None where it is only looked for. */
  readonly items: readonly JobSecretItem[];
}

interface JobSecretItem {
  readonly key: string;
  /** What holds its value: an entry of the archive's file, or the path of a git-crypt file. */
  readonly entry: string;
}

/** What became of a job's secret in a cluster; nothing of what is in it. */
export type JobSecretOutcome =
  | 'applied'
  /** There is one that somebody else has made: it is left as it is. */
  | 'foreign'
  /** An entry is missing, or the cluster refused it. */
  | 'failed'
  /** What the bot was not told to create is there, or is not, or the cluster does not say. */
  | 'present'
  | 'missing'
  | 'unseen';

/** The secrets that the operator names, and the one without which no job starts. */
export function neededSecrets(named: readonly JobSecret[]): readonly JobSecret[] {
  const name = upstream.jobSecret.value;
  return named.some((secret) => secret.name === name) ? named : [...named, { name, items: [] }];
}

/** The secrets that the operator names where what every job needs is not among them; else none. */
export function namedWithoutNeeded(named: readonly JobSecret[]): readonly string[] {
  const isNeeded = ({ name, items }: JobSecret) =>
    name === upstream.jobSecret.value &&
    items.some(({ key }) => key === upstream.jobSecretKey.value);
  return named.some(isNeeded) ? [] : named.map(({ name }) => name);
}

/** What is said where nobody could look, or nothing could be created. */
export function outcomeWithoutCluster({ items }: JobSecret): JobSecretOutcome {
  return items.length > 0 ? 'failed' : 'unseen';
}

/** Whether a secret is there. Its values stay in the cluster. */
export async function lookForSecret(
  api: Pick<ClusterApi, 'secretManagers'>,
  secret: Pick<NewSecret, 'namespace' | 'name'>,
): Promise<JobSecretOutcome> {
  const managers = await api.secretManagers(secret);
  if (managers.ok) return 'present';
  return statusOf(managers) === 404 ? 'missing' : 'unseen';
}

/**
 * Puts a secret for jobs into a cluster by server-side apply, which may be repeated. Never takes
 * over what somebody else owns: neither a whole secret nor, without force, a part of one.
 */
export async function applyJobSecret(
  api: Pick<ClusterApi, 'secretManagers' | 'applySecret'>,
  secret: NewSecret,
): Promise<JobSecretOutcome> {
  const managers = await api.secretManagers(secret);
  if (!managers.ok && statusOf(managers) !== 404) return 'failed';
  if (managers.ok && !managers.value.includes(fieldManager)) return 'foreign';
  const applied = await api.applySecret(secret, fieldManager);
  if (applied.ok) return 'applied';
  return statusOf(applied) === 409 ? 'foreign' : 'failed';
}

/** As whom the bot writes into clusters. */
const fieldManager = 'cluster-onboarding';

function statusOf(answer: Answer<unknown>): number | undefined {
  return !answer.ok && answer.failure.type === 'http' ? answer.failure.status : undefined;
}

const item =
  /^(?<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)\/(?<key>[A-Za-z0-9._-]{1,253})=(?<entry>[A-Za-z_][A-Za-z0-9_-]*|(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)+[A-Za-z0-9_-][A-Za-z0-9._-]*)$/;

/**
 * Reads `SECRET/KEY=SOURCE,…`: the names and keys of Kubernetes secrets, and what holds their
 * values. Undefined where that is not what it is, or one key is there twice.
 */
export function parseJobSecrets(text: string): readonly JobSecret[] | undefined {
  const secrets = new Map<string, readonly JobSecretItem[]>();
  for (const part of text.split(',')) {
    const { name, key, entry } = item.exec(part.trim())?.groups ?? {};
    if (name === undefined || key === undefined || entry === undefined) return undefined;
    const items = secrets.get(name) ?? [];
    if (items.some((other) => other.key === key)) return undefined;
    secrets.set(name, [...items, { key, entry }]);
  }
  return [...secrets].map(([name, items]) => ({ name, items }));
}
