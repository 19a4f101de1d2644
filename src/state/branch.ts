const pattern = /^cluster-onboarding\/issue-([1-9][0-9]{0,15})$/;

/** The one branch of a request. The name is left out, so that a request may be renamed. */
export function branchOf(issueNumber: number): string {
  return `cluster-onboarding/issue-${issueNumber}`;
}

/** The issue that a branch belongs to; undefined for branches that are not the bot's. */
export function issueOf(branch: string): number | undefined {
  const match = pattern.exec(branch);
  return match ? Number(match[1]) : undefined;
}
