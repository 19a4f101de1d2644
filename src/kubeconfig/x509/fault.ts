import type { CertificateFault } from '../../problems/certificate.ts';

/** Whether something could not be read: then the rule that it breaks stands in its place. */
export function isFault<Read extends object>(
  read: Read | CertificateFault,
): read is CertificateFault {
  return typeof read === 'string';
}
