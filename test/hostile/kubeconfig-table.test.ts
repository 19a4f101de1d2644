import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { problemIds } from '../../scripts/problem-samples.ts';
import { createAuthority } from '../../simulator/certificates.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { ProblemError } from '../../src/problem.ts';
import { canary, hostileKubeconfigs, kubeconfig } from './kubeconfig-corpus.ts';

const now = new Date();
const authority = await createAuthority('test-ca');
const corpus = await hostileKubeconfigs(authority, now);

interface Row {
  readonly part: string;
  readonly fields: readonly string[];
  readonly answer: string;
  readonly problems: readonly string[];
}

const table = tableUnder('## Kubeconfigs');

/** The rows of the first table under a heading of docs/security.md. */
function tableUnder(heading: string): readonly Row[] {
  const text = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const lines = text.slice(text.indexOf(`\n${heading}\n`)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|---'));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 1, end).map((line) => {
    const [, part = '', field = '', answer = ''] = line.split('|').map((cell) => cell.trim());
    const fields = quoted(field);
    return {
      part,
      fields: fields.length > 0 ? fields : [field],
      answer,
      problems: quoted(answer).filter((word) => problemIds.some((id) => id === word)),
    };
  });
}

function quoted(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

function vet(bytes: Uint8Array) {
  try {
    return { kubeconfig: vetKubeconfig(bytes, now, openssl) };
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error.problem, error };
    throw error;
  }
}

test.each(corpus.map((each) => [each.row, each.name, each] as const))(
  '%s: %s',
  { timeout: 5000 },
  (_row, _name, { bytes, problem }) => {
    const found = vet(bytes);
    expect(found.problem).toEqual(problem);
    expect(JSON.stringify(found.problem) + found.error?.stack).not.toContain(canary);
  },
);

test('each answer of the table in docs/security.md is one of the code, and the other way round', () => {
  const promised = table.flatMap(({ part, fields, problems }) =>
    problems.flatMap((id) => fields.map((field) => `${part}: ${field} -> ${id}`)),
  );
  const row = (name: string) =>
    table.find(({ part, fields }) => fields.some((field) => `${part}: ${field}` === name));
  const given = corpus.flatMap(({ row: name, problem }) =>
    (row(name)?.fields ?? [`${name} (no row)`]).map(
      (field) => `${row(name)?.part}: ${field} -> ${problem.id}`,
    ),
  );
  // A row with several fields has a case for each field that is refused by itself.
  const own = corpus.map(({ row: name, problem }) => `${name} -> ${problem.id}`);
  expect([...new Set(given)].toSorted()).toEqual([...new Set(promised)].toSorted());
  const alone = promised.filter((name) =>
    / -> kubeconfig-(exec|auth-provider|token-file|file-path|proxy|insecure|impersonation|basic-auth)$/.test(
      name,
    ),
  );
  expect(alone.filter((name) => !own.includes(name))).toEqual([]);
});

test('every problem of a kubeconfig has its row', () => {
  const named = table.flatMap(({ problems }) => problems);
  // That one is about all that are registered.
  const ours = problemIds.filter((id) => /^kubeconfig-(?!full$)/.test(id));
  expect(ours.filter((id) => !named.includes(id))).toEqual([]);
});

const harmless: Readonly<Record<string, unknown>> = {
  preferences: { colors: true },
  extensions: [{ name: 'x', extension: { last: 'today' } }],
  'disable-compression': true,
  apiVersion: undefined,
  kind: undefined,
};

test.each(
  table
    .filter(({ answer }) => answer.startsWith('dropped'))
    .flatMap(({ part, fields }) => fields.map((field) => [part, field] as const)),
)('dropped from the %s: %s', (part, field) => {
  const parts = { file: 'root', cluster: 'cluster', user: 'user', context: 'context' }[part] ?? '';
  const bytes = Buffer.from(stringify(kubeconfig({ [parts]: { [field]: harmless[field] } })));
  expect(vet(bytes)).toEqual(vet(Buffer.from(stringify(kubeconfig()))));
});

test.each(
  corpus
    .filter(({ problem }) =>
      /-(exec|auth-provider|token-file|file-path|proxy|insecure|impersonation|basic-auth)$/.test(
        problem.id,
      ),
    )
    .map(({ row }) => row),
)('says nothing, and so is passed over: %s', (row) => {
  const [part = '', field = ''] = row.split(': ');
  for (const nothing of ['', null, false, [], {}]) {
    const bytes = Buffer.from(stringify(kubeconfig({ [part]: { [field]: nothing } })));
    expect(vet(bytes).problem).toBeUndefined();
  }
});
