import type { Answer } from './answer.ts';
import type { Call } from './call.ts';
import { type Json, type JsonObject, numberOf, textOf } from './json.ts';

/** One page of a list, with the Link header that GitHub sends where there are more. */
export function page(call: Call, items: readonly Json[]): Answer {
  const size = Math.min(positive(call.query.get('per_page'), 30), 100);
  const current = positive(call.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const relations = [
    ...(current > 1 ? [link(call, 'prev', current - 1)] : []),
    ...(current < last ? [link(call, 'next', current + 1), link(call, 'last', last)] : []),
    ...(current > 1 ? [link(call, 'first', 1)] : []),
  ];
  return {
    status: 200,
    body: items.slice((current - 1) * size, current * size),
    ...(relations.length > 0 && { headers: { link: relations.join(', ') } }),
  };
}

/** Issues or pull requests as they were created or updated. */
export function inOrder(
  items: readonly JsonObject[],
  by: 'created' | 'updated',
  direction: 'asc' | 'desc',
): readonly JsonObject[] {
  const sorted = items.toSorted(
    (a, b) =>
      textOf(a, `${by}_at`).localeCompare(textOf(b, `${by}_at`)) ||
      numberOf(a, 'number') - numberOf(b, 'number'),
  );
  return direction === 'asc' ? sorted : sorted.toReversed();
}

function link(call: Call, relation: string, number: number): string {
  const query = new URLSearchParams(call.query);
  query.set('page', String(number));
  return `<${call.world.origin}/api/v3${call.path}?${query}>; rel="${relation}"`;
}

function positive(text: string | null, otherwise: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
