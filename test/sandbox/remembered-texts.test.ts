import { expect, test } from 'vitest';
import { attachmentHost } from '../../src/attachment/address.ts';
import { readText, type TextFindings } from '../../src/sandbox/read-text.ts';
import { rememberTexts } from '../../src/sandbox/remembered-texts.ts';

const host = attachmentHost();

/** Remembers what is read, and tells which texts were. */
function scene(limits?: Parameters<typeof rememberTexts>[1]) {
  const texts: string[] = [];
  const read = rememberTexts(async (text) => {
    texts.push(text.text);
    return readText(text);
  }, limits);
  return { texts, read: (text: string) => read({ text, host }) };
}

test('a text is read once, also where several ask at once', async () => {
  const { texts, read } = scene();
  const findings: TextFindings = {
    commands: [{ verb: 'retry' }],
    opening: [{ verb: 'retry' }],
    submissions: [],
  };
  const found = await Promise.all([read('/onboard retry'), read('/onboard retry')]);
  expect([...found, await read('/onboard retry')]).toEqual([findings, findings, findings]);
  expect(texts).toEqual(['/onboard retry']);
  await read('/onboard retry ');
  expect(texts).toHaveLength(2);
});

test('one that links to another GitHub is another one', async () => {
  const asked: string[] = [];
  const read = rememberTexts(async (text) => {
    asked.push(text.host.host);
    return readText(text);
  });
  await read({ text: 'x', host });
  await read({ text: 'x', host: attachmentHost({ gheHost: 'ghe.example.com' }) });
  expect(asked).toEqual(['github.com', 'ghe.example.com']);
});

test('what was asked for longest ago is forgotten first', async () => {
  const { texts, read } = scene({ texts: 2, characters: 1000 });
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await read(text);
  expect(texts).toEqual(['a', 'b', 'c', 'b']);
});

test('however much is found in them, little is kept', async () => {
  const { texts, read } = scene({ texts: 1000, characters: 2000 });
  const link = (n: number) => `https://github.com/user-attachments/files/${n}/${'k'.repeat(500)}`;
  for (const n of [1, 2, 3]) await read(link(n));
  await read(link(3));
  expect(texts).toHaveLength(3);
  await read(link(1));
  expect(texts).toHaveLength(4);
});

test('what failed is tried again', async () => {
  let attempts = 0;
  const read = rememberTexts(async (text) => {
    attempts += 1;
    if (attempts === 1) throw new Error('the thread died');
    return readText(text);
  });
  await expect(read({ text: 'x', host })).rejects.toThrow('the thread died');
  await expect(read({ text: 'x', host })).resolves.toEqual({
    commands: [],
    opening: [],
    submissions: [],
  });
});
