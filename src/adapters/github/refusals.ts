import { z } from 'zod';
import { type Problem, problem } from '../../problem.ts';
import { isGraphqlRefusal, messageOf, statusOf } from './errors.ts';
import { pauseOf } from './transport/rate-limit.ts';

/** What GitHub says no to however often it is asked, in the words of REST and GraphQL. */
const lasting =
  /rule violation|protected branch|was archived|not accessible by integration|secret detected|not permitted to|suspended/i;

/** In whichever way it tells how long. */
const limits = /rate limit/i;

/** A permission, a suspension, an allow list, an archived repository; and what a law forbids. */
const lastingStatus: readonly (number | undefined)[] = [403, 451];

export interface FailureMeaning {
  readonly problem: Problem;
  /** Whether the same may be answered otherwise in a moment. */
  readonly mayPass: boolean;
}

/**
 * What it means that GitHub did not do what it was asked for; undefined where it was not GitHub.
 * Throws it again where GitHub wants to be left alone for a while: that is waited for.
 */
export function explainFailure(error: unknown): FailureMeaning | undefined {
  const status = statusOf(error);
  const isGraphql = isGraphqlRefusal(error);
  if (status === undefined && !isGraphql) return undefined;
  if (pauseOf(error) !== undefined || limits.test(messageOf(error))) throw error;
  if (status !== undefined && status >= 500) {
    return { problem: problem('github-failed', { status }), mayPass: true };
  }
  const details = { ...repositoryOf(error), status, said: saidIn(error) };
  const isLasting = lastingStatus.includes(status) || lasting.test(messageOf(error));
  return { problem: problem('github-refused', details), mayPass: !isLasting };
}

const asked = z.object({ request: z.object({ url: z.string() }) });

function repositoryOf(error: unknown): { readonly repository?: string } {
  const { data } = asked.safeParse(error);
  const [, repository] = /\/repos\/([^/]+\/[^/?]+)/.exec(data?.request.url ?? '') ?? [];
  return repository === undefined ? {} : { repository };
}

const words = z.object({ message: z.string() });
const validation = z.object({ response: z.object({ data: words }) });
const details = z.array(z.unknown());
const validated = z.object({ response: z.object({ data: z.object({ errors: details }) }) });
const graphql = z.object({ errors: details });

/**
 * GitHub's own words, which everybody may read. It may quote what was sent, so only plain sentences
 * pass: no quotation, address, token or anything encoded.
 */
function saidIn(error: unknown): string | undefined {
  const { data: rest } = validation.safeParse(error);
  const errors = validated.safeParse(error).data?.response.data.errors;
  const further = errors ?? graphql.safeParse(error).data?.errors ?? [];
  const messages = further.flatMap((each) => words.safeParse(each).data?.message ?? []);
  const said = [rest?.response.data.message ?? '', ...messages]
    .flatMap((message) => message.slice(0, mostWords).split('\n'))
    .map((line) => line.trim().replace(/\.$/, ''))
    .filter(isPlain);
  return said.length > 0 ? said.join('; ').slice(0, mostWords) : undefined;
}

/** In characters. */
const mostWords = 300;

const plainText = /^[A-Z][A-Za-z0-9 ,.'`()-]*$/;
/** A host's name, a number that tells of somebody, or what is too long to be a word. */
const tellingWord = /\.[^ ]|[0-9]{5}|[^ ]{21}/;

function isPlain(line: string): boolean {
  return plainText.test(line) && !tellingWord.test(line);
}
