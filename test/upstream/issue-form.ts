import { parse } from 'yaml';
import { z } from 'zod';
import { readProjectFile } from '../documents/tables.ts';

/** GitHub refuses empty strings, and labels with words that seem to ask for a credential. */
const text = z.string().regex(/\S/);
const label = text.regex(/^(?!.*(?:password|passwort|secret|token|credential|api.?key))/i);

/** As GitHub writes them into links that fill in a form. */
const fieldId = z.string().regex(/^[\w-]+$/);
const validations = z.strictObject({ required: z.boolean() }).optional();
const hints = { label, description: text.optional(), placeholder: text.optional() };

/** Of the elements that GitHub knows those that the forms use. With `render` it takes no files. */
const element = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: text }) }),
  z.strictObject({
    type: z.enum(['input', 'textarea']),
    id: fieldId,
    attributes: z.strictObject({ ...hints, value: text.optional() }),
    validations,
  }),
]);

const issueForm = z.strictObject({
  name: text,
  description: text,
  title: text,
  body: z.array(element),
});

export type IssueForm = z.infer<typeof issueForm>;

/** GitHub reads YAML 1.1, in which `on` and `no` are no strings. */
export function readYaml(path: string): unknown {
  return parse(readProjectFile(path), { version: '1.1' });
}

export function readIssueForm(path: string): IssueForm {
  return issueForm.parse(readYaml(path));
}

/** What somebody fills in. */
export function fieldsOf({ body }: IssueForm) {
  return body.flatMap((each) => (each.type === 'markdown' ? [] : each));
}

/** The text of the issue that GitHub makes of a form, by the identifiers of its fields. */
export function issueTextOf(form: IssueForm, answers: Readonly<Record<string, string>>): string {
  return fieldsOf(form)
    .map(({ id, attributes }) => `### ${attributes.label}\n\n${answers[id] ?? '_No response_'}`)
    .join('\n\n');
}
