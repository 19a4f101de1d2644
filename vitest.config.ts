import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Every test brings along what it needs and takes it away again, so files may share a process:
    // that halves the time.
    isolate: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
