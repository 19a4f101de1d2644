import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { pathOf } from '../../cluster/programs.ts';

/** What can be asked, see control-plane/go-client. */
type Question =
  | { readonly certificate: string }
  | { readonly pair: { readonly certificate: string; readonly key: string } }
  | { readonly kubeconfig: string }
  | { readonly server: string };

/** Prow's client, as a program that answers questions one after the other. */
export interface GoClient {
  /** What is wrong; empty where nothing is. */
  ask(questions: readonly Question[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

const answer = z.object({ error: z.string() });

export function startGoClient(): GoClient {
  const child = spawn(pathOf('go-client'), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (questions) => {
      child.stdin.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
      const answers: string[] = [];
      while (answers.length < questions.length) {
        const { done, value } = await lines.next();
        if (done) throw new Error('the Go client has ended');
        answers.push(answer.parse(JSON.parse(value)).error);
      }
      return answers;
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
