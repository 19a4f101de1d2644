import { upstream } from '../../upstream.ts';

/** What can be wrong with a variable of the environment, as the operator reads it. */
export const configurationMistakes = {
  missing: 'is not set; set it (see .env.example)',
  oneOfTwo: (other: string) => `and ${other} are both set; keep one of the two`,
  neither: (other: string) => `is not set; set it or ${other} (see .env.example)`,
  fileOnly: (path: string) =>
    `must not be in the environment of the bot; put it into a file, and set ${path} to its path`,
  secretEmpty:
    'is empty; set it to the webhook secret of the App, otherwise anybody can send events',
  number: 'is not a whole number above zero',
  port: 'is not a port number',
  repository: 'is not a repository; write owner/name, such as kubevirt/secrets',
  branch: 'is not the name of a branch',
  path: 'is not a path inside the repository; write it without a leading / and without ..',
  namespace: 'is not the name of a namespace',
  jobSecrets:
    'is not a list of SECRET/KEY=SOURCE, such as gcs-credentials/service-account.json=gcsServiceAccount; a source is an entry of SECRETS_FILE, or the path of a git-crypt file',
  reservedNames: 'is not a list of names; write them with commas, such as tests,staging',
  accounts: 'is not a list of accounts on GitHub; write them with commas, such as kubevirt-bot',
  network: 'contains something that is not a network; write CIDRs, such as 10.0.0.0/8,fd00::/8',
  duration: 'is not a duration; write a number with s, m or h, such as 10m',
  signOff: 'is not a name with an address; write Name <email>',
  protocol: 'must be http or https',
  host: 'is not a host; write a name or an address, with :port where needed',
  hosts:
    'is not a list of names of hosts; write them with commas, such as objects.githubusercontent.com, without https:// and paths, and no * or addresses',
  webhookPath: 'does not begin with /',
  logLevel: 'must be one of trace, debug, info, warn, error, fatal',
  layout: 'must be archive or git-crypt',
  redis: 'is not the address of a Redis; write redis://HOST:PORT, or rediss:// for TLS',
  privateKey: 'is not a private key; use the PEM file that GitHub made for the App',
} as const;

/** What the bot starts with all the same. */
export const startWarnings = {
  jobSecrets: (names: readonly string[]) =>
    `JOB_SECRETS names ${names.join(', ')}, but jobs do not start without ${upstream.jobSecret.value}/${upstream.jobSecretKey.value}; add it, or correct the name`,
} as const;

/** Why the bot did not start although every variable is in order. */
export const startFailures = {
  keyRefused: 'GitHub refused the key of the App; check APP_ID and PRIVATE_KEY',
  githubUnreachable: 'GitHub could not be asked who the App is; check GHE_HOST and the network',
  githubPause: 'GitHub asked the bot for a pause; the bot continues on its own afterwards',
  branchMissing: 'SECRETS_BRANCH is not a branch of SECRETS_REPOSITORY; correct one of the two',
  redisUnusable: (reason: string) =>
    `Redis cannot be used (${reason}); check REDIS_URL, and that Redis runs`,
  redisLost: 'the connection to Redis is lost; the bot continues on its own when Redis is back',
  portTaken: (port: number) => `port ${port} is taken; set PORT to another one`,
} as const;
