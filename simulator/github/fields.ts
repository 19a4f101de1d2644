import { refuse } from './answer.ts';
import { type JsonObject, optionalText } from './json.ts';

/** The old values, as the events of edits carry them; undefined where nothing changed. */
export function changesOf(
  before: JsonObject,
  after: JsonObject,
  fields: readonly string[],
): JsonObject | undefined {
  const changed = fields.filter((field) => before[field] !== after[field]);
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((field) => [field, { from: before[field] ?? '' }]));
}

/** GitHub's limit, in characters. */
export function checkBody(resource: string, body: JsonObject): void {
  if ((optionalText(body, 'body') ?? '').length <= 65_536) return;
  refuse(422, 'Validation Failed', {
    errors: [
      {
        resource,
        field: 'body',
        code: 'custom',
        message: 'body is too long (maximum is 65536 characters)',
      },
    ],
  });
}
