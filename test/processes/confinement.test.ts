import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { listen } from '../../simulator/loopback.ts';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { startHelper } from '../../src/adapters/processes/helper.ts';
import type { Command, HelperProgram } from '../../src/adapters/processes/limits.ts';
import { proberCommand } from '../../src/adapters/processes/prober.ts';
import { sandboxCommand } from '../../src/adapters/processes/sandbox.ts';
import { entryOf, sandboxProgram } from '../../src/server/helpers.ts';

const programs = fileURLToPath(new URL('programs', import.meta.url));
const limits = { memoryBytes: 256 * 1024 * 1024, answerBytes: 1024 * 1024 };
const report = z.object({
  outcomes: z.record(z.string(), z.string()),
  environment: z.array(z.string()),
  pid: z.number(),
  descriptors: z.array(z.string()),
});
/** What the name server says that everybody asks here. */
const asked = 'ENOTFOUND';
const network = ['connect over TCP', 'fetch over HTTP', 'send over UDP', 'look a name up'];

let folder: string;
let tcp: Server;
let udp: Socket;
let targets: object;
/** How often somebody came by the network. */
let visits = 0;
let heard = 0;
const hear = () => {
  heard += 1;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confinement-'));
  const key = await makeKeyPair({ name: 'kubevirt-bot automation' });
  await writeFile(join(folder, 'bot.asc'), key.armoredPrivateKey);
  tcp = createServer((_, response) => response.end()).on('connection', () => {
    visits += 1;
  });
  udp = createSocket('udp4').on('message', (query, { port, address }) => {
    visits += 1;
    // The same question, as an answer: no such name.
    query.writeUInt16BE(0x8003, 2);
    udp.send(query, port, address);
  });
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  process.on('SIGUSR1', hear);
  targets = {
    files: ['/etc/passwd', join(folder, 'bot.asc'), join(programs, '../../../README.md')],
    ...{ folder, pid: process.pid, tcpPort: await listen(tcp), udpPort: udp.address().port },
  };
});
afterAll(async () => {
  process.off('SIGUSR1', hear);
  tcp.closeAllConnections();
  tcp.close();
  udp.close();
  await rm(folder, { recursive: true });
});

/** The program with somebody in it who has no more rights than it has. */
function takenOver({ files, ...program }: HelperProgram): HelperProgram {
  return {
    entry: join(programs, 'intruder.ts'),
    settings: JSON.stringify(program),
    files: [...files, programs],
  };
}

async function intrude(command: Command) {
  const helper = startHelper(command, limits);
  try {
    await helper.begun;
    visits = 0;
    heard = 0;
    const task = { operation: 'intrude', input: targets, timeMs: 10_000 };
    const done = await helper.perform(task);
    return report.parse({ ...Object(done), descriptors: descriptorsOf(Object(done).pid) });
  } finally {
    helper.end();
  }
}

/** What a process has open that another could have, too. */
function descriptorsOf(pid: number): readonly string[] {
  const names = readdirSync(`/proc/${pid}/fd`);
  const links = names.flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      // The one that the folder itself was read with.
      return [];
    }
  });
  return links.filter((link) => !/^anon_inode:|^\/dev\/(null|urandom)$/.test(link));
}

const keys = () => ({ pgpPrivateKey: { path: join(folder, 'bot.asc') } });
const layout = {
  layout: 'archive',
  archivePath: 'secrets.tar.asc',
  file: 'main.yml',
  jobsNamespace: 'kubevirt-prow-jobs',
} as const;
const helpers = [
  {
    name: 'a sandbox with keys',
    command: () => sandboxCommand(takenOver(sandboxProgram({ keys: keys(), layout }))),
    reaches: [],
  },
  {
    name: 'a sandbox without keys',
    command: () =>
      sandboxCommand(takenOver({ entry: entryOf('public-sandbox'), settings: '', files: [] })),
    reaches: [],
  },
  {
    name: 'a prober',
    command: () =>
      proberCommand(takenOver({ entry: entryOf('prober'), settings: '[]', files: [] })),
    reaches: network,
  },
];

describe.skipIf(process.platform !== 'linux')('who has taken over', () => {
  test.each(helpers)('$name can only what it must', async ({ command, reaches }) => {
    const { outcomes, environment, descriptors } = await intrude(command());
    const succeeded = Object.entries(outcomes).filter(([, outcome]) => outcome === 'done');
    expect(succeeded.map(([name]) => name)).toEqual(reaches);
    expect(outcomes['ask a name server']).toBe(reaches.length > 0 ? asked : 'ERR_ACCESS_DENIED');
    expect(visits > 0).toBe(reaches.length > 0);
    expect(heard).toBe(0);
    expect(environment).toEqual([]);
    await using file = await open(join(folder, 'bot.asc'));
    expect(file.fd).toBeGreaterThan(0);
    // What whoever started us left open for everybody is not the bot's.
    const others = descriptorsOf(process.ppid);
    const own = descriptorsOf(process.pid).filter((link) => !others.includes(link));
    expect(own).toContain(join(folder, 'bot.asc'));
    expect(descriptors.filter((link) => own.includes(link))).toEqual([]);
  });

  test('a program that is not confined can all of that', async () => {
    const hello = `process.stdout.write('{"answer":{"type":"done"}}\\n');`;
    const entry = `data:text/javascript,${hello}for await (const task of process.stdin);`;
    const program = takenOver({ entry, settings: '', files: [] });
    const { outcomes } = await intrude([process.execPath, program.entry, program.settings]);
    const failed = Object.entries(outcomes).filter(([, outcome]) => outcome !== 'done');
    expect(failed).toEqual([
      ['load an add-on', 'ERR_DLOPEN_FAILED'],
      ['ask a name server', asked],
    ]);
    expect(heard).toBe(1);
    expect(visits).toBeGreaterThan(0);
  });
});
