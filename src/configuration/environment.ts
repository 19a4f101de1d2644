import { z } from 'zod';
import { parseNetwork } from '../adapters/kubernetes/network-address.ts';
import { parseHosts } from '../attachment/address.ts';
import { parseJobSecrets } from '../job-secrets/job-secrets.ts';
import { parseReservedNames } from '../request/name.ts';
import { defaultLimitBytes } from '../secrets/room.ts';
import { configurationMistakes as mistakes } from '../wording/terminal/configuration.ts';
import { type FileSource, type Find, findFile, findSource, type Source } from './sources.ts';

const name = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;
const repository = z
  .string()
  .regex(name, mistakes.repository)
  .transform((text) => {
    const [owner = '', repo = ''] = text.split('/');
    return { owner, repo };
  });
const insideRepository = z
  .string()
  .refine((path) => /^[^/\0][^\0]*$/.test(path) && !path.split('/').includes('..'), mistakes.path);
const positive = z.coerce.number(mistakes.number).int(mistakes.number).positive(mistakes.number);
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const duration = z
  .string()
  .regex(/^[1-9][0-9]{0,5}[smh]$/, mistakes.duration)
  .transform((text) => Number.parseInt(text, 10) * (unitMs[text.at(-1) ?? ''] ?? 0));
const networks = z.string().transform((text, context) => {
  const parsed = text.split(',').map((cidr) => parseNetwork(cidr.trim()));
  const known = parsed.filter((network) => network !== undefined);
  if (known.length < parsed.length) {
    context.addIssue({ code: 'custom', message: mistakes.network });
  }
  return known;
});
const jobSecrets = z.string().transform((text, context) => {
  const secrets = parseJobSecrets(text);
  if (!secrets) context.addIssue({ code: 'custom', message: mistakes.jobSecrets });
  return secrets ?? [];
});
const reservedNames = z.string().transform((text, context) => {
  const names = parseReservedNames(text);
  if (!names) context.addIssue({ code: 'custom', message: mistakes.reservedNames });
  return names ?? new Set<string>();
});
const logins = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:,[A-Za-z0-9][A-Za-z0-9-]{0,38})*$/, mistakes.accounts)
  .transform((text): readonly string[] => text.split(','));
const accounts = logins.transform(
  (names): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase())),
);
const hosts = z.string().transform((text, context) => {
  const names = parseHosts(text);
  if (!names) context.addIssue({ code: 'custom', message: mistakes.hosts });
  return names ?? [];
});
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What the bot and the command line have in common. */
const common = z.object({
  GHE_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.-]+(:[0-9]{1,5})?$/, mistakes.host)
    .optional(),
  GHE_PROTOCOL: z.enum(['http', 'https'], mistakes.protocol).default('https'),
  SECRETS_REPOSITORY: repository.prefault('kubevirt/secrets'),
  SECRETS_BRANCH: z
    .string()
    .regex(/^[^\s~^:?*[\\]+$/, mistakes.branch)
    .optional(),
  SECRETS_LAYOUT: z.enum(['archive', 'git-crypt'], mistakes.layout).default('archive'),
  SECRETS_ARCHIVE: insideRepository.default('secrets.tar.asc'),
  SECRETS_FILE: insideRepository.default('main.yml'),
  PGP_RECIPIENTS_PATH: z.string().optional(),
  PROW_JOBS_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, mistakes.namespace)
    .default('kubevirt-prow-jobs'),
  KUBECONFIG_SECRET_LIMIT: positive.default(defaultLimitBytes),
  RESERVED_NAMES: reservedNames.default(new Set<string>()),
  CLUSTER_ALLOWED_NETWORKS: networks.default([]),
  CONTROL_PLANE_NODES: positive.default(3),
  SIGN_OFF: z
    .string()
    .regex(/^[^<>\r\n]+ <[^<>\s@]+@[^<>\s]+>$/, mistakes.signOff)
    .optional(),
});

const bot = common.extend({
  APP_ID: z
    .string(mistakes.missing)
    .regex(/^[1-9][0-9]{0,11}$/, mistakes.number)
    .transform(Number),
  WEBHOOK_SECRET: z.string(mistakes.secretEmpty),
  OLD_WEBHOOK_SECRETS_PATH: z.string().optional(),
  WEBHOOK_PATH: z.string().startsWith('/', mistakes.webhookPath).default('/api/github/webhooks'),
  PORT: z.coerce
    .number(mistakes.port)
    .int(mistakes.port)
    .min(1, mistakes.port)
    .max(65535, mistakes.port)
    .default(3000),
  HOST: z.string().default('localhost'),
  LOG_LEVEL: z.enum(logLevels, mistakes.logLevel).default('info'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, hostname: /./, error: mistakes.redis }).optional(),
  INFRA_REPOSITORY: repository.prefault('kubevirt/project-infra'),
  ATTACHMENT_HOSTS: hosts.optional(),
  JOB_SECRETS: jobSecrets.default([]),
  PROW_DEPLOY_SCRIPT: z.union([z.literal(''), insideRepository], mistakes.path).optional(),
  RESYNC_INTERVAL: duration.prefault('10m'),
  IGNORED_ACCOUNTS: accounts.default(new Set<string>()),
  MAINTAINERS: logins.default([]),
});

const commandLine = common.extend({
  GITHUB_TOKEN: z.string().optional(),
});

/** Left out, it has a default; so being empty has to say something else. */
const emptyMeansOff = 'PROW_DEPLOY_SCRIPT';

const pgpSecrets = ['PGP_PRIVATE_KEY', 'PGP_PASSPHRASE'] as const;

const withPath = (variable: string) => [variable, `${variable}_PATH`];

/** The names of all variables that the bot reads. */
export const botVariables: readonly string[] = [
  ...Object.keys(bot.shape),
  ...withPath('PRIVATE_KEY'),
  ...pgpSecrets.map((variable) => `${variable}_PATH`),
];

/** The same of the command line. */
export const commandLineVariables: readonly string[] = [
  ...Object.keys(commandLine.shape),
  ...pgpSecrets.flatMap(withPath),
];

interface PgpSources<Kind extends Source> {
  readonly pgpPrivateKey: Kind;
  readonly pgpPassphrase?: Kind | undefined;
}

export type CommonConfiguration = Readonly<z.infer<typeof common>>;
export type CommandLineConfiguration = Readonly<z.infer<typeof commandLine>> & PgpSources<Source>;
export type Configuration = Readonly<z.infer<typeof bot>> &
  PgpSources<FileSource> & { readonly privateKey: Source };

type Read<Value> =
  | { readonly ok: true; readonly configuration: Value }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * Reads the bot's environment. Each mistake is one line that names the variable; values are never
 * repeated, as some of them are secrets. An empty variable counts as one that is not set.
 */
export function readConfiguration(environment: NodeJS.ProcessEnv): Read<Configuration> {
  const read = readWithPgpSources(bot, environment, findFile);
  const { source: privateKey, mistake } = findSource(environment, 'PRIVATE_KEY', 'required');
  if (read.ok && privateKey) {
    return { ok: true, configuration: { ...read.configuration, privateKey } };
  }
  return { ok: false, mistakes: [...(read.ok ? [] : read.mistakes), ...(mistake ?? [])] };
}

/** Reads the command line's environment, in the same way. */
export function readCommandLineConfiguration(
  environment: NodeJS.ProcessEnv,
): Read<CommandLineConfiguration> {
  return readWithPgpSources(commandLine, environment, findSource);
}

function readWithPgpSources<Variables, Kind extends Source>(
  schema: z.ZodType<Variables>,
  environment: NodeJS.ProcessEnv,
  find: Find<Kind>,
): Read<Variables & PgpSources<Kind>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([variable, value]) => value || variable === emptyMeansOff),
  );
  const parsed = schema.safeParse(given);
  const key = find(environment, 'PGP_PRIVATE_KEY', 'required');
  const passphrase = find(environment, 'PGP_PASSPHRASE', 'optional');
  const found = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path[0]?.toString()} ${message}`),
    ...(key.mistake ?? []),
    ...(passphrase.mistake ?? []),
  ];
  if (!parsed.success || found.length > 0 || !key.source) {
    return { ok: false, mistakes: [...new Set(found)] };
  }
  const sources = { pgpPrivateKey: key.source, pgpPassphrase: passphrase.source };
  return { ok: true, configuration: { ...parsed.data, ...sources } };
}
