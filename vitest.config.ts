import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Workers and the programs that tests start load the same modules: compiled once, not each time.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('node_modules/.cache/compiled', import.meta.url),
);

export default defineConfig({
  test: {
    // Every test brings along what it needs and takes it away again, so files may share a process:
    // that halves the time.
    isolate: false,
    // One more than the two cores of CI: some files wait for other processes most of the time.
    maxWorkers: 3,
    // Stories leave much behind at once: collecting it in small portions took a tenth of the time.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
