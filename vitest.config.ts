import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Every test brings along what it needs and takes it away again, so files may share a process:
    // that halves the time.
    isolate: false,
    // One more than the two cores of CI: some files wait for other processes most of the time.
    maxWorkers: 3,
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
