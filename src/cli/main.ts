import { Command } from 'commander';
import { forbidCoreDumps } from '../adapters/files/core-dumps.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import { ProblemError } from '../problem.ts';
import { type ClusterKind, clusterKinds, operationNames, operations } from '../request/request.ts';
import { describeError } from '../server/telemetry/describe-error.ts';
import { cliWords } from '../wording/terminal/cli.ts';
import { renderProblemForTerminal } from '../wording/terminal/report.ts';
import { type ChangeOptions, change } from './change.ts';

// Where that fails, the checkout's owner reads these secrets anyway.
forbidCoreDumps();

/** What commands to paste have to know, once a command is chosen. */
let asked: { readonly kind?: ClusterKind; readonly jobsNamespace?: string } = {};

const program = new Command('cluster-onboarding').description(cliWords.description);

const subcommands: Readonly<Record<ClusterKind, { word: string; description: string }>> = {
  'build-cluster': { word: 'prow-build-cluster', description: cliWords.buildCluster },
  'external-provider': { word: 'external-provider', description: cliWords.externalProvider },
};

for (const operation of operationNames) {
  const group = program.command(operation).description(cliWords[operation]);
  for (const kind of clusterKinds) {
    const { word, description } = subcommands[kind];
    const command = group.command(word).description(description);
    command.argument('<name>', cliWords.name);
    if (operations[operation].needsSubmission) {
      command.requiredOption('--kubeconfig <file>', cliWords.kubeconfig);
    }
    command
      .requiredOption('--secrets <folder>', cliWords.secrets)
      .option('--dry-run', cliWords.dryRun)
      .option('--pull-request', cliWords.pullRequest)
      .action(async (name: string, options: ChangeOptions) => {
        asked = { kind, jobsNamespace: process.env.PROW_JOBS_NAMESPACE || undefined };
        process.exitCode = await change({ operation, kind, name }, options, process.env);
      });
  }
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ProblemError) console.error(renderProblemForTerminal(error.problem, asked));
  else if (error instanceof ConfigurationError) console.error(error.message);
  else console.error(describeError(error));
}
