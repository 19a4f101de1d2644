import { fail } from '../problem.ts';

/**
 * What readers of tar take in different ways is refused here: the bot edits the file that it
 * finds, and GNU tar, which unpacks it later, must find the same one.
 */

/** Files, links, devices and folders; GNU's long names, labels and lists; records of pax. */
const knownTypes = /^[0-7LKxgSVD]$/;

/** Before a member: records for all, then either its own or GNU's long names, each once. */
const knownOrder = /^g*(?:x|LK?|KL?)?$/;

/** What a record for all members may not say, as it is about one. */
const ofOneMember = /^(?:size|path|linkpath|GNU\.sparse\..*)$/;

export type Records = ReadonlyMap<string, string>;

export function assertKnownType(type: string): void {
  if (type === 'M') fail('secrets-tar', { reason: 'it is a part of several volumes' });
  if (!knownTypes.test(type)) fail('secrets-tar', { reason: 'it has members of an unknown kind' });
}

/** Takes the types of the extension headers before a member, in their order. */
export function assertOrder(types: string): void {
  if (!knownOrder.test(types)) differs('extension headers');
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

/** GNU tar gives a sparse file this folder in its path, and its name beside it. */
export function assertSparseName(records: Records): void {
  const path = records.get('path');
  const isMisleading = path !== undefined && !path.includes('/GNUSparseFile.');
  if (records.has('GNU.sparse.name') && isMisleading) differs('names');
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
  readonly isLink: boolean;
}

/** Whatever is unpacked through a link, or in its place, may end up elsewhere. */
export function assertPlaces(members: readonly Placed[]): void {
  if (members.some(({ name }) => isElsewhere(name))) {
    fail('secrets-tar', { reason: 'a name in it leads elsewhere' });
  }
  // Sorted so that what lies in a folder comes right behind it.
  const places = members
    .map(({ name, isLink }) => ({ isLink, place: placeOf(name).replaceAll('/', '\0') }))
    .toSorted((one, other) => (one.place < other.place ? -1 : Number(one.place > other.place)));
  const isThroughLink = places.some(({ place, isLink }, index) => {
    const before = places[index - 1];
    if (!before) return false;
    const isSame = place === before.place && (isLink || before.isLink);
    return isSame || (before.isLink && place.startsWith(`${before.place}\0`));
  });
  if (isThroughLink) fail('secrets-tar', { reason: 'a name in it leads through a link' });
}

function isElsewhere(name: string): boolean {
  return name === '' || name.startsWith('/') || name.split('/').includes('..');
}

function differs(what: string): never {
  fail('secrets-tar', { reason: `readers of tar would differ about its ${what}` });
}
