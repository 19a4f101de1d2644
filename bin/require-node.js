// Plain JavaScript on old modules alone: it has to run on the Node that is too old for the rest.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.slice('>='.length);

/** Negative where one version is older than the other. */
function compare(one, other) {
  const [ours, theirs] = [one, other].map((version) => version.split('.').map(Number));
  const differences = ours.map((part, index) => part - theirs[index]);
  return differences.find((difference) => difference !== 0) ?? 0;
}

if (compare(process.versions.node, needed) < 0) {
  process.stderr.write(
    `This needs Node ${needed} or newer, and runs on ${process.versions.node}. ` +
      `Install Node ${needed}, or run it through npm after "npm ci" on Linux x64.\n`,
  );
  process.exit(1);
}
