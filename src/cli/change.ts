import { systemTime } from '../adapters/clock.ts';
import { type Checkout, openCheckout } from '../adapters/files/checkout.ts';
import { readBytes } from '../adapters/files/files.ts';
import { createConnectCluster } from '../adapters/kubernetes/cluster-api.ts';
import {
  type CommandLineConfiguration,
  readCommandLineConfiguration,
} from '../configuration/environment.ts';
import { readKeyring } from '../configuration/keyring.ts';
import { mistaken } from '../configuration/keys.ts';
import { layoutSettings } from '../configuration/layout.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import {
  type ExaminedCluster,
  examineCluster,
  examineWithoutCluster,
  type PassedCluster,
} from '../examination/examine.ts';
import { confirmationsNeeded } from '../probe/report.ts';
import { createLocalProber } from '../prober/operations.ts';
import { ProblemError } from '../problem.ts';
import { type ClusterRequest, operations } from '../request/request.ts';
import { createSandbox, type PlaintextSandbox } from '../sandbox/operations.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Sealed } from '../sandbox/sealed.ts';
import { createLayout } from '../secrets/layout.ts';
import { createOpenSecrets } from '../secrets/open.ts';
import type { EncryptedFiles, FileChange, SecretsLayout } from '../secrets/secrets.ts';
import { confirmations } from '../wording/commands.ts';
import { cliWords } from '../wording/terminal/cli.ts';
import { renderChangeForTerminal, renderReportForTerminal } from '../wording/terminal/report.ts';
import { publish } from './publish.ts';

export interface ChangeOptions {
  /** A removal needs none. */
  readonly kubeconfig?: string;
  readonly secrets: string;
  readonly dryRun?: boolean;
  readonly pullRequest?: boolean;
}

/**
 * Adds, rotates or removes a cluster in a checkout of the secrets: the same stages as for an issue.
 * Answers the exit code. Throws problems and mistakes, each one line for whoever runs it.
 */
export async function change(
  request: ClusterRequest,
  options: ChangeOptions,
  environment: NodeJS.ProcessEnv,
): Promise<0 | 1> {
  const read = readCommandLineConfiguration(environment);
  if (!read.ok) throw new ConfigurationError(read.mistakes.join('\n'));
  const { configuration } = read;
  if (options.pullRequest && !configuration.GITHUB_TOKEN) {
    throw new ConfigurationError(cliWords.tokenMissing);
  }
  const keyring = await readKeyring(configuration).catch(mistaken);
  const settings = layoutSettings(configuration);
  const layout = createLayout(settings);
  const unreadable = explain((code) => cliWords.unreadable('--secrets', code));
  const checkout = await openCheckout(options.secrets).catch(unreadable);
  const encrypted = await layout.collect(checkout).catch(unreadable);
  const sandbox = createSandbox(keyring, createOpenSecrets(settings, keyring));
  const examined =
    options.kubeconfig === undefined
      ? await examineWithoutCluster(request, { encrypted, now: systemTime() }, sandbox)
      : await probe(request, options.kubeconfig, { encrypted, sandbox, configuration });
  const { report } = examined;
  if (report.checks.length > 0) {
    const context = { ...request, jobsNamespace: configuration.PROW_JOBS_NAMESPACE };
    print(`${cliWords.checks}\n${renderReportForTerminal(report, context)}\n`);
  }
  if (examined.outcome === 'failed') return stop(cliWords.checksFailed);

  printChange(request, examined, layout);
  if (options.dryRun) {
    print(cliWords.dryRunDone);
  } else if (options.pullRequest) {
    const publication = { request, ...examined, layout, encrypted };
    print(cliWords.opened(await publish(publication, configuration)));
  } else {
    for (const file of examined.change) await write(checkout, file);
  }
  return 0;
}

function printChange(
  { operation, name }: ClusterRequest,
  { report, change: files }: PassedCluster,
  { deployedByScript }: SecretsLayout,
): void {
  for (const { summary } of files) {
    print(`${cliWords.change}\n${renderChangeForTerminal(summary)}\n`);
  }
  for (const what of confirmationsNeeded(report.checks)) {
    print(cliWords.notProven(confirmations[what].what));
  }
  if (!operations[operation].isRegisteredAfter && deployedByScript) {
    print(cliWords.deployedByScript(name));
  }
}

interface Opened {
  readonly encrypted: EncryptedFiles;
  readonly sandbox: Sandbox & PlaintextSandbox;
  readonly configuration: CommandLineConfiguration;
}

async function probe(
  request: ClusterRequest,
  path: string,
  { encrypted, sandbox, configuration }: Opened,
): Promise<ExaminedCluster> {
  const now = systemTime();
  const kubeconfig = await readKubeconfig(path, now, sandbox);
  const allowedNetworks = configuration.CLUSTER_ALLOWED_NETWORKS;
  const probe = {
    jobsNamespace: configuration.PROW_JOBS_NAMESPACE,
    controlPlaneNodes: configuration.CONTROL_PLANE_NODES,
  };
  return examineCluster(
    request,
    { kubeconfig, encrypted, now },
    {
      sandbox,
      prober: createLocalProber(createConnectCluster({ allowedNetworks })),
      probe,
      reservedNames: configuration.RESERVED_NAMES,
    },
  );
}

async function write(checkout: Checkout, { path, content }: FileChange): Promise<void> {
  const done = content ? checkout.write(path, content) : checkout.remove(path);
  await done.catch(explain((code) => cliWords.unwritable(path, code)));
  print(content ? cliWords.written(path) : cliWords.removed(path));
}

/** A maintainer may give a kubeconfig as it is; what looks like OpenPGP is decrypted first. */
async function readKubeconfig(
  path: string,
  now: Date,
  sandbox: Sandbox & PlaintextSandbox,
): Promise<Sealed> {
  const bytes = await readBytes(path).catch(
    explain((code) => cliWords.unreadable('--kubeconfig', code)),
  );
  try {
    return (await sandbox.openSubmission({ bytes, now })).kubeconfig;
  } catch (error) {
    const plain = ['credential-in-plaintext', 'attachment-not-openpgp'];
    if (error instanceof ProblemError && plain.includes(error.problem.id)) {
      return (await sandbox.openPlaintext({ bytes, now })).kubeconfig;
    }
    throw error;
  }
}

/** Puts an error of the file system into words; its own name the path, and come with a stack. */
function explain(words: (code: string) => string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new ConfigurationError(words(String(error.code)));
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function stop(text: string): 1 {
  process.stderr.write(`${text}\n`);
  return 1;
}
