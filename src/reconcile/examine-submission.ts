import type { AttachmentHost } from '../attachment/address.ts';
import { type Download, fetchSubmission } from '../attachment/fetch.ts';
import { examineCluster, type ProbeSettings } from '../examination/examine.ts';
import type { Vault } from '../examination/vault.ts';
import { menderOf, type Problem, ProblemError, problem } from '../problem.ts';
import type { SecretsLayout } from '../secrets/secrets.ts';
import type { Action } from './action.ts';
import { baseOf, filesIn } from './base.ts';
import type { Repository } from './github.ts';
import type { Examination } from './snapshot.ts';

/** What looking at a submission needs. */
export interface Examined {
  readonly secretsRepository: Repository;
  readonly layout: SecretsLayout;
  readonly vault: Vault;
  readonly attachmentHost: AttachmentHost;
  readonly download: Download;
  readonly probe: ProbeSettings;
  /** Told of an error that nobody foresaw, before it is swallowed. */
  readonly onUnexpected: (error: unknown) => void;
}

export interface Attempt {
  readonly now: Date;
  readonly isLastAttempt: boolean;
}

/**
 * Fetches, decrypts, vets and probes a submission and prepares the changed secrets. What is wrong
 * with it is a result. What may pass by itself is thrown for the queue to try again, and is a
 * result too after its last attempt: nobody must be left waiting without a word.
 */
export async function examineSubmission(
  { request, submission }: Extract<Action, { type: 'examine' }>,
  ports: Examined,
  { now, isLastAttempt }: Attempt,
): Promise<Examination> {
  try {
    const [{ base, sealed }, bytes] = await Promise.all([
      collectSecrets(ports),
      fetchSubmission(submission, ports.attachmentHost, ports.download),
    ]);
    const { kubeconfig, digest } = await ports.vault.openSubmission({ bytes, now });
    const examined = await examineCluster(request, kubeconfig, sealed, ports);
    return examined.outcome === 'failed' ? examined : { ...examined, base, digest };
  } catch (error) {
    return { outcome: 'problem', problem: problemFrom(error, ports, isLastAttempt) };
  }
}

/** The problem of a failure. Throws again what may pass by itself, but on the last attempt. */
export function problemFrom(
  error: unknown,
  { onUnexpected }: Pick<Examined, 'onUnexpected'>,
  isLastAttempt: boolean,
): Problem {
  const reason = error instanceof ProblemError ? error.problem : problem('internal', {});
  const mayPass = reason.id === 'internal' || menderOf(reason.id) === 'time';
  if (mayPass && !isLastAttempt) throw error;
  if (reason.id === 'internal') onUnexpected(error);
  return reason;
}

/** Reads the secrets at one commit, so that what is changed is what the commit is made on. */
export async function collectSecrets({ secretsRepository, layout }: Examined) {
  const commit = await secretsRepository.readBaseCommit();
  const listing = await secretsRepository.listFiles(commit);
  const sealed = await layout.collect(filesIn(listing, secretsRepository));
  return { base: baseOf(commit, listing, layout), sealed };
}
