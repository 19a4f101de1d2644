/** How large a submission may be as it was attached: encrypted, packed or not. */
export const submissionLimitBytes = 1024 * 1024;
