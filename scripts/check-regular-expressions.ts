/**
 * Demands that no regular expression of the bot takes longer than in proportion to the text, since
 * whoever can write a comment chooses that. recheck looks for a text that makes one slow; what it
 * can't judge has to be written so that it can. Part of `npm run verify`.
 */
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { check, type Diagnostics } from 'recheck';
import ts from 'typescript';

interface Found {
  /** File and line. */
  readonly place: string;
  readonly text: string;
}

/** By steps and not by the clock, so that a busy machine judges as an idle one does. */
const patience = { timeout: 600_000, incubationTimeout: null, attackTimeout: null };

const files = globSync('src/**/*.ts');
const literals: Found[] = [];
const mistakes: string[] = [];

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}

function visit(node: ts.Node): void {
  if (ts.isRegularExpressionLiteral(node)) literals.push(foundAt(node));
  if (isComputed(node)) {
    const { place, text } = foundAt(node);
    mistakes.push(`${place}: write it as a literal, so that it can be checked: ${text}`);
  }
  ts.forEachChild(node, visit);
}

function foundAt(node: ts.Node): Found {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return { place: `${source.fileName}:${line + 1}`, text: node.getText() };
}

/** Also what makes one of a text without saying so. */
function isComputed(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const called = node.expression;
  if (ts.isIdentifier(called)) return called.text === 'RegExp';
  const [first] = node.arguments ?? [];
  const takesOne = ts.isPropertyAccessExpression(called) && isSearch(called.name.text);
  return (
    takesOne &&
    first !== undefined &&
    (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first))
  );
}

function isSearch(method: string): boolean {
  return ['match', 'matchAll', 'search'].includes(method);
}

async function judge({ place, text }: Found): Promise<void> {
  const end = text.lastIndexOf('/');
  const mistake = mistakeOf(await check(text.slice(1, end), text.slice(end + 1), patience));
  if (mistake) mistakes.push(`${place}: ${mistake}: ${text}`);
}

function mistakeOf(found: Diagnostics): string | undefined {
  switch (found.status) {
    case 'safe':
      return undefined;
    case 'vulnerable':
      return `slow (${found.complexity.summary}) for ${found.attack.pattern}`;
    case 'unknown':
      return `can't be judged (${found.error.kind})`;
  }
}

const turns = new PQueue({ concurrency: availableParallelism() });
await turns.addAll(literals.map((each) => () => judge(each)));
for (const mistake of mistakes.toSorted()) console.error(mistake);
if (mistakes.length > 0) process.exitCode = 1;
else
  console.log(
    `${literals.length} regular expressions take no longer than in proportion to the text`,
  );
