/** What an issue's author submitted, before anything of it was fetched or decrypted. */
export type Submission =
  | { readonly type: 'link'; readonly url: string; readonly fingerprint: string }
  | { readonly type: 'armored'; readonly text: string; readonly fingerprint: string };

/** What something holds: an OpenPGP message, one that can't be read any more, or none. */
export const contents = ['message', 'damaged', 'nothing'] as const;
export type Content = (typeof contents)[number];

/**
 * What counts first: the author's own words. Then what they quote, or show as code, for where their
 * own words hold nothing; what is struck out never, but everybody can open it.
 */
export const standings = ['own', 'quoted', 'struck'] as const;

/** A link to an attachment, or a pasted OpenPGP block, as a text mentions it. */
export interface Mention {
  readonly submission: Submission;
  readonly standing: (typeof standings)[number];
  /** Undefined for a file, which has to be looked into. */
  readonly holds?: Content | undefined;
  /** GitHub numbers files as they come; 0 for a block. */
  readonly number: number;
}

/** What one or more texts of an author mention, oldest first, as far as nothing outdoes it. */
export type FoundSubmissions = readonly Mention[];

/** At most so many are looked into. */
export const candidateLimit = 20;

/** What texts mention together with those that come after them. */
export function withLater(before: FoundSubmissions, after: FoundSubmissions): FoundSubmissions {
  const each = eachOnce([...before, ...after]);
  return standings.flatMap((standing) => bounded(each.filter((one) => one.standing === standing)));
}

/** Each as it was mentioned last, in the author's own words if it ever was. */
function eachOnce(mentions: FoundSubmissions): FoundSubmissions {
  const each = new Map<string, Mention>();
  for (const mention of mentions) {
    const { fingerprint } = mention.submission;
    const known = each.get(fingerprint);
    if (known && standings.indexOf(known.standing) < standings.indexOf(mention.standing)) continue;
    each.delete(fingerprint);
    each.set(fingerprint, mention);
  }
  return [...each.values()];
}

/** The newest files, and one more than are looked into; of blocks the last one of each content. */
function bounded(mentions: FoundSubmissions): FoundSubmissions {
  const files = new Set(newestFiles(mentions).slice(0, candidateLimit + 1));
  const blocks = new Set(new Map(mentions.map((one) => [one.holds, one])).values());
  return mentions.filter((one) => (isFile(one) ? files : blocks).has(one));
}

function newestFiles(mentions: FoundSubmissions): FoundSubmissions {
  return mentions.filter(isFile).toSorted((one, other) => other.number - one.number);
}

function isFile({ submission }: Pick<Mention, 'submission'>): boolean {
  return submission.type === 'link';
}

/** What may be the submission, the likeliest first; behind it what only has to be looked into. */
export interface Candidates<Each extends Mention = Mention> {
  readonly each: readonly Each[];
  /** Whether there are more that may be. */
  readonly isMore: boolean;
}

export function candidatesOf(found: FoundSubmissions): Candidates {
  const inOrder = standings.flatMap((standing) =>
    newestFirst(found.filter((one) => one.standing === standing)),
  );
  return {
    each: inOrder.slice(0, candidateLimit),
    isMore: inOrder.slice(candidateLimit).some(mayCount),
  };
}

/**
 * The last mention first. An edit puts a newer file before an older one, so which of the files comes
 * first their numbers tell.
 */
function newestFirst(mentions: FoundSubmissions): FoundSubmissions {
  const files = [...newestFiles(mentions)];
  return mentions.toReversed().flatMap((one) => (isFile(one) ? (files.shift() ?? []) : one));
}

/** Whether it may be the submission. */
export function mayCount({ standing, holds }: Mention): boolean {
  return standing !== 'struck' && holds !== 'nothing';
}
