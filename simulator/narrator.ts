import colors from 'picocolors';

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
    colors.dim(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)}s`);
  return {
    scene: (title) => {
      print('');
      print(colors.bold(title));
    },
    act: (who, what) => print(`${time()}  ${colors.cyan(who.padEnd(11))} ${what}`),
    show: (title, text) => {
      print(`        ┌ ${colors.dim(title)}`);
      for (const line of readable(text)) print(`        │ ${line}`);
      print('        └');
    },
    proof: (text) => print(`${time()}  ${colors.green('✔')} ${text}`),
  };
}

/** Markdown without what only a browser makes something of. */
function readable(markdown: string): readonly string[] {
  const text = markdown
    .replace(/<!--.*?-->/gs, '')
    .replace(/<details( open)?>.*?<\/details>/gs, '')
    .replace(/<\/?[a-z]+>/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return text.split('\n').filter((line, index, lines) => line !== '' || lines[index - 1] !== '');
}
