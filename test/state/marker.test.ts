import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deriveMarkerKey,
  hasMarker,
  keyedDigest,
  keyedDigests,
  type MarkerPlace,
  signAnew,
  signMarker,
  verifyMarker,
  withoutMarkers,
} from '../../src/state/marker.ts';

const key = deriveMarkerKey('webhook secret');
const renewed = deriveMarkerKey('new secret', ['webhook secret']);
const data = { phase: 'proposed', text: '--> <!-- ünïcode' };
const here: MarkerPlace = { kind: 'memory', repository: 1, of: '5' };

describe('what the bot writes down for itself', () => {
  test('is read back', () => {
    const text = `Hello\n${signMarker(data, here, key)}\n`;
    expect(verifyMarker(text, here, key)).toMatchObject({ data, isCurrent: true });
    expect(hasMarker(text)).toBe(true);
  });

  test('is not read where somebody changed it', () => {
    const signed = signMarker(data, here, key);
    const other = signMarker({ ...data, phase: 'merged' }, here, deriveMarkerKey('guess'));
    expect(verifyMarker(other, here, key)).toBeUndefined();
    const [payload] = /[A-Za-z0-9_-]{20,}/.exec(other) ?? [''];
    const [original] = /[A-Za-z0-9_-]{20,}/.exec(signed) ?? [''];
    expect(verifyMarker(signed.replace(original, payload), here, key)).toBeUndefined();
  });

  test.each<[string, Partial<MarkerPlace>]>([
    ['another issue', { of: '6' }],
    ['another repository of the same App', { repository: 2 }],
    ['another kind of text', { kind: 'proposal' }],
  ])('is not read in %s', (_where, other) => {
    expect(verifyMarker(signMarker(data, here, key), { ...here, ...other }, key)).toBeUndefined();
  });

  test('is found behind what others paste before it', () => {
    const forged = signMarker({}, here, deriveMarkerKey('guess'));
    const elsewhere = signMarker({}, { ...here, of: '6' }, key);
    const text = `${forged}\n${elsewhere}\n${signMarker(data, here, key)}`;
    expect(verifyMarker(text, here, key)?.data).toEqual(data);
  });

  test.each<[string, (whole: string, inner: string) => string]>([
    ['in the payload', (whole, inner) => whole.replace('.', `${inner}.`)],
    ['between the words', (whole, inner) => whole.replace('<!-- ', `<!--${inner} `)],
    ['in the last word', (whole, inner) => whole.replace('-->', `-${inner}->`)],
    ['twice', (whole, inner) => whole.replace('.', `${inner.replace('.', `${inner}.`)}.`)],
  ])('is not put together where one within it is taken away: %s', (_where, nest) => {
    const inner = '<!-- cluster-onboarding x.y -->';
    const left = withoutMarkers(`${nest(signMarker(data, here, key), inner)} Bye`);
    expect(hasMarker(left)).toBe(false);
    expect(verifyMarker(left, here, key)).toBeUndefined();
    expect(left).toContain('Bye');
  });

  test('ends with the webhook secret', () => {
    expect(verifyMarker(signMarker(data, here, key), here, deriveMarkerKey('new'))).toBeUndefined();
  });

  test('does not end with it where the old secret is given, and is signed anew', () => {
    const text = `Hello\n${signMarker(data, here, key)}\nBye`;
    expect(verifyMarker(text, here, renewed)).toMatchObject({ data, isCurrent: false });
    const anew = signAnew(text, here, renewed);
    expect(anew).toBe(`Hello\n${signMarker(data, here, deriveMarkerKey('new secret'))}\nBye`);
    expect(verifyMarker(anew, here, renewed)?.isCurrent).toBe(true);
    expect(signAnew(anew, here, renewed)).toBe(anew);
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
        const signed = signMarker(value, here, key);
        expect(signed).toMatch(/^<!-- [\w .-]+ -->$/);
        expect(verifyMarker(signed, here, key)?.data).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('any text is read without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(verifyMarker(text, here, key)).toBeUndefined();
      }),
    );
  });
});
