import { type ClusterKind, type ClusterRequest, clusterKinds, operationNames } from './request.ts';

const patterns: Readonly<Record<ClusterKind, RegExp>> = {
  'build-cluster': /^prow\s+build\s+cluster(?![\w-])(.*)$/isu,
  'external-provider': /^kubevirtci\s+external\s+provider(?![\w-])(.*)$/isu,
};

/** Pairs of marks that people put around a name, typographic ones included. */
const quotes = ['``', '""', "''", '“”', '‘’', '„“', '«»'];

/**
 * Reads an issue's title. Answers undefined for every issue that is not for this bot. The name is
 * what the title holds, possibly empty or invalid: {@link vetName} judges it.
 */
export function parseTitle(title: string): ClusterRequest | undefined {
  const [, word, rest = ''] = /^(\w+)\s+(.*)$/su.exec(title.normalize('NFKC').trim()) ?? [];
  const operation = operationNames.find((known) => known === word?.toLowerCase());
  if (!operation) return undefined;
  for (const kind of clusterKinds) {
    const match = patterns[kind].exec(rest);
    if (!match) continue;
    return { operation, kind, name: unquote((match[1] ?? '').replace(/^\s*:/, '').trim()) };
  }
  return undefined;
}

function unquote(name: string): string {
  const quoted = quotes.some(
    (pair) => name.length >= 2 && name[0] === pair[0] && name.at(-1) === pair[1],
  );
  return quoted ? unquote(name.slice(1, -1).trim()) : name;
}
