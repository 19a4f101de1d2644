import { fail, type Problem, ProblemError, problem } from '../../problem.ts';
import { ownerOfPlugin, ownerOfProvider } from './plugins.ts';

/** A mapping of a kubeconfig, its values not looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * What each part of a kubeconfig may hold. `keep` is what the rebuilt kubeconfig takes over,
 * `drop` means nothing to anybody here, `refuse` would make a reader run, read, trust or become
 * something. What is in none of them is refused too: a future client may give it a meaning.
 */
interface FieldRules {
  /** How messages call the part. Never a name from the submission. */
  readonly part: string;
  readonly keep: readonly string[];
  readonly drop: readonly string[];
  readonly refuse: Readonly<Record<string, (value: unknown) => Problem>>;
}

const filePath = (field: string) => (value: unknown) => {
  const isOnWindows = typeof value === 'string' && /^[A-Za-z]:|\\/.test(value);
  return problem('kubeconfig-file-path', { field, isOnWindows });
};
const tokenFile = () => problem('kubeconfig-token-file', {});
const impersonation = () => problem('kubeconfig-impersonation', {});
const basicAuth = () => problem('kubeconfig-basic-auth', {});

export const rootRules: FieldRules = {
  part: '',
  keep: ['clusters', 'contexts', 'users', 'current-context'],
  // Only how kubectl looks (preferences), and notes of tools such as minikube (extensions).
  drop: ['apiVersion', 'kind', 'preferences', 'extensions'],
  refuse: {},
};

export const clusterRules: FieldRules = {
  part: 'clusters[].cluster',
  keep: ['server', 'certificate-authority-data', 'tls-server-name'],
  drop: ['extensions', 'disable-compression'],
  refuse: {
    'certificate-authority': filePath('certificate-authority'),
    'insecure-skip-tls-verify': () => problem('kubeconfig-insecure', {}),
    'proxy-url': () => problem('kubeconfig-proxy', {}),
  },
};

export const userRules: FieldRules = {
  part: 'users[].user',
  keep: ['token', 'client-certificate-data', 'client-key-data'],
  drop: ['extensions'],
  refuse: {
    exec: (value) => problem('kubeconfig-exec', { of: ownerOfPlugin(value) }),
    'auth-provider': (value) => problem('kubeconfig-auth-provider', { of: ownerOfProvider(value) }),
    tokenFile,
    'token-file': tokenFile,
    'client-certificate': filePath('client-certificate'),
    'client-key': filePath('client-key'),
    as: impersonation,
    'as-uid': impersonation,
    'as-groups': impersonation,
    'as-user-extra': impersonation,
    username: basicAuth,
    password: basicAuth,
  },
};

export const contextRules: FieldRules = {
  part: 'contexts[].context',
  keep: ['cluster', 'user', 'namespace'],
  drop: ['extensions'],
  refuse: {},
};

/** An item of one of the three lists: a name, and the part that it names. */
export function itemRules(list: 'clusters' | 'contexts' | 'users'): FieldRules {
  return { part: `${list}[]`, keep: ['name', list.slice(0, -1)], drop: [], refuse: {} };
}

/**
 * Refuses what the rules don't know, what kubectl alone can't mend first. Fields that say nothing
 * (`as: ""`) are passed over.
 */
export function requireKnownFields(...parts: readonly (readonly [Fields, FieldRules])[]): void {
  const found = parts.flatMap(([fields, rules]) =>
    Object.entries(fields).flatMap(([field, value]) => problemWith(field, value, rules) ?? []),
  );
  const [gravest] = found.toSorted((one, other) => weightOf(other) - weightOf(one));
  if (gravest) throw new ProblemError(gravest);
}

function problemWith(field: string, value: unknown, rules: FieldRules): Problem | undefined {
  if (rules.keep.includes(field) || rules.drop.includes(field)) return undefined;
  const refused = Object.entries(rules.refuse).find(([name]) => name === field)?.[1];
  if (refused) return saysNothing(value) ? undefined : refused(value);
  const meant = rules.keep.find((name) => bareName(name) === bareName(field));
  const path = pathOf(rules.part, shownName(field, rules));
  return problem('kubeconfig-unknown-field', { path, ...(meant && { meant }) });
}

function weightOf({ id }: Problem): number {
  if (id === 'kubeconfig-unknown-field') return 0;
  return id === 'kubeconfig-file-path' ? 1 : 2;
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Reads a mapping; `part` is for the message. */
export function requireFields(value: unknown, part: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail('kubeconfig-shape', { path: part || 'the file', expected: 'a mapping' });
  }
  return Object.fromEntries(Object.entries(value));
}

/** Reads a text; undefined where the field is absent, null or empty. */
export function readText(fields: Fields, field: string, part: string): string | undefined {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') {
    fail('kubeconfig-shape', { path: pathOf(part, field), expected: 'text' });
  }
  return value;
}

/** Stands for a field whose name is not shown. */
export const hiddenField = '(another field)';

/** What older versions of kubectl wrote. */
const formerFields = ['api-version', 'auth-path'];

const knownNames = [
  ...[rootRules, clusterRules, userRules, contextRules].flatMap(namesIn),
  ...formerFields,
].map(bareName);

/**
 * An unknown field's name is foreign text: a token may stand there by mistake, and whoever submits
 * a ciphertext of somebody else would learn what is in it. So only a name is shown that is in this
 * file too: one in a wrong place or another spelling. What is no kubeconfig at all has only a top
 * level, and there no more than its own names are shown.
 */
function shownName(field: string, rules: FieldRules): string {
  const shown = rules === rootRules ? namesIn(rootRules).map(bareName) : knownNames;
  return shown.includes(bareName(field)) ? field : hiddenField;
}

function namesIn({ keep, drop, refuse }: FieldRules): readonly string[] {
  return [...keep, ...drop, ...Object.keys(refuse)];
}

/** Without what other tools write otherwise: `insecureSkipTLSVerify`, `tls_server_name`. */
function bareName(field: string): string {
  return field.replaceAll(/[_-]/g, '').toLowerCase();
}

export function pathOf(part: string, name: string): string {
  return part ? `${part}.${name}` : name;
}
