/** The GitHub whose attachments are fetched, and where it may send on to. */
export interface AttachmentHost {
  readonly protocol: 'https:' | 'http:';
  /** With its port where that is not the protocol's own. */
  readonly host: string;
  /** Where the files themselves lie, if not on the same host. */
  readonly storageHost?: string;
}

const gitHub: AttachmentHost = {
  protocol: 'https:',
  host: 'github.com',
  storageHost: 'objects.githubusercontent.com',
};

/** Takes `GHE_HOST` and `GHE_PROTOCOL`; without them it is github.com. */
export function attachmentHost(gheHost?: string, gheProtocol?: string): AttachmentHost {
  if (gheHost === undefined || gheHost === '') return gitHub;
  const protocol = gheProtocol === 'http' ? 'http:' : 'https:';
  return { protocol, host: new URL(`${protocol}//${gheHost}`).host };
}

const attachmentPath =
  /^\/(?:user-attachments|[a-z0-9-]+\/[\w.-]+)\/files\/\d+\/(?:[\w.~!$&'()*+,;=:@-]|%(?!2f|5c|00)[0-9a-f]{2})+$/i;

/**
 * The URL of an attachment, or undefined for any other text. What the bot fetches is chosen by
 * strangers, so it is nothing but this: the right host and one of GitHub's two forms of path.
 */
export function attachmentUrl(text: string, host: AttachmentHost): URL | undefined {
  const url = plainUrl(text);
  if (url === undefined || !isOn(url, host.protocol, host.host)) return undefined;
  const isBare = url.search === '' && url.hash === '';
  return isBare && attachmentPath.test(url.pathname) ? url : undefined;
}

/**
 * Where an answer's `Location` leads, or undefined where it must not be followed: an attachment
 * again (a renamed repository does that), or the place where this GitHub keeps its files.
 */
export function redirectUrl(location: string, from: URL, host: AttachmentHost): URL | undefined {
  const absolute = location.startsWith('/') && !location.startsWith('//');
  const url = plainUrl(absolute ? `${from.origin}${location}` : location);
  if (url === undefined) return undefined;
  const storage = host.storageHost ?? host.host;
  const isStorage = isOn(url, host.protocol, storage);
  return isStorage ? url : attachmentUrl(url.href, host);
}

function isOn(url: URL, protocol: string, host: string): boolean {
  return url.protocol === protocol && url.host === host;
}

/** The URL parser corrects what it can; what needs that is not a link that GitHub made. */
function plainUrl(text: string): URL | undefined {
  if (/[\s\\\p{Cc}]/u.test(text)) return undefined;
  const url = URL.parse(text);
  const hasUser = url !== null && (url.username !== '' || url.password !== '');
  // Also the empty user of `https://@host`, which the parsed form no longer shows.
  return url === null || hasUser || /^[^/]*\/\/[^/]*@/.test(text) ? undefined : url;
}
