import { fail, ProblemError } from '../problem.ts';
import { type AttachmentHost, attachmentUrl, redirectUrl, unknownHost } from './address.ts';
import type { Submission } from './found-submissions.ts';
import { submissionLimitBytes as limitBytes } from './limit.ts';

export interface Downloaded {
  readonly status: number;
  /** The header of that name. */
  readonly location?: string;
  readonly body: Uint8Array;
}

/**
 * One GET without credentials; follows no redirect. Throws `attachment-too-large` as soon as the
 * body is longer than `limitBytes`, and anything else where there was no whole answer in time.
 */
export type Download = (url: string, limitBytes: number) => Promise<Downloaded>;

const redirectLimit = 5;

/**
 * Gets the bytes of a submission and does not look into them: `readPackedMessage` does.
 *
 * Throws `attachment-gone`, `attachment-unavailable`, `attachment-redirect`, `attachment-host`,
 * `attachment-too-large`.
 */
export async function fetchSubmission(
  submission: Submission,
  host: AttachmentHost,
  download: Download,
): Promise<Uint8Array> {
  if (submission.type === 'armored') return new TextEncoder().encode(submission.text);
  let url = attachmentUrl(submission.url, host) ?? fail('attachment-redirect', {});
  for (let redirects = 0; redirects <= redirectLimit; redirects++) {
    const answer = await tryDownload(url, download);
    if (answer.status === 200) return answer.body;
    url = nextUrl(answer, url, host);
  }
  return fail('attachment-redirect', {});
}

async function tryDownload(url: URL, download: Download): Promise<Downloaded> {
  try {
    return await download(url.href, limitBytes);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    return fail('attachment-unavailable', {});
  }
}

/** Each hop is checked anew: GitHub's answer must not lead the bot into its operator's network. */
function nextUrl({ status, location = '' }: Downloaded, from: URL, host: AttachmentHost): URL {
  if ([301, 302, 303, 307, 308].includes(status)) {
    const url = redirectUrl(location, from, host);
    if (url) return url;
    // GitHub has moved its store before: that is no mistake of whoever has attached the file.
    const other = unknownHost(location, from, host);
    return other ? fail('attachment-host', { host: other }) : fail('attachment-redirect', {});
  }
  if ([401, 404, 410].includes(status)) fail('attachment-gone', {});
  return fail('attachment-unavailable', {});
}
