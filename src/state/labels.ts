/** On a pull request of the secrets: Prow does not merge it. */
export const holdLabel = 'do-not-merge/hold';

/** On an issue in which a credential stands for all to read. */
export const leakLabel = 'leaked-credential';
