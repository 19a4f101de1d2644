/** The GitHub whose attachments are fetched, and where it may send on to. */
export interface AttachmentHost {
  readonly protocol: 'https:' | 'http:';
  /** With its port where that is not the protocol's own. */
  readonly host: string;
  /** Where the files themselves lie. */
  readonly storageHosts: readonly string[];
}

interface HostSettings {
  /** `GHE_HOST`; github.com without it. */
  readonly gheHost?: string | undefined;
  readonly gheProtocol?: string | undefined;
  /** `ATTACHMENT_HOSTS`. */
  readonly storageHosts?: readonly string[] | undefined;
}

export function attachmentHost({
  gheHost,
  gheProtocol,
  storageHosts,
}: HostSettings = {}): AttachmentHost {
  const protocol = gheHost && gheProtocol === 'http' ? 'http:' : 'https:';
  const asShown = (text: string) => new URL(`${protocol}//${text}`).host;
  if (!gheHost) {
    const stores = storageHosts ?? ['objects.githubusercontent.com'];
    return { protocol, host: 'github.com', storageHosts: stores.map(asShown) };
  }
  const host = asShown(gheHost);
  return { protocol, host, storageHosts: [host, ...(storageHosts ?? []).map(asShown)] };
}

const hostName =
  /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){0,20}[a-z](?:[a-z\d-]{0,61}[a-z\d])?(?::\d{1,5})?$/i;

/** Reads a list of names of hosts with commas between; undefined where one is anything else. */
export function parseHosts(text: string): readonly string[] | undefined {
  const hosts = text.split(',').map((host) => host.trim());
  const areNames = hosts.every((host) => hostName.test(host) && URL.canParse(`https://${host}`));
  return areNames ? hosts : undefined;
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
 * again (a renamed repository does that), or a place where this GitHub keeps its files.
 */
export function redirectUrl(location: string, from: URL, host: AttachmentHost): URL | undefined {
  const url = locationUrl(location, from);
  if (url === undefined) return undefined;
  const isStorage = host.storageHosts.some((storage) => isOn(url, host.protocol, storage));
  return isStorage ? url : attachmentUrl(url.href, host);
}

/** The host that it leads to, where that is none of those that this GitHub is known to have. */
export function unknownHost(location: string, from: URL, host: AttachmentHost): string | undefined {
  const url = locationUrl(location, from);
  if (url?.protocol !== host.protocol) return undefined;
  return [host.host, ...host.storageHosts].includes(url.host) ? undefined : url.host;
}

function locationUrl(location: string, from: URL): URL | undefined {
  const absolute = location.startsWith('/') && !location.startsWith('//');
  return plainUrl(absolute ? `${from.origin}${location}` : location);
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
