/** One word for bash and zsh, whatever is in it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9._:/@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command, and what is on its standard input: lines in which variables have their values. */
export type Step = string | { readonly command: string; readonly input: readonly string[] };

interface Block {
  /** Each is done whatever becomes of the one before. What a reader may have to edit stands first. */
  readonly first?: readonly string[];
  /** Each is done only after the one before was successful. */
  readonly steps: readonly Step[];
  /** What is said where one was not. */
  readonly otherwise: string;
}

/**
 * Commands that are safe to paste into bash and zsh where somebody types. They are one subshell:
 * none runs before all are read, so none takes those after it for its input, and nothing of them is
 * left behind in the shell.
 */
export function block({ first = [], steps, otherwise }: Block): string {
  return inSubshell(...first, ...chain(steps, ' ||'), `echo "${otherwise}"`);
}

export function inSubshell(...lines: readonly string[]): string {
  return `(${lines.join('\n')})`;
}

/** The lines of steps that each need the one before. */
export function chain(steps: readonly Step[], end = ''): readonly string[] {
  return steps.flatMap((step, index) => {
    const operator = index === steps.length - 1 ? end : ' &&';
    return typeof step === 'string'
      ? [`${step}${operator}`]
      : [`${step.command} <<EOF${operator}`, ...step.input, 'EOF'];
  });
}
