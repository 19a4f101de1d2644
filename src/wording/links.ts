const documentation = 'https://github.com/kubevirt/cluster-onboarding/blob/main/docs';

/** The page with a section for each problem. */
export const problemsUrl = `${documentation}/problems.md`;

/** How a contributor prepares a cluster. */
export const guideUrl = `${documentation}/contributors.md`;
