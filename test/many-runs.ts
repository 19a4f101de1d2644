import fc from 'fast-check';

// The fast suite has a hundred random cases of each property, and tells of every behaviour.
fc.configureGlobal({ numRuns: 1000 });
