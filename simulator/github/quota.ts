import type { Actor } from './call.ts';
import type { FaultAnswer } from './journal.ts';

/** An App's requests in an hour. */
const limit = 5000;
const hourMs = 3_600_000;

/**
 * Counts what each caller asks in an hour and tells it in the headers, as GitHub does. Answers of
 * 304 are free. All tokens of an installation share one account. Nobody is refused: tests do that.
 */
export function createQuota() {
  const used = new Map<string, number>();
  const resetsAt = Math.floor((Date.now() + hourMs) / 1000);

  return (actor: Actor, answer: FaultAnswer): FaultAnswer => {
    if (typeof answer === 'string') return answer;
    const payer = payerOf(actor);
    const count = (used.get(payer) ?? 0) + (answer.status === 304 ? 0 : 1);
    used.set(payer, count);
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(limit - count, 0)),
      'x-ratelimit-used': String(count),
      'x-ratelimit-reset': String(resetsAt),
      'x-ratelimit-resource': 'core',
    };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  };
}

function payerOf(actor: Actor): string {
  if (actor.type === 'person') return actor.login;
  return actor.type === 'installation' ? String(actor.token.installation.id) : actor.type;
}
