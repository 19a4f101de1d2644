import { randomUUID } from 'node:crypto';
import { createEmulator } from 'emulate';
import { Agent, request as requestOver } from 'undici';
import { refuseAs } from './answer.ts';
import { isObject, type Json, listOf, parseJson } from './json.ts';

/** The stateful GitHub that keeps the data: never spoken to by anybody but the front. */
export interface Emulator {
  /** What every address in its answers begins with. */
  readonly url: string;
  /** Reads as an owner of everything. Undefined where there is nothing. */
  find(path: string): Promise<Json | undefined>;
  /** Reads as an owner of everything; a refusal ends the request at hand. */
  read(path: string): Promise<Json>;
  /** Reads all pages of a list as an owner of everything. */
  list(path: string): Promise<readonly Json[]>;
  /** Writes as an owner of everything. */
  own(method: string, path: string, body: Json): Promise<Json>;
  /** Acts as the holder of a token; a refusal ends the request at hand. */
  act(request: EmulatorRequest): Promise<Json>;
  close(): Promise<void>;
}

interface EmulatorRequest {
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body?: Json;
}

export interface EmulatorSeed {
  readonly tokens: Readonly<Record<string, string>>;
  readonly github: Readonly<Record<string, unknown>>;
}

const pageSize = 100;

/** Starts `emulate` on a free port of loopback. `owner` is a login that may do everything. */
export async function startEmulator(seed: EmulatorSeed, owner: string): Promise<Emulator> {
  const ownersTokens = Array.from({ length: 50 }, () => randomUUID());
  const owners = Object.fromEntries(ownersTokens.map((token) => [token, owner]));
  const tokens = { ...seed.tokens, ...owners };
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: Object.fromEntries(
        Object.entries(tokens).map(([token, login]) => [token, { login }]),
      ),
      github: { ...seed.github },
    },
  });
  // What costs least of Node's clients: each request to GitHub is several to the emulator.
  const dispatcher = new Agent();
  const base = `http://127.0.0.1:${new URL(emulator.url).port}`;

  let reads = 0;
  /** One after the other: the emulator allows each token 5,000 requests an hour. */
  const ownersToken = () => {
    reads += 1;
    return ownersTokens[reads % ownersTokens.length] ?? '';
  };

  async function send(request: EmulatorRequest): Promise<{ status: number; body: Json }> {
    const response = await requestOver(base + request.path, {
      dispatcher,
      method: request.method,
      headers: { authorization: `Bearer ${request.token}`, 'content-type': 'application/json' },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: text === '' ? null : parseJson(text) };
  }

  async function act(request: EmulatorRequest): Promise<Json> {
    const { status, body } = await send(request);
    if (status >= 400) refuseAs(status, isObject(body) ? body : {});
    return body;
  }

  const own = (method: string, path: string, body: Json) =>
    act({ token: ownersToken(), method, path, body });
  const read = (path: string) => act({ token: ownersToken(), method: 'GET', path });

  async function find(path: string): Promise<Json | undefined> {
    const { status, body } = await send({ token: ownersToken(), method: 'GET', path });
    return status === 200 ? body : undefined;
  }

  async function list(path: string): Promise<readonly Json[]> {
    const separator = path.includes('?') ? '&' : '?';
    const items: Json[] = [];
    for (let page = 1; items.length === (page - 1) * pageSize; page += 1) {
      items.push(...listOf(await read(`${path}${separator}per_page=${pageSize}&page=${page}`)));
    }
    return items;
  }

  const close = async () => {
    await dispatcher.close();
    await emulator.close();
  };

  return { url: emulator.url, find, read, list, own, act, close };
}
