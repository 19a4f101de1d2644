/** A line of a block as a shell reads it. */
export interface ShellLine {
  readonly text: string;
  /** A line of a here-document: nothing but variables means something in it. */
  readonly isInput: boolean;
  /** What is in quotes is left out, with the quotes; what is in double quotes is in `expanded`. */
  readonly bare: string;
  /** All but what is in single quotes: here `$` and `!` mean something. */
  readonly expanded: string;
  /** Whether each quotation ends on the line. */
  readonly isPaired: boolean;
}

export function shellLines(block: string): readonly ShellLine[] {
  let end: string | undefined;
  return block.split('\n').map((text) => {
    if (end !== undefined) {
      if (text === end) end = undefined;
      return { text, isInput: true, bare: '', expanded: text, isPaired: true };
    }
    const line = readLine(text);
    end = /<<(\w+)/.exec(line.bare)?.[1];
    return { text, isInput: false, ...line };
  });
}

type Around = '' | "'" | '"' | '(';

/** Escaped letters, what begins or ends something, and all else in between. */
const token = /\\.|\$\(|['")]|[^\\$'")]+|[\\$]/gu;

function readLine(text: string): Pick<ShellLine, 'bare' | 'expanded' | 'isPaired'> {
  let around: readonly Around[] = [''];
  const bare: string[] = [];
  const expanded: string[] = [];
  for (const [word] of text.matchAll(token)) {
    const before = around.at(-1);
    around = next(around, word);
    if (before !== around.at(-1) || word.startsWith('\\')) {
      bare.push('_');
    } else if (before !== "'") {
      expanded.push(word);
      if (before !== '"') bare.push(word);
    }
  }
  return { bare: bare.join(''), expanded: expanded.join(''), isPaired: around.length === 1 };
}

/** What the text after a word is in, from outside to inside. */
function next(around: readonly Around[], word: string): readonly Around[] {
  const inner = around.at(-1);
  const outer = around.slice(0, -1);
  if (inner === "'") return word === "'" ? outer : around;
  if (word === '$(') return [...around, '('];
  if (word === '"') return inner === '"' ? outer : [...around, '"'];
  if (word === "'" && inner !== '"') return [...around, "'"];
  return word === ')' && inner === '(' ? outer : around;
}
