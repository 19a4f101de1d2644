import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import config from '../rolldown.config.ts';
import {
  type EntryOf,
  entriesIn,
  type OpenHelpers,
  startHelpersFrom,
} from '../src/server/helpers.ts';

let entries: Promise<EntryOf> | undefined;

/** The programs of the helpers as the image has them; bundled once for each process. */
export function bundledEntries(): Promise<EntryOf> {
  entries ??= bundle();
  return entries;
}

/** Starts helpers as the image does. */
export const bundledHelpers: OpenHelpers = async (configuration, onDeath) =>
  startHelpersFrom(await bundledEntries(), configuration, onDeath);

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules/.cache/helpers');

async function bundle(): Promise<EntryOf> {
  const { output } = await build({ ...config, cwd: root, logLevel: 'warn', write: false });
  await mkdir(folder, { recursive: true });
  await Promise.all(
    output.map((file) => file.type === 'chunk' && put(join(folder, file.fileName), file.code)),
  );
  return entriesIn(folder);
}

/** At once and only where it is another: helpers of other processes may be loading it. */
async function put(path: string, code: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === code) return;
  await writeFile(`${path}.${process.pid}`, code);
  await rename(`${path}.${process.pid}`, path);
}
