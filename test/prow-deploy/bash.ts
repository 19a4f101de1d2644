import { execFileSync } from 'node:child_process';

/** What a script prints; throws where `bash -n` refuses it. */
export function outputOf(script: string): string {
  const run = (flags: readonly string[]) =>
    execFileSync('bash', ['--norc', ...flags, '-s'], { input: script, stdio: 'pipe' });
  run(['-n']);
  return run([]).toString();
}

/** The elements of the array after bash has run each of the scripts, all in one process. */
export function elementsOf(scripts: readonly string[]): readonly (readonly string[])[] {
  const array = 'prow_build_clusters';
  const show = `printf '%s\\0' "\${#${array}[@]}" "\${${array}[@]}"; printf '\\n\\0'`;
  const shells = scripts.map((script) => `(\n${script}\n${show}\n)\n`);
  const shown = outputOf(shells.join('')).split('\n\0').slice(0, -1);
  return shown.map((each) => {
    const [count, ...elements] = each.split('\0');
    return elements.slice(0, Number(count));
  });
}
