/** A helper as it is, but that it may die of a task, where a test has put a way into a pipe before. */
import { constants, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { runAround } from './around.ts';
import { die, isWayToDie } from './ways-to-die.ts';

/** `pipes` is a folder with one of each operation. */
export async function runFaulty(entry: string, pipes: string): Promise<void> {
  // A sandbox with keys opens no file later.
  const opened = new Map(
    readdirSync(pipes).map((operation) => [
      operation,
      openSync(join(pipes, operation), constants.O_RDONLY | constants.O_NONBLOCK),
    ]),
  );
  await runAround({
    entry,
    settings: process.argv[2] ?? '',
    instead: ({ id, operation }) => {
      const way = takeFrom(opened.get(operation));
      return isWayToDie(way) ? die(way, id) : undefined;
    },
  });
}

/** What only one of all that read there gets; empty where there is nothing. */
function takeFrom(pipe: number | undefined): string {
  if (pipe === undefined) return '';
  const bytes = Buffer.alloc(wayBytes);
  try {
    return bytes.toString('utf8', 0, readSync(pipe, bytes)).trim();
  } catch {
    // Nothing is there now.
    return '';
  }
}

/** In a pipe each way takes as much, so that one can be taken. */
export const wayBytes = 64;
