import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { cp, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { bundledEntries } from '../../simulator/bundled-helpers.ts';
import { entriesIn, type OpenHelpers, startHelpersFrom } from '../../src/server/helpers.ts';
import { wayBytes } from './programs/faulty.ts';
import type { WayToDie } from './programs/ways-to-die.ts';

export interface FaultyHelpers {
  readonly openHelpers: OpenHelpers;
  /** The next helper that does this operation dies of it. */
  readonly kill: (operation: string, way: WayToDie) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Helpers as the bot's, in which a test can have an operation end otherwise. */
export async function makeFaultyHelpers(operations: readonly string[]): Promise<FaultyHelpers> {
  const folder = await mkdtemp(join(tmpdir(), 'faulty-'));
  const [real, pipes] = [join(folder, 'real'), join(folder, 'pipes')];
  await cp(dirname((await bundledEntries())('sandbox')), real, { recursive: true });
  await mkdir(pipes);
  execFileSync(
    'mkfifo',
    operations.map((operation) => join(pipes, operation)),
  );
  await build({
    input: fileURLToPath(new URL('programs/faulty.ts', import.meta.url)),
    platform: 'node',
    logLevel: 'warn',
    output: { dir: folder, entryFileNames: 'faulty.mjs' },
  });
  for (const name of ['sandbox', 'public-sandbox', 'prober'] as const) {
    const parameters = [entriesIn(real)(name), pipes].map((path) => JSON.stringify(path));
    await writeFile(
      entriesIn(folder)(name),
      `import { runFaulty } from './faulty.mjs';\nawait runFaulty(${parameters.join()});\n`,
    );
  }
  const opened = operations.map(async (operation) => {
    const mode = constants.O_RDWR | constants.O_NONBLOCK;
    return [operation, await open(join(pipes, operation), mode)] as const;
  });
  const files = new Map(await Promise.all(opened));
  return {
    openHelpers: (configuration, onDeath) =>
      startHelpersFrom(entriesIn(folder), configuration, onDeath),
    kill: async (operation, way) => {
      await files.get(operation)?.write(way.padEnd(wayBytes));
    },
    remove: async () => {
      await Promise.all([...files.values()].map((file) => file.close()));
      await rm(folder, { recursive: true });
    },
  };
}
