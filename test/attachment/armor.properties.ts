import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachmentHost } from '../../src/attachment/address.ts';
import { candidatesOf } from '../../src/attachment/found-submissions.ts';
import { readMessage } from '../../src/attachment/openpgp-in-file.ts';
import { submissionsIn } from '../../src/attachment/submissions.ts';
import { ProblemError } from '../../src/problem.ts';
import { armorings, binaryMessages, plainArmor } from './messages.ts';
import { containers, encodings, surroundings, type Wrap } from './wrappings.ts';

const host = attachmentHost();
const numRuns = 10_000;

/** What is read of a text that is attached, or undefined where it is said to be unreadable. */
function readFile(text: string): string | undefined {
  try {
    const message = readMessage(Buffer.from(text));
    return message.type === 'armored' ? message.text : undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.problem).toEqual({ id: 'openpgp-damaged', details: { reason: 'armor' } });
    return undefined;
  }
}

/** The same of a text that is written into an issue. */
function readIssue(text: string): string | undefined {
  const submission = candidatesOf(submissionsIn(text, host)).each[0]?.submission;
  expect(submission?.type).toBe('armored');
  return submission?.type === 'armored' ? readFile(submission.text) : undefined;
}

const container = fc.constantFrom(...Object.entries(containers));
const surrounding = fc.constantFrom(...Object.entries(surroundings));
const encoding = fc.constantFrom(...Object.entries(encodings));
/** What may break the words of the first line is undone only as the first that was done to it. */
const legible = fc.constantFrom(
  ...Object.entries(encodings).filter(([name]) => !/^(?:base64|quoted)/.test(name)),
);
const wrapAll = (text: string, wraps: readonly (readonly [string, Wrap])[]) =>
  wraps.reduce((wrapped, [, wrap]) => wrap(wrapped), text);

test('in one container or more a message is read', () => {
  fc.assert(
    fc.property(
      binaryMessages,
      armorings,
      fc.array(container, { minLength: 1, maxLength: 5 }),
      (binary, armor, wraps) => {
        const text = wrapAll(armor(binary), wraps);
        expect(readFile(text)).toBe(plainArmor(binary));
        expect(readIssue(text)).toBe(plainArmor(binary));
      },
    ),
    { numRuns },
  );
});

test('however it was written by a program, a message is read, whatever is around it', () => {
  fc.assert(
    fc.property(
      binaryMessages,
      armorings,
      encoding,
      fc.array(surrounding, { maxLength: 2 }),
      (binary, armor, encode, wraps) => {
        const text = wrapAll(armor(binary), [encode, ...wraps]);
        expect(readFile(text)).toBe(plainArmor(binary));
        expect(readIssue(text)).toBe(plainArmor(binary));
      },
    ),
    { numRuns },
  );
});

test('whatever is done to it, and however often, no message is lost without a word', () => {
  const anything = fc.tuple(
    fc.option(encoding),
    fc.array(fc.oneof(container, legible), { maxLength: 6 }),
  );
  fc.assert(
    fc.property(binaryMessages, armorings, anything, (binary, armor, [first, others]) => {
      const text = wrapAll(armor(binary), [...(first ? [first] : []), ...others]);
      // Both demand a message, or that it is said to be unreadable.
      readFile(text);
      readIssue(text);
    }),
    { numRuns },
  );
});
