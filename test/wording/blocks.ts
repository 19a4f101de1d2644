import { readFileSync } from 'node:fs';
import { problemIds, problemSamples } from '../../scripts/problem-samples.ts';
import { problem } from '../../src/problem.ts';
import { clusterKinds } from '../../src/request/request.ts';
import { problemText } from '../../src/wording/problems/problems.ts';
import { allTexts } from './all-texts.ts';
import { context } from './facts.ts';

/** Something to paste, and where it is shown. */
interface PastedBlock {
  readonly where: string;
  readonly command: string;
}

const ofProblems: readonly PastedBlock[] = problemIds.flatMap((id) =>
  clusterKinds.flatMap((kind) =>
    problemSamples[id].flatMap((details) => {
      const { command } = problemText(problem(id, details), { ...context, kind });
      return command === undefined ? [] : [{ where: `${id} of a ${kind}`, command }];
    }),
  ),
);

/** Those in Markdown, also in a quotation. */
function blocksIn(where: string, markdown: string): readonly PastedBlock[] {
  const unquoted = markdown.replaceAll(/^> ?/gmu, '');
  return [...unquoted.matchAll(/^```bash\n(.*?)\n```$/gmsu)].map(([, command = '']) => ({
    where,
    command,
  }));
}

const pages = ['docs/contributors.md', 'docs/problems.md'];

/** Each block that the bot shows, and those of the pages that it leads to; the same one once. */
export const pastedBlocks: readonly PastedBlock[] = [
  ...new Map(
    [
      ...ofProblems,
      ...allTexts('prow-lab').flatMap((text) => blocksIn('what the bot writes', text)),
      ...pages.flatMap((page) =>
        blocksIn(page, readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')),
      ),
    ].map((each) => [`${each.where.split(' ')[0]} ${each.command}`, each]),
  ).values(),
];
