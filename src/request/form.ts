/**
 * Reads an answer from an issue's text, as the forms of `upstream/ISSUE_TEMPLATE` ask for it: the
 * first line below the heading with a field's label. Undefined where there is none.
 */
export function answerTo(label: string, issueText: string): string | undefined {
  const lines = issueText.split(/\r?\n/).map((line) => line.trim());
  const heading = lines.indexOf(`### ${label}`);
  if (heading < 0) return undefined;
  return lines.slice(heading + 1).find((line) => line !== '');
}

/** Reads the name of the cluster. */
export function readName(issueText: string): string | undefined {
  return answerTo('Name of the cluster', issueText);
}
