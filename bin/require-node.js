// Plain JavaScript without imports: it has to run on the Node that is too old for the rest.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `This needs Node ${needed} or newer, and runs on ${process.versions.node}. ` +
      `Install Node ${needed}, or run it through npm after "npm ci" on Linux x64.\n`,
  );
  process.exit(1);
}
