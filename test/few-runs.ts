import fc from 'fast-check';

// A mutant that only one in a hundred random cases would find is found by a named case, or not.
// The limit is for the properties that ask for more runs by themselves.
fc.configureGlobal({ numRuns: 10, seed: 1, interruptAfterTimeLimit: 1000 });
