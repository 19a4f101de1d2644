import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { listen, stop } from '../../simulator/loopback.ts';
import { createDownload } from '../../src/adapters/download.ts';
import { problemOf } from '../problem-of.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map(stop)));

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return `http://127.0.0.1:${await listen(server)}`;
}

describe('a download', () => {
  test('gives status, body and where it leads, and goes nowhere by itself', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/next' }).end('moved');
    });

    const answer = await createDownload()(`${url}/a`, 100);

    expect({ ...answer, body: Buffer.from(answer.body).toString() }).toEqual({
      status: 302,
      location: '/next',
      body: 'moved',
    });
    expect(asked).toEqual(['/a']);
  });

  test('sends no credentials', async () => {
    let headers = {};
    const url = await serve((request, response) => {
      headers = request.headers;
      response.end();
    });

    await createDownload()(url, 100);

    expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host', 'user-agent']);
  });

  test('does not go through a proxy of the environment', async () => {
    const url = await serve((_request, response) => response.end('direct'));
    const proxy = await serve((_request, response) => response.end('proxied'));
    process.env.HTTP_PROXY = proxy;
    try {
      const { body } = await createDownload()(url, 100);
      expect(Buffer.from(body).toString()).toBe('direct');
    } finally {
      delete process.env.HTTP_PROXY;
    }
  });

  test.each(['with a length', 'in chunks'])('ends at the limit: %s', async (how) => {
    let sent = 0;
    const url = await serve((_request, response) => {
      if (how === 'with a length') response.setHeader('content-length', 2 ** 30);
      const send = () => {
        while (sent < 2 ** 30 && !response.destroyed) {
          sent += 2 ** 16;
          if (!response.write(Buffer.alloc(2 ** 16))) return;
        }
      };
      response.on('drain', send);
      send();
    });

    expect(await problemOf(createDownload()(url, 2 ** 20))).toEqual({
      id: 'attachment-too-large',
      details: { limitBytes: 2 ** 20 },
    });
    expect(sent).toBeLessThan(2 ** 25);
  });

  test('the limit itself is not beyond it', async () => {
    const url = await serve((_request, response) => response.end(Buffer.alloc(100)));

    expect((await createDownload()(url, 100)).body).toHaveLength(100);
  });

  test('fails where the answer breaks off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      response.destroy();
    });

    await expect(createDownload()(url, 1000)).rejects.toThrow();
  });

  test('fails where no answer comes in time', async () => {
    const url = await serve(() => undefined);

    await expect(createDownload({ totalMs: 100 })(url, 1000)).rejects.toThrow();
  });

  test('fails where the answer drips beyond the time', async () => {
    const url = await serve((_request, response) => {
      let drops = 0;
      const dripping = setInterval(() => {
        response.write('.');
        if (++drops < 100 && !response.destroyed) return;
        clearInterval(dripping);
        response.end();
      }, 10);
    });

    await expect(createDownload({ totalMs: 100 })(url, 1000)).rejects.toThrow();
  });
});
