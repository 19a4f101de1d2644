import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimsOf } from '../../src/probe/token.ts';
import { jwt } from './observations.ts';

test('reads the claims of any JSON Web Token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (sub, exp) => {
      expect(claimsOf(jwt({ sub, exp, other: [sub] }))).toEqual({ sub, exp });
    }),
  );
});

test('never throws, as the message would quote the token', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, payload) => {
      claimsOf(text);
      claimsOf(`header.${payload}.signature`);
      claimsOf(`header.${Buffer.from(payload).toString('base64url')}.signature`);
    }),
  );
});
