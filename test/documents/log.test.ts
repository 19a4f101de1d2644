import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeIn, readProjectFile, tableIn } from './tables.ts';

/** A call of the log with its message, the last of what it is given. */
const calls =
  /\blog(?:\.(?:debug|info|warn|error|fatal)|\[.*\])\((?:[^;]*?[\s(])?'([^']+)',?\s*\)/g;

test('docs/operating.md explains every line of the log', () => {
  const sources = globSync(['src/index.ts', 'src/server/**/*.ts']).map(readProjectFile).join('\n');
  const written = new Set([...sources.matchAll(calls)].map(([, message]) => message));
  const told = tableIn('docs/operating.md', ['`msg`', 'Meaning']).flatMap(([message = '']) =>
    codeIn(message),
  );
  // Others are whole sentences, from the words for the terminal.
  const own = told.filter((message) => !message.endsWith('…'));
  expect(own.toSorted()).toEqual([...written].sort());
});
