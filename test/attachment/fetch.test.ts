import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type AttachmentHost, attachmentHost } from '../../src/attachment/address.ts';
import { type Download, type Downloaded, fetchSubmission } from '../../src/attachment/fetch.ts';
import type { Submission } from '../../src/attachment/found-submissions.ts';
import { readPackedMessage } from '../../src/attachment/packed-message.ts';
import { fail } from '../../src/problem.ts';
import { problemOf } from '../problem-of.ts';
import { armored, canonical } from './sample.ts';

const host = attachmentHost();
const url = 'https://github.com/user-attachments/files/1/my-kubeconfig.gpg.txt';
const storage = 'https://objects.githubusercontent.com/github/1?X-Amz-Signature=x';
const link: Submission = { type: 'link', url, fingerprint: 'f' };
const nothing = new Uint8Array();
const message: Downloaded = { status: 200, body: Buffer.from(armored) };
const to = (location: string | undefined, status = 302): Downloaded => ({
  status,
  location,
  body: nothing,
});

const fetchMessage = async (submission: Submission, from: AttachmentHost, download: Download) =>
  readPackedMessage(await fetchSubmission(submission, from, download));

/** Answers by URL, and keeps the URLs that were asked for. */
function web(answers: Readonly<Record<string, Downloaded | Error>>) {
  const asked: string[] = [];
  const download = async (wanted: string): Promise<Downloaded> => {
    asked.push(wanted);
    const answer = answers[wanted];
    if (answer === undefined) throw new Error(`${wanted} must not be asked for`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, download };
}

describe('a submission is fetched', () => {
  test('from GitHub by way of its storage', async () => {
    const { asked, download } = web({ [url]: to(storage), [storage]: message });

    expect(await fetchMessage(link, host, download)).toEqual({
      type: 'armored',
      text: canonical,
    });
    expect(asked).toEqual([url, storage]);
  });

  test('and unpacked', async () => {
    const { download } = web({ [url]: { status: 200, body: gzipSync(armored) } });

    expect(await fetchMessage(link, host, download)).toEqual({
      type: 'armored',
      text: canonical,
    });
  });

  test('through five redirects', async () => {
    const steps = Object.fromEntries(
      [0, 1, 2, 3].map((i) => [`${storage}${i || ''}`, to(`${storage}${i + 1}`)]),
    );
    const { download } = web({ [url]: to(storage), ...steps, [`${storage}4`]: message });

    expect(await fetchMessage(link, host, download)).toMatchObject({ type: 'armored' });
  });

  test('from its text, without a request', async () => {
    const { asked, download } = web({});
    const pasted: Submission = { type: 'armored', text: canonical, fingerprint: 'f' };

    expect(await fetchMessage(pasted, host, download)).toEqual({
      type: 'armored',
      text: canonical,
    });
    expect(asked).toEqual([]);
  });
});

describe('a redirect is not followed', () => {
  test.each([
    ['without TLS', storage.replace('https', 'http')],
    ['to a login', 'https://github.com/login'],
    ['to nowhere', undefined],
  ])('%s', async (_where, location) => {
    const { asked, download } = web({ [url]: to(location) });

    expect(await problemOf(fetchMessage(link, host, download))).toEqual({
      id: 'attachment-redirect',
      details: {},
    });
    expect(asked).toEqual([url]);
  });

  test.each([
    ['to another host', 'https://evil.example/', 'evil.example'],
    ['into the own network', 'https://169.254.169.254/latest/meta-data', '169.254.169.254'],
  ])('%s, which the operator gets to know', async (_where, location, other) => {
    const { asked, download } = web({ [url]: to(location) });

    expect(await problemOf(fetchMessage(link, host, download))).toEqual({
      id: 'attachment-host',
      details: { host: other },
    });
    expect(asked).toEqual([url]);
  });

  test('to another host at the second hop', async () => {
    const { asked, download } = web({ [url]: to(storage), [storage]: to('https://evil.example/') });

    expect(await problemOf(fetchMessage(link, host, download))).toMatchObject({
      id: 'attachment-host',
    });
    expect(asked).toEqual([url, storage]);
  });

  test('for ever', async () => {
    const { asked, download } = web({ [url]: to(url) });

    expect(await problemOf(fetchMessage(link, host, download))).toMatchObject({
      id: 'attachment-redirect',
    });
    expect(asked).toHaveLength(6);
  });

  test('for a submission that is no attachment in the first place', async () => {
    const { asked, download } = web({});
    const foreign: Submission = { ...link, url: 'https://evil.example/user-attachments/files/1/a' };

    expect(await problemOf(fetchMessage(foreign, host, download))).toHaveProperty('id');
    expect(asked).toEqual([]);
  });
});

describe('a refusal is told by whether it passes', () => {
  test.each([
    [404, 'attachment-gone'],
    [410, 'attachment-gone'],
    [401, 'attachment-gone'],
    [403, 'attachment-unavailable'],
    [408, 'attachment-unavailable'],
    [429, 'attachment-unavailable'],
    [500, 'attachment-unavailable'],
    [503, 'attachment-unavailable'],
    [204, 'attachment-unavailable'],
    [206, 'attachment-unavailable'],
    [304, 'attachment-unavailable'],
  ])('%i: %s', async (status, id) => {
    const { download } = web({ [url]: { status, body: Buffer.from(armored) } });

    expect(await problemOf(fetchMessage(link, host, download))).toEqual({ id, details: {} });
  });

  test('no answer: attachment-unavailable', async () => {
    const { download } = web({ [url]: new Error('getaddrinfo ENOTFOUND') });

    expect(await problemOf(fetchMessage(link, host, download))).toEqual({
      id: 'attachment-unavailable',
      details: {},
    });
  });

  test('a problem of the download itself stays what it is', async () => {
    const download = async () => fail('attachment-too-large', { limitBytes: 1 });

    expect(await problemOf(fetchMessage(link, host, download))).toMatchObject({
      id: 'attachment-too-large',
    });
  });
});
