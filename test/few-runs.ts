import fc from 'fast-check';

// A mutant that only one in a hundred random cases would find is found by a named case, or not.
fc.configureGlobal({ numRuns: 10, seed: 1 });
