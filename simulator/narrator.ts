import { styleText } from 'node:util';

/** Tells the demo's story on the terminal. */
export interface Narrator {
  scene(title: string): void;
  /** Somebody does something. */
  act(who: string, what: string): void;
  /** What somebody sees, in a frame. */
  show(title: string, text: string): void;
  proof(text: string): void;
}

export function createNarrator(print: (line: string) => void, startedAt: number): Narrator {
  const time = () =>
    styleText('dim', `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)}s`);
  return {
    scene: (title) => {
      print('');
      print(styleText('bold', title));
    },
    act: (who, what) => print(`${time()}  ${styleText('cyan', who.padEnd(11))} ${what}`),
    show: (title, text) => {
      print(`        ┌ ${styleText('dim', title)}`);
      for (const line of readable(text)) print(`        │ ${line}`);
      print('        └');
    },
    proof: (text) => print(`${time()}  ${styleText('green', '✔')} ${text}`),
  };
}

/** Markdown in short: without what only a browser makes something of, and without repetition. */
function readable(markdown: string): readonly string[] {
  const text = markdown
    .replace(/<!--.*?-->/gs, '')
    .replace(/<details( open)?>.*?<\/details>/gs, '')
    .replace(/<sub>.*?<\/sub>/gs, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\|[-|]+\|\n/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
  return withoutRepetition(text.split('\n'));
}

/** Of many checks that passed in a row, the first and how many more. */
function withoutRepetition(lines: readonly string[]): readonly string[] {
  const isPassed = (line: string | undefined) => line?.startsWith('| ✅ ') ?? false;
  return lines.flatMap((line, index) => {
    if (!isPassed(line) || !isPassed(lines[index - 1])) return [line];
    if (isPassed(lines[index + 1])) return [];
    const first = lines.slice(0, index).findLastIndex((other) => !isPassed(other)) + 1;
    return [`| ✅ | … and ${index - first} more`];
  });
}
