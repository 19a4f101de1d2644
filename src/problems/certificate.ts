/** Why a certificate is refused that another reader might take: the rule of Go that it breaks. */
export const certificateFaults = [
  'not a certificate',
  'too large',
  'version',
  'serial number',
  'signature algorithm',
  'dates',
  'name',
  'key kind',
  'curve',
  'key size',
  'key form',
  'extensions',
  'alternative names',
  'name constraints',
  'basic constraints',
  'key usage',
  'purposes',
  'key identifier',
  'policies',
  'distribution points',
  'places of the issuer',
  'unknown extension',
] as const;

export type CertificateFault = (typeof certificateFaults)[number];
