/**
 * A helper that somebody has taken over: once it is at work, it tries what it must not do. Answers
 * for each try how it failed.
 */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { connect } from 'node:net';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { runAround } from './around.ts';

const settings = z.object({ entry: z.string(), settings: z.string() });
const targets = z.object({
  /** What it must not read. */
  files: z.array(z.string()),
  folder: z.string(),
  /** Of the bot. */
  pid: z.number(),
  tcpPort: z.number(),
  udpPort: z.number(),
});

type Targets = z.infer<typeof targets>;

const { entry, settings: own } = settings.parse(JSON.parse(process.argv[2] ?? ''));
await runAround({
  entry,
  settings: own,
  instead: ({ operation, input }) =>
    operation === 'intrude' ? intrude(targets.parse(input)) : undefined,
});

async function intrude(given: Targets) {
  const tries = Object.entries({ ...triesOn(given), ...networkTries(given) });
  const outcomes: Record<string, string> = {};
  for (const [name, attempt] of tries) outcomes[name] = await outcomeOf(attempt);
  return { outcomes, environment: Object.keys(process.env), pid: process.pid };
}

async function outcomeOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

function triesOn({ files, folder, pid }: Targets): Record<string, () => unknown> {
  const reads = [...files, `/proc/${pid}/environ`, '/proc/self/environ'].map(
    (path) => [`read ${path}`, () => readFileSync(path)] as const,
  );
  return {
    ...Object.fromEntries(reads),
    'open the memory of the bot': () => openSync(`/proc/${pid}/mem`, 'r'),
    'list its descriptors': () => readdirSync('/proc/self/fd'),
    'write a file': () => writeFileSync(`${folder}/written`, 'x'),
    'write a database': async () => {
      const { DatabaseSync } = await import('node:sqlite');
      new DatabaseSync(`${folder}/database`).exec('create table t(c)');
    },
    'call the C library': async () => {
      const name: string = 'node:ffi';
      const { dlopen } = await import(name);
      dlopen('libc.so.6', { getpid: { parameters: [], result: 'int' } });
    },
    'load an add-on': () => process.dlopen({ exports: {} }, '/nowhere.node'),
    'start a program': () => {
      const { error } = spawnSync('/bin/true');
      if (error) throw error;
    },
    'start a thread': () => new Worker('', { eval: true }),
    'open its debugger': () => {
      inspector.open(0);
      inspector.close();
    },
    "open the bot's debugger": () => {
      const open: unknown = Reflect.get(process, '_debugProcess');
      if (typeof open !== 'function') throw new TypeError('no such function');
      open(pid);
    },
    'signal the bot': () => process.kill(pid, 0),
    'slow the bot down': () => os.setPriority(pid, os.getPriority(pid)),
    'make code of a text': () => new Function('return 1')(),
  };
}

function networkTries({ tcpPort, udpPort }: Targets): Record<string, () => unknown> {
  const host = '127.0.0.1';
  return {
    'connect over TCP': async () => {
      const socket = connect(tcpPort, host);
      await once(socket, 'connect');
      socket.destroy();
    },
    'fetch over HTTP': () => fetch(`http://${host}:${tcpPort}/`).catch(throwCause),
    'send over UDP': async () => {
      const socket = createSocket('udp4');
      const sent = Promise.withResolvers<void>();
      socket.on('error', sent.reject);
      socket.send('not a question', udpPort, host, (error) =>
        error ? sent.reject(error) : sent.resolve(),
      );
      await sent.promise.finally(() => socket.close());
    },
    'look a name up': () => lookup('localhost'),
    'ask a name server': async () => {
      const resolver = new Resolver({ timeout: 1000, tries: 1 });
      resolver.setServers([`${host}:${udpPort}`]);
      await resolver.resolve4('example.org');
    },
  };
}

/** Of a failed fetch only the cause says why. */
function throwCause(error: unknown): never {
  throw error instanceof Error ? error.cause : error;
}
