/** The label of the field for a name in the forms of `upstream/ISSUE_TEMPLATE`. */
const label = 'Name of the cluster';

/** Reads the name from an issue's text, as the forms ask for it; undefined where there is none. */
export function readName(issueText: string): string | undefined {
  const lines = issueText.split(/\r?\n/).map((line) => line.trim());
  const heading = lines.indexOf(`### ${label}`);
  if (heading < 0) return undefined;
  return lines.slice(heading + 1).find((line) => line !== '');
}
