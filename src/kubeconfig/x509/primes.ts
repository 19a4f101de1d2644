/** Each lets at most one of four composite numbers pass, and nobody chooses by what base. */
const rounds = 5;

/**
 * Whether a number is a prime, by Miller and Rabin. Node's own test makes 128 rounds of it, which
 * for 4096 bits takes seconds; short bases are as good, and quicker.
 */
export function isPrime(number: bigint): boolean {
  if (number < 2n ** 64n || number % 2n === 0n) return false;
  const isWitness = witnessesOf(number);
  const randoms = crypto.getRandomValues(new BigUint64Array(rounds));
  return randoms.every((random) => !isWitness(2n + BigInt.asUintN(47, random)));
}

/** Tells of a base whether it proves that the number is composite. */
function witnessesOf(number: bigint): (base: bigint) => boolean {
  let odd = number - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos += 1;
  }
  return (base) => {
    let power = powerOf(base, odd, number);
    if (power === 1n) return false;
    for (let count = 1; count < twos && power !== number - 1n; count += 1) {
      power = (power * power) % number;
    }
    return power !== number - 1n;
  };
}

function powerOf(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let power = 1n;
  for (const bit of exponent.toString(2)) {
    power = (power * power) % modulus;
    if (bit === '1') power = (power * base) % modulus;
  }
  return power;
}
