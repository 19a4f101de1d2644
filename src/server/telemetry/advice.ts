import { type Problem, type ProblemId, responsibleFor } from '../../problem.ts';
import { operatorLine, operatorLineOf } from '../../wording/terminal/operator-line.ts';

/** What the operator should fix though the bot can work. */
export interface Advice {
  /** What a request waits for, of those of this process; undefined where for nothing. */
  readonly ofRequest: (issueNumber: number, problem: Problem | undefined) => void;
  /** What concerns some requests only, whichever these are. */
  readonly ofBot: (problems: readonly Problem[]) => void;
  /** One line each. */
  readonly lines: () => readonly string[];
  readonly counts: () => ReadonlyMap<ProblemId, number>;
}

/** More than this many say nothing more. */
const mostLines = 50;

export function createAdvice(): Advice {
  const requests = new Map<number, Problem>();
  let bot: readonly Problem[] = [];
  return {
    ofRequest: (issueNumber, problem) => {
      if (problem && responsibleFor(problem.id) === 'operator') requests.set(issueNumber, problem);
      else requests.delete(issueNumber);
    },
    ofBot: (problems) => {
      bot = problems;
    },
    lines: () =>
      [
        ...bot.map(operatorLine),
        ...[...requests].map(([issueNumber, problem]) => operatorLineOf(issueNumber, problem)),
      ].slice(0, mostLines),
    counts: () => {
      const counts = new Map<ProblemId, number>();
      for (const { id } of [...bot, ...requests.values()])
        counts.set(id, (counts.get(id) ?? 0) + 1);
      return counts;
    },
  };
}
