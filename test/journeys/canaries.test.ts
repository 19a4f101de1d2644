import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSearch } from './canaries.ts';
import { type Traces, watchTraces } from './traces.ts';

const canary = 'correct+horse/battery "staple" 1234';
const search = createSearch([canary]);

describe('a secret is found', () => {
  test.each([
    ['as it is', canary],
    ['in the middle of a line', `x${canary}y`],
    ['cut off', canary.slice(0, 20)],
    ['in JSON', JSON.stringify({ token: canary })],
    ['in a URL', `?token=${encodeURIComponent(canary)}`],
    ['in base64', Buffer.from(`ab${canary}`).toString('base64')],
    ['in base64 for URLs', Buffer.from(`a${canary}`).toString('base64url')],
    ['in hexadecimal', Buffer.from(canary).toString('hex')],
  ])('%s', (_how, text) => {
    expect(search(text)).not.toEqual([]);
  });

  test('and nothing else is', () => {
    expect(search('correct horse battery staple, and more of the like')).toEqual([]);
  });
});

describe('what a process leaves behind is seen', () => {
  let traces: Traces;
  beforeEach(() => {
    traces = watchTraces();
  });
  afterEach(() => traces.stop());

  test('on its streams and its console', () => {
    process.stderr.write('on a stream\n');
    console.debug('on the console');
    expect(traces.output()).toEqual(expect.arrayContaining(['on a stream\n', 'on the console']));
  });

  test('in temporary files', () => {
    writeFileSync(join(mkdtempSync(join(tmpdir(), 'deep-')), 'file'), canary);
    expect(traces.files().flatMap(search)).not.toEqual([]);
  });

  test('in the arguments of processes', () => {
    expect(traces.processArguments().join(' ')).toContain('node');
  });
});
