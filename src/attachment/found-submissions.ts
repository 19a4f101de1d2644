/** What an issue's author submitted, before anything of it was fetched or decrypted. */
export type Submission =
  | { readonly type: 'link'; readonly url: string; readonly fingerprint: string }
  | { readonly type: 'armored'; readonly text: string; readonly fingerprint: string };

/** What one or more texts of an author submit, as far as nothing in them outdoes it. */
export interface FoundSubmissions {
  /** The last link to an attachment, or pasted armored block. */
  readonly message?: Submission;
  /** The last other OpenPGP block: a public key, say. */
  readonly other?: Submission;
  /** The newest of the files that are linked to, and first the one that is newest of all. */
  readonly files?: readonly LinkedFile[];
}

interface LinkedFile {
  readonly submission: Submission;
  /** GitHub numbers files as they come. */
  readonly number: number;
}

/** One is submitted. So many others are looked into, for what nobody should have attached. */
const otherAttachmentsLimit = 10;

/** What texts submit together with those that come after them. */
export function withLater(before: FoundSubmissions, after: FoundSubmissions): FoundSubmissions {
  return {
    message: after.message ?? before.message,
    other: after.other ?? before.other,
    files: newestFirst([...(after.files ?? []), ...(before.files ?? [])]),
  };
}

/** Each once. Of two with one number the first stays before the other. */
function newestFirst(files: readonly LinkedFile[]): readonly LinkedFile[] {
  const each = new Map(files.map((file) => [file.submission.fingerprint, file]));
  return [...each.values()]
    .toSorted((one, other) => other.number - one.number)
    .slice(0, 1 + otherAttachmentsLimit);
}

/**
 * The newest submission of an author. An edit puts a newer file before an older one, so among
 * links the file's number tells.
 *
 * Where there are only other OpenPGP blocks the newest of these is returned: reading it then says
 * `openpgp-not-a-message`, which is more help than "nothing there".
 */
export function newestOf({ message, other, files }: FoundSubmissions): Submission | undefined {
  return message?.type === 'link' ? files?.[0]?.submission : (message ?? other);
}

/** What an author attached besides the newest submission: the newest files, up to a limit. */
export function otherAttachmentsOf(found: FoundSubmissions): readonly Submission[] {
  const newest = newestOf(found)?.fingerprint;
  const files = (found.files ?? []).map(({ submission }) => submission);
  return files.filter(({ fingerprint }) => fingerprint !== newest).slice(0, otherAttachmentsLimit);
}

/** All that may turn out to be the newest one, together with what other texts submit. */
export function everyOf({ message, other, files }: FoundSubmissions): readonly Submission[] {
  return [message, other, files?.[0]?.submission].filter((each) => each !== undefined);
}
