import { Command } from 'commander';
import { StartMistake } from '../configuration/keys.ts';
import { ProblemError } from '../problem.ts';
import { cliWords } from '../reply/cli.ts';
import { renderProblemForTerminal } from '../reply/terminal.ts';
import { describeError } from '../server/describe-error.ts';
import { type AddOptions, add } from './add.ts';

const program = new Command('cluster-onboarding').description(cliWords.description);
const adding = program.command('add').description(cliWords.add);

const kinds = [
  ['prow-build-cluster', 'build-cluster', cliWords.buildCluster],
  ['external-provider', 'external-provider', cliWords.externalProvider],
] as const;

for (const [command, kind, description] of kinds) {
  adding
    .command(command)
    .description(description)
    .argument('<name>', cliWords.name)
    .requiredOption('--kubeconfig <file>', cliWords.kubeconfig)
    .requiredOption('--secrets <folder>', cliWords.secrets)
    .option('--dry-run', cliWords.dryRun)
    .option('--pull-request', cliWords.pullRequest)
    .action(async (name: string, options: AddOptions) => {
      process.exitCode = await add({ kind, name }, options, process.env);
    });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ProblemError) console.error(renderProblemForTerminal(error.problem));
  else if (error instanceof StartMistake) console.error(error.message);
  else console.error(describeError(error));
}
