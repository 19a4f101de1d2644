import { answerTo } from './form.ts';

/** What is said of a cluster by whoever lends it, fit for a page of Markdown. */
export interface Lending {
  readonly purpose?: string | undefined;
  readonly lender?: string | undefined;
}

/** The labels of the fields in the forms of `upstream/ISSUE_TEMPLATE`. */
const labels = { purpose: 'What it is lent for', lender: 'Who lends it' } as const;

/** None of them makes a link, a mention or markup within a sentence, and no contact. */
const plainLine = /^[\p{L}\p{N} .,;'’()&+/-]{1,100}$/u;

/** GitHub makes a link of these letters too. */
const beginsLink = /\bwww\./iu;

/**
 * Reads from an issue's text who lends the cluster and what for, as the forms ask for it: the one
 * line below a heading. What is anything but a plain line of at most 100 letters is left out, and
 * so is what nobody has said.
 */
export function readLending(issueText: string): Lending {
  const plainAnswer = (label: string) => plain(answerTo(label, issueText) ?? '');
  return { purpose: plainAnswer(labels.purpose), lender: plainAnswer(labels.lender) };
}

function plain(answer: string): string | undefined {
  const line = answer.normalize('NFC').replace(/(?<![ .])[ .]+$/u, '');
  return plainLine.test(line) && !beginsLink.test(line) ? line : undefined;
}
