import { generatePrimeSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { isPrime } from '../../../src/kubeconfig/x509/primes.ts';

test.each([
  ['the 521st Mersenne number', 2n ** 521n - 1n],
  ['the 2203rd', 2n ** 2203n - 1n],
  ['the prime of Ed25519', 2n ** 255n - 19n],
  ['one with many twos before it', 2n ** 224n * (2n ** 32n - 1n) + 2n ** 192n + 2n ** 96n - 1n],
])('%s is a prime', (_what, number) => {
  expect(isPrime(number)).toBe(true);
});

test('so is any that OpenSSL makes', () => {
  const made = [512, 1024, 1536].map((bits) => generatePrimeSync(bits, { bigint: true }));
  expect(made.map(isPrime)).toEqual([true, true, true]);
});

/** A number of Carmichael's by Chernick: Fermat's test passes it by nearly every base. */
function carmichael(): bigint {
  for (let k = 2n ** 70n; ; k += 1n) {
    const factors = [6n, 12n, 18n].map((factor) => factor * k + 1n);
    if (factors.every(isPrime)) return factors.reduce((product, factor) => product * factor);
  }
}

test.each<readonly [string, bigint]>([
  ['a square', (2n ** 127n - 1n) ** 2n],
  ['the 67th Mersenne number, a prime by Fermat to base 2', 2n ** 67n - 1n],
  ['the 523rd', 2n ** 523n - 1n],
  ['a number of Carmichael’s', carmichael()],
  ['an even one', 2n ** 521n],
  ['one', 1n],
  ['one that is too small for any key', 7n],
  ['a negative one', -(2n ** 127n - 1n)],
])('%s is none', (_what, number) => {
  expect(isPrime(number)).toBe(false);
});
