import { fail } from '../../problem.ts';

/** Longer ones are nobody's, and would keep those busy who take them apart. */
const lengthLimit = 2048;

/** Labels of letters, digits and hyphens; underscores are in use besides, and Go takes them. */
const hostName =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/;
const ipv6Address = /^\[[0-9a-f:]+\]$/;

/**
 * Segments of what stands for itself in a URL. Such are the paths of those who put many clusters
 * behind one address (`/k8s/clusters/c-m-abc123` of Rancher's). No escapes: Go's client decodes
 * them and joins the segments anew, so `%2f` and `//` lead Prow elsewhere than the bot, and no
 * reader after the bot has to know what `%` means.
 */
const path = /^(?:\/[A-Za-z0-9._~:+=-]+)*\/*$/;

const internationalHost = /^https:\/\/[\p{L}\p{M}\p{N}.-]+(?::\d+)?(?:\/[\x21-\x7e]*)?$/iu;

/**
 * Whether a host has letters beyond ASCII in it, each of which stands for itself. The parser writes
 * it in ASCII (`xn--`), as Go does before it asks for the name.
 */
function isInternational(text: string): boolean {
  const isShort = text.length <= lengthLimit;
  return isShort && internationalHost.test(text) && text.normalize('NFKC') === text;
}

/**
 * Reads a cluster's `server`: an https URL with a path at most, in its normal form. Throws
 * `kubeconfig-server`.
 *
 * It must be a URL to Go too, whose parser is stricter with hosts and escapes: every component of
 * Prow loads the merged kubeconfig, and one address that Go can't read is in the way of them all.
 */
export function readServer(text: string): string {
  // The URL parser drops some of these in silence.
  if (/[^\x21-\x7e]/.test(text) && !isInternational(text))
    fail('kubeconfig-server', { reason: 'control characters' });
  if (!/^https:/i.test(text)) fail('kubeconfig-server', { reason: 'not https' });
  const url = text.length <= lengthLimit ? URL.parse(text) : null;
  if (!url) fail('kubeconfig-server', { reason: 'not a URL' });
  // The URL parser corrects `https:host` and backslashes; other readers see another host there.
  if (!/^https:\/\/[^\\]+$/i.test(text)) fail('kubeconfig-server', { reason: 'not a URL' });
  if (url.username || url.password) fail('kubeconfig-server', { reason: 'credentials' });
  if (/[?#]/.test(text)) fail('kubeconfig-server', { reason: 'query' });
  const isHost = hostName.test(url.hostname) || ipv6Address.test(url.hostname);
  if (!isHost) fail('kubeconfig-server', { reason: 'not a URL' });
  if (!path.test(url.pathname)) fail('kubeconfig-server', { reason: 'path' });
  return url.href.replace(/(?<!\/)\/+$/, '');
}
