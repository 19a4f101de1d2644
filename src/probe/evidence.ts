import type { ClusterFailure } from './cluster.ts';

const longest = 300;

/**
 * Evidence as it may be shown to maintainers: on one short line, without control characters, and
 * without the token, should a server send it back.
 */
export function presentable(evidence: string, token: string | undefined): string {
  const redacted = token === undefined ? evidence : evidence.replaceAll(token, '[token]');
  const line = redacted.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

/** What a failed call looked like, for maintainers' eyes. */
export function describeFailure(failure: ClusterFailure): string {
  if (failure.type === 'transport') return failure.code;
  if (failure.type === 'certificate')
    return `certificate ${failure.position ?? ''} ${failure.fault}`;
  if (failure.type !== 'http') return failure.type;
  return [`HTTP ${failure.status}`, failure.reason, failure.message].filter(Boolean).join(' ');
}
