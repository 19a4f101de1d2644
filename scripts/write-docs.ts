import { readFileSync, writeFileSync } from 'node:fs';
import { clusterKinds } from '../src/request/request.ts';
import { commandTable } from '../src/wording/commands.ts';
import { renderManifests } from './manifest-files.ts';
import { renderProblemsDoc } from './problems-doc.ts';

interface GeneratedDoc {
  /** Its path in this repository. */
  readonly path: string;
  /** The page as it has to be, made of what it is. */
  readonly write: (page: string) => string;
}

/** The pages that hold what the code says. */
export const generatedDocs: readonly GeneratedDoc[] = [
  { path: 'docs/problems.md', write: renderProblemsDoc },
  { path: 'docs/contributors.md', write: withCommands },
  { path: 'README.md', write: withCommands },
  ...clusterKinds.map((kind) => ({
    path: `manifests/${kind}.yaml`,
    write: () => renderManifests(kind),
  })),
];

const commandsBegin =
  '<!-- The commands: written by `npm run docs` from src/wording/commands.ts. -->';
const commandsEnd = '<!-- The end of the commands. -->';

function withCommands(page: string): string {
  const begin = page.indexOf(commandsBegin);
  const end = page.indexOf(commandsEnd);
  if (begin < 0 || end < begin) throw new Error('the marks around the commands are missing');
  const table = commandTable((verb) => `\`/onboard ${verb}\``);
  return `${page.slice(0, begin)}${commandsBegin}\n\n${table}\n\n${page.slice(end)}`;
}

if (import.meta.main) {
  for (const { path, write } of generatedDocs) {
    const file = new URL(`../${path}`, import.meta.url);
    writeFileSync(file, write(readFileSync(file, 'utf8')));
  }
}
