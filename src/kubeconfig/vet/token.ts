import { fail, type ProblemDetails } from '../../problem.ts';
import { decodeBase64 } from './text.ts';
import { isKnownToken } from './token-forms.ts';

/**
 * What a token may be (RFC 6750, 2.1: `b64token`), with the colon in those of Rancher. Anything
 * else has a meaning to one of those who read the kubeconfig after the bot, see `isInert`.
 */
const bearerToken = /^[A-Za-z0-9._~+/:-]+=*$/;

/** Real ones have one or two kilobytes. */
const lengthLimit = 16 * 1024;

type Reason = ProblemDetails['kubeconfig-token']['reason'];

/** Reads a token, and tells what its writer did to one that is none. */
export function readToken(text: string): string {
  const reason = faultOf(text);
  return reason ? fail('kubeconfig-token', { reason }) : text;
}

function faultOf(text: string): Reason | undefined {
  if (text.length > lengthLimit) return 'length';
  if (isEncoded(text)) return 'Base64';
  if (bearerToken.test(text)) return undefined;
  if (scheme.test(text)) return 'scheme';
  return changes.find(([, undo]) => bearerToken.test(undo(text)))?.[0] ?? 'characters';
}

const scheme = /^\s*(?:authorization: *)?bearer\s/i;

/** What a token may have got on its way, and how it looks without that. */
const changes: readonly (readonly [Reason, (text: string) => string])[] = [
  ['blanks', (text) => text.replaceAll(/[\s\p{C}]/gu, '')],
  ['line end', (text) => text.replaceAll(/(?:\\r)?\\n/g, '')],
  ['quotes', (text) => text.trim().replaceAll(/["'`“”„‘’«»\\]/g, '')],
  ['percent sign', (text) => text.trim().replace(/%$/, '')],
];

/** A token that is known by its form, in Base64 as secrets hold it, be it broken into lines. */
function isEncoded(text: string): boolean {
  const decoded = decodeBase64(text.replaceAll(/[\s"']/g, ''))?.trim();
  return decoded !== undefined && (isKnownToken(decoded) || isEncoded(decoded));
}
