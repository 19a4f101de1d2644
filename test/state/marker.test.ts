import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deriveMarkerKey,
  hasMarker,
  keyedDigest,
  keyedDigests,
  type MarkerPlace,
  openMarker,
  sealAnew,
  sealMarker,
  withoutMarkers,
} from '../../src/state/marker.ts';

const key = deriveMarkerKey('webhook secret');
const renewed = deriveMarkerKey('new secret', ['webhook secret']);
const data = { phase: 'proposed', text: '--> <!-- ünïcode' };
const here: MarkerPlace = { kind: 'memory', repository: 1, of: '5' };

describe('what the bot writes down for itself', () => {
  test('is read back', () => {
    const text = `Hello\n${sealMarker(data, here, key)}\n`;
    expect(openMarker(text, here, key)).toMatchObject({ data, isCurrent: true });
    expect(hasMarker(text)).toBe(true);
  });

  test('is not read where somebody changed it', () => {
    const sealed = sealMarker(data, here, key);
    const other = sealMarker({ ...data, phase: 'merged' }, here, deriveMarkerKey('guess'));
    expect(openMarker(other, here, key)).toBeUndefined();
    const [payload] = /[A-Za-z0-9_-]{20,}/.exec(other) ?? [''];
    const [original] = /[A-Za-z0-9_-]{20,}/.exec(sealed) ?? [''];
    expect(openMarker(sealed.replace(original, payload), here, key)).toBeUndefined();
  });

  test.each<[string, Partial<MarkerPlace>]>([
    ['another issue', { of: '6' }],
    ['another repository of the same App', { repository: 2 }],
    ['another kind of text', { kind: 'proposal' }],
  ])('is not read in %s', (_where, other) => {
    expect(openMarker(sealMarker(data, here, key), { ...here, ...other }, key)).toBeUndefined();
  });

  test('is found behind what others paste before it', () => {
    const forged = sealMarker({}, here, deriveMarkerKey('guess'));
    const elsewhere = sealMarker({}, { ...here, of: '6' }, key);
    const text = `${forged}\n${elsewhere}\n${sealMarker(data, here, key)}`;
    expect(openMarker(text, here, key)?.data).toEqual(data);
  });

  test.each<[string, (whole: string, inner: string) => string]>([
    ['in the payload', (whole, inner) => whole.replace('.', `${inner}.`)],
    ['between the words', (whole, inner) => whole.replace('<!-- ', `<!--${inner} `)],
    ['in the last word', (whole, inner) => whole.replace('-->', `-${inner}->`)],
    ['twice', (whole, inner) => whole.replace('.', `${inner.replace('.', `${inner}.`)}.`)],
  ])('is not put together where one within it is taken away: %s', (_where, nest) => {
    const inner = '<!-- cluster-onboarding x.y -->';
    const left = withoutMarkers(`${nest(sealMarker(data, here, key), inner)} Bye`);
    expect(hasMarker(left)).toBe(false);
    expect(openMarker(left, here, key)).toBeUndefined();
    expect(left).toContain('Bye');
  });

  test('ends with the webhook secret', () => {
    expect(openMarker(sealMarker(data, here, key), here, deriveMarkerKey('new'))).toBeUndefined();
  });

  test('does not end with it where the old secret is given, and is sealed anew', () => {
    const text = `Hello\n${sealMarker(data, here, key)}\nBye`;
    expect(openMarker(text, here, renewed)).toMatchObject({ data, isCurrent: false });
    const anew = sealAnew(text, here, renewed);
    expect(anew).toBe(`Hello\n${sealMarker(data, here, deriveMarkerKey('new secret'))}\nBye`);
    expect(openMarker(anew, here, renewed)?.isCurrent).toBe(true);
    expect(sealAnew(anew, here, renewed)).toBe(anew);
  });

  test('no secret is told by its digest, and an older key makes another one', () => {
    expect(keyedDigests('token', renewed)).toEqual([
      keyedDigest('token', deriveMarkerKey('new secret')),
      keyedDigest('token', key),
    ]);
    expect(deriveMarkerKey('same', ['same']).older).toEqual([]);
  });

  test('whatever it holds, it stays hidden and whole', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sealed = sealMarker(value, here, key);
        expect(sealed).toMatch(/^<!-- [\w .-]+ -->$/);
        expect(openMarker(sealed, here, key)?.data).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('any text is read without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(openMarker(text, here, key)).toBeUndefined();
      }),
    );
  });
});
