import { expect, test } from 'vitest';
import { clusterKinds, operationNames } from '../../src/request/request.ts';
import { parseTitle } from '../../src/request/title.ts';
import { kindNames } from '../../src/wording/kinds.ts';
import { codeIn, tableIn } from './tables.ts';

const allRequests = operationNames.flatMap((operation) =>
  clusterKinds.map((kind) => ({ operation, kind, name: '<name>' })),
);

const requestsIn = (rows: readonly (readonly string[])[]) =>
  rows.flatMap((cells) => cells.flatMap(codeIn)).flatMap((code) => parseTitle(code) ?? []);

test.each(allRequests)(
  'a title with the words of the bot asks to $operation a $kind',
  (request) => {
    const { operation, kind, name } = request;
    expect(parseTitle(`${operation} ${kindNames[kind]} ${name}`)).toEqual(request);
  },
);

test('the README lists the titles, for each operation and each kind', () => {
  expect(requestsIn(tableIn('README.md', ['Title', 'What it is for']))).toEqual(allRequests);
});

test('the guide lists the titles, for each operation and each kind', () => {
  const guide = 'docs/contributors.md';
  const first = tableIn(guide, ['', 'Title of the issue', 'What it is for']);
  const later = tableIn(guide, ['Title of the issue', 'What it is for']);
  expect(requestsIn([...first, ...later])).toEqual(allRequests);
});
