/** The beginnings of the DER of private keys in hexadecimal, by their PEM label. */
const beginnings: Readonly<Record<string, RegExp>> = {
  // PKCS #8 with RSA, a NIST curve by its name, or Ed25519.
  'PRIVATE KEY':
    /^30(?:82....|81..|..)02010[01]30..06(?:092a864886f70d010101|072a8648ce3d020106(?:082a8648ce3d030107|052b81040022|052b81040023)|032b6570)/,
  'RSA PRIVATE KEY': /^3082....020100/,
  // SEC 1 with the same curves.
  'EC PRIVATE KEY':
    /^30(?:81..|..)02010104(?:20.{64}|30.{96}|42.{132})a0..06(?:082a8648ce3d030107|052b81040022|052b81040023)/,
};

/**
 * A private key in PEM, written anew, if it is of a kind that kubeconfigs hold; none else. OpenSSL
 * computes the public half of any other kind that it knows: of one 6 KB long that takes it a
 * second, and whoever writes a comment chooses the length.
 */
export function usualKey(pem: string): readonly string[] {
  const [, label = ''] = /^-----BEGIN ([A-Z ]{1,30})-----\n/.exec(pem) ?? [];
  const lines = pem.split('\n').filter((line) => /^[A-Za-z0-9+/]+={0,2}$/.test(line));
  const der = Buffer.from(lines.join(''), 'base64');
  if (!beginnings[label]?.test(der.toString('hex', 0, 128))) return [];
  const body = der.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  return [`-----BEGIN ${label}-----\n${body}-----END ${label}-----\n`];
}
