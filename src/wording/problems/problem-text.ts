import type { ProblemDetails, ProblemId } from '../../problem.ts';
import type { ClusterKind, Operation } from '../../request/request.ts';

/** What a person reads about a problem: one sentence each, and a command where there is one. */
export interface ProblemText {
  readonly what: string;
  readonly fix: string;
  /** For bash and zsh, to paste as it is. */
  readonly command?: string;
  /** The same for PowerShell, where the problem is one that people have on Windows. */
  readonly powershell?: string;
}

export interface TextContext {
  /** The key that kubeconfigs have to be encrypted to. */
  readonly keyId: string;
  /** What the cluster is to be: commands are for its service account. */
  readonly kind: ClusterKind;
  /** What is asked for: new credentials stand beside those in use. */
  readonly operation: Operation;
  /** Where Prow runs the pods of jobs, in a build cluster. */
  readonly jobsNamespace: string;
}

export type ProblemTexts = {
  readonly [Id in ProblemId]: (details: ProblemDetails[Id], context: TextContext) => ProblemText;
};

/** The words for each reason that a problem may have. */
export type Phrases<Reason extends string> = Readonly<Record<Reason, string>>;
