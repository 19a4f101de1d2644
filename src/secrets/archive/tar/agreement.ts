import { fail } from '../../../problem.ts';

/**
 * What readers of tar take in different ways is refused here: the bot edits the file that it
 * finds, and GNU tar, which unpacks it later, must find the same one.
 */

/** Files, links, devices and folders; GNU's long names and labels; records of pax. */
const knownTypes = /^[0-7LKxgV]$/;

/** Before a member: records for all, then either its own or GNU's long names, each once. */
const knownOrder = /^g*(?:x|LK?|KL?)?$/;

/** What a record for all members may not say, as it is about one. */
const ofOneMember = /^(?:size|path|linkpath)$/;

export type Records = ReadonlyMap<string, string>;

export function assertKnownType(type: string): void {
  if (type === 'M') fail('secrets-tar', { reason: 'it is a part of several volumes' });
  if (type === 'S') sparse();
  if (!knownTypes.test(type)) fail('secrets-tar', { reason: 'it has members of an unknown kind' });
}

/** Takes the types of the extension headers before a member, in their order. */
export function assertOrder(types: string): void {
  if (!knownOrder.test(types)) differs('extension headers');
}

/**
 * Where the data of a sparse file ends is told by its map, and by sizes that not every reader looks
 * at. Secrets have no holes, so there is none to understand.
 */
export function assertNoneSparse(records: Records): void {
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) sparse();
}

export function assertForAll(records: Records): void {
  if ([...records.keys()].some((key) => ofOneMember.test(key))) differs('records for all members');
}

/** A record's size counts only where the header says the same: some readers do not look at it. */
export function assertSize(type: string, inHeader: number, inRecord: string | undefined): void {
  if (!Number.isSafeInteger(inHeader)) fail('secrets-tar', { reason: 'it has a damaged header' });
  // POSIX leaves open whether links, devices and directories with a size are followed by data.
  if (/[1-6]/.test(type) && inHeader > 0) {
    fail('secrets-tar', { reason: 'a member that is not a file has a size' });
  }
  if (inRecord === undefined) return;
  if (!/^\d{1,15}$/.test(inRecord)) fail('secrets-tar', { reason: 'it has a damaged header' });
  if (Number(inRecord) !== inHeader) differs('sizes');
}

/** A file whose name ends with a slash is a folder, as in v7: its data is read as members, or not. */
export function assertFolderByName({ type, size, inHeader, name }: Named): void {
  if (!'07'.includes(type)) return;
  const isFolder = inHeader.endsWith('/');
  if (isFolder !== name.endsWith('/')) differs('folders');
  if (isFolder && size > 0) {
    fail('secrets-tar', { reason: 'a member that is not a file has a size' });
  }
}

interface Named {
  readonly type: string;
  readonly size: number;
  /** The name without regard to extension headers. */
  readonly inHeader: string;
  readonly name: string;
}

/** What stands where POSIX has the first part of a name: some readers take it for that anyway. */
export function assertNoPrefix(prefix: string): void {
  if (prefix !== '') differs('names');
}

/** The folders and the name that a member's name leads to, without `.` and what is empty. */
export function placeOf(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

interface Placed {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/**
 * Whatever is unpacked through a link or a file, or in its place, may end up elsewhere or nowhere.
 */
export function assertPlaces(members: readonly Placed[]): void {
  if (members.some(isElsewhere)) fail('secrets-tar', { reason: 'a name in it leads elsewhere' });
  // Sorted so that what lies in a folder comes right behind it.
  const places = members
    .map(({ name, kind }) => ({ kind, place: placeOf(name).replaceAll('/', '\0') }))
    .toSorted((one, other) => (one.place < other.place ? -1 : Number(one.place > other.place)));
  const isInTheWay = places.some(({ place, kind }, index) => {
    const before = places[index - 1];
    if (!before) return false;
    if (place === before.place) return kind !== before.kind || kind === 'link';
    return before.kind !== 'folder' && place.startsWith(`${before.place}\0`);
  });
  if (isInTheWay) fail('secrets-tar', { reason: 'a name in it leads through a link or a file' });
}

function isElsewhere({ name, kind }: Placed): boolean {
  // As only a folder can be called.
  if (/(^|\/)\.?$/.test(name) && kind !== 'folder') return true;
  return name === '' || name.startsWith('/') || name.split('/').includes('..');
}

function sparse(): never {
  fail('secrets-tar', { reason: 'it has a sparse file' });
}

function differs(what: string): never {
  fail('secrets-tar', { reason: `readers of tar would differ about its ${what}` });
}
