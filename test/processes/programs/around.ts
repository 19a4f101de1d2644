import { Readable } from 'node:stream';
import * as z from 'zod/mini';

const taskSchema = z.object({
  id: z.string(),
  operation: z.string(),
  input: z.optional(z.unknown()),
});

export interface Around {
  /** The program of a helper, as the bot starts it. */
  readonly entry: string;
  readonly settings: string;
  /** Does a task instead of the program; undefined leaves it to the program. */
  readonly instead: (task: z.infer<typeof taskSchema>) => Promise<unknown> | undefined;
}

/** Runs a helper's real program, and does some of its tasks in its place and in its process. */
export async function runAround({ entry, settings, instead }: Around): Promise<void> {
  process.argv[2] = settings;
  const { stdin } = process;
  const others = async function* () {
    let rest = '';
    for await (const chunk of stdin.setEncoding('utf8')) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const task = taskSchema.parse(JSON.parse(line));
        const value = await instead(task);
        if (value !== undefined) answer(task.id, value);
        else yield Buffer.from(`${line}\n`);
      }
    }
  };
  Object.defineProperty(process, 'stdin', { value: Readable.from(others()) });
  await import(entry);
}

function answer(to: string, value: unknown): void {
  process.stdout.write(`${JSON.stringify({ to, answer: { type: 'done', value } })}\n`);
}
