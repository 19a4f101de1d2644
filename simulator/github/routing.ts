import { type Operation, operations } from './operations.ts';

export interface Route {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly operation: Operation;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

/** Parameters that may hold slashes, as paths of files and names of refs do. */
const greedy: ReadonlySet<string> = new Set(['path', 'ref']);

const patterns: readonly Pattern[] = operations.map((operation) => {
  const names = [...operation.template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const source = operation.template.replaceAll(/\{(\w+)\}/g, (_, name) =>
    greedy.has(name) ? '(.+)' : '([^/]+)',
  );
  return { operation, names, expression: new RegExp(`^${source}$`) };
});

/** Finds the operation for a path without the prefix of the API. */
export function route(method: string, path: string): Route | undefined {
  for (const { operation, expression, names } of patterns) {
    const match = operation.method === method ? expression.exec(path) : null;
    if (!match) continue;
    const values = match.slice(1).map(decodeURIComponent);
    const pairs = names.map((name, index) => [name, values[index] ?? ''] as const);
    return { operation, parameters: Object.fromEntries(pairs) };
  }
  return undefined;
}
