import { fail } from '../problem.ts';

/** Longer ones are nobody's, and would keep those busy who take them apart. */
const lengthLimit = 2048;

const hostName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/;
const ipv6Address = /^\[[0-9a-f:.]+\]$/;
const path = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;

/**
 * Reads a cluster's `server`: an https URL with a path at most, in its normal form. Throws
 * `kubeconfig-server`.
 *
 * It must be a URL to Go too, whose parser is stricter with hosts and escapes: every component of
 * Prow loads the merged kubeconfig, and one address that Go can't read is in the way of them all.
 */
export function readServer(text: string): string {
  // The URL parser drops some of these in silence.
  if (/[^\x21-\x7e]/.test(text)) fail('kubeconfig-server', { reason: 'control characters' });
  const url = text.length <= lengthLimit ? URL.parse(text) : null;
  if (!url) fail('kubeconfig-server', { reason: 'not a URL' });
  if (url.protocol !== 'https:') fail('kubeconfig-server', { reason: 'not https' });
  // The URL parser mends `https:host` and backslashes; other readers see another host there.
  if (!/^https:\/\/[^\\]+$/i.test(text)) fail('kubeconfig-server', { reason: 'not a URL' });
  if (url.username || url.password) fail('kubeconfig-server', { reason: 'credentials' });
  if (/[?#]/.test(text)) fail('kubeconfig-server', { reason: 'query' });
  const isHost = hostName.test(url.hostname) || ipv6Address.test(url.hostname);
  if (!isHost || !path.test(url.pathname)) fail('kubeconfig-server', { reason: 'not a URL' });
  if (/%(?:[01]|7f)/i.test(url.pathname)) {
    fail('kubeconfig-server', { reason: 'control characters' });
  }
  return url.href.replace(/(?<!\/)\/+$/, '');
}
