import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveMarkerKey, hasMarker, openMarker, sealMarker } from '../../src/reply/marker.ts';

const key = deriveMarkerKey('webhook secret');
const data = { phase: 'proposed', text: '--> <!-- ünïcode' };

describe('what the bot writes down for itself', () => {
  test('is read back', () => {
    const text = `Hello\n${sealMarker(data, 'here', key)}\n`;
    expect(openMarker(text, 'here', key)).toEqual(data);
    expect(hasMarker(text)).toBe(true);
  });

  test('is not read where somebody changed it', () => {
    const sealed = sealMarker(data, 'here', key);
    const other = sealMarker({ ...data, phase: 'merged' }, 'here', deriveMarkerKey('guess'));
    expect(openMarker(other, 'here', key)).toBeUndefined();
    const [payload] = /[A-Za-z0-9_-]{20,}/.exec(other) ?? [''];
    const [original] = /[A-Za-z0-9_-]{20,}/.exec(sealed) ?? [''];
    expect(openMarker(sealed.replace(original, payload), 'here', key)).toBeUndefined();
  });

  test('is not read where it was copied to', () => {
    expect(openMarker(sealMarker(data, 'issue 1', key), 'issue 2', key)).toBeUndefined();
  });

  test('ends with the webhook secret', () => {
    expect(
      openMarker(sealMarker(data, 'here', key), 'here', deriveMarkerKey('new')),
    ).toBeUndefined();
  });

  test('whatever it holds, it stays hidden and whole', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sealed = sealMarker(value, 'here', key);
        expect(sealed).toMatch(/^<!-- [\w .-]+ -->$/);
        expect(openMarker(sealed, 'here', key)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('any text is read without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(openMarker(text, 'here', key)).toBeUndefined();
      }),
    );
  });
});
