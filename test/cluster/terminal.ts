import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Shells that do not read what somebody has configured. */
const shells = {
  bash: ['bash', '--norc', '-i'],
  zsh: ['zsh', '-f', '-i'],
} as const;

export type Shell = keyof typeof shells;

/** How a text gets from the clipboard into a shell. */
export const waysToPaste = ['bracketed', 'as if typed', 'line by line'] as const;

type WayToPaste = (typeof waysToPaste)[number];

/** A shell where somebody sits. */
export interface Terminal {
  /** Pastes something, waits until the shell is at its prompt again, and gives all that was shown. */
  paste(text: string, way: WayToPaste): Promise<string>;
  close(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

const prompt = 'at-the-prompt> ';
const continuation = 'wants-more> ';
/** Told in pieces, so that what is typed is not taken for a prompt. */
const setPrompts = "PS1='at-the-''prompt> ' PS2='wants-''more> '";
/** The variables of blocks: none of them may have a value in the shell itself. */
const alive = 'echo "alive $((6 * 7)) [$NAMESPACE$SERVICE_ACCOUNT$SECRET$TOKEN$CLUSTER$SERVER$CA]"';
const answer = 'alive 42 []';

const longestMs = 90_000;

/** The shell is interactive, as it has a terminal for its input. */
export async function openTerminal(
  shell: Shell,
  { folder, environment }: Place,
): Promise<Terminal> {
  const child = spawn(
    'python3',
    ['-c', 'import pty, sys; pty.spawn(sys.argv[1:])', ...shells[shell]],
    {
      cwd: folder,
      env: {
        HOME: folder,
        TERM: 'xterm',
        HISTFILE: '',
        ...environment,
      },
    },
  );
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const until = async (isShown: () => boolean) => {
    const signal = AbortSignal.timeout(longestMs);
    while (!isShown()) await once(child.stdout, 'data', { signal });
  };
  const type = (text: string) => {
    child.stdin.write(text.replaceAll('\n', '\r'));
  };
  /** Types it and waits for the next prompt, whether the shell wants more or not. */
  const enter = async (line: string) => {
    const before = promptsIn(shown);
    type(`${line}\n`);
    await until(() => promptsIn(shown) > before);
  };
  await enter(setPrompts);
  return {
    paste: async (text, way) => {
      const begin = shown.length;
      if (way === 'line by line') for (const line of text.split('\n')) await enter(line);
      // What follows at once is not for the commands that run.
      else type(way === 'bracketed' ? `\u001B[200~${text}\u001B[201~\n` : `${text}\n`);
      type(`${alive}\n`);
      await until(() => shown.slice(begin).split(answer)[1]?.includes(prompt) ?? false).catch(
        (cause) => {
          throw new Error(`the shell did not come back:\n${shown.slice(begin)}`, { cause });
        },
      );
      const [said = '', after = ''] = shown.slice(begin).split(answer);
      if (after.includes(continuation)) throw new Error(`the shell wants more:\n${said}`);
      return said;
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.stdin.end('exit\r');
      await ended;
    },
  };
}

function promptsIn(shown: string): number {
  return shown.split(prompt).length + shown.split(continuation).length - 2;
}
