import { execFileSync } from 'node:child_process';

export const hasBash = (() => {
  try {
    execFileSync('bash', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** What a script prints; throws where `bash -n` refuses it. */
export function outputOf(script: string): string {
  const run = (flags: readonly string[]) =>
    execFileSync('bash', ['--norc', ...flags, '-s'], { input: script, stdio: 'pipe' });
  run(['-n']);
  return run([]).toString();
}

/** The elements of an array after bash has run a script. */
export function elementsOf(script: string, array = 'prow_build_clusters'): readonly string[] {
  const show = `printf '%s\\0' "\${#${array}[@]}" "\${${array}[@]}"`;
  const [count, ...elements] = outputOf(`${script}\n${show}\n`).split('\0').slice(0, -1);
  return elements.slice(0, Number(count));
}
