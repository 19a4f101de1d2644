import { parse } from 'yaml';
import { infra, type Setting, secretsRepository } from '../../simulator/setting.ts';

/**
 * What must never be seen: every value in the secrets, the bot's keys and passphrase, and the
 * tokens of all clusters. Short values are left out: they may stand anywhere by chance.
 */
export async function canariesOf(setting: Setting): Promise<readonly string[]> {
  const files = [...(await setting.readSecrets())];
  const values: unknown[] = [
    parse(new Map(files).get('main.yml') ?? ''),
    ...files.flatMap(([path, text]) => (path.startsWith('secrets/') ? [text] : [])),
    setting.passphrase,
    setting.environment.PRIVATE_KEY,
    setting.environment.WEBHOOK_SECRET,
    setting.automationKey.armoredPrivateKey,
  ];
  return tellingWords(values.flatMap(leaves));
}

/** The secret words of some texts: the values of secret fields, and lines that are no field. */
export function tellingWords(texts: readonly string[]): readonly string[] {
  const words = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => /(?:token|-data): (\S+)/.exec(line)?.[1] ?? line.trim())
    // Of a JWT only the signature: the rest says in base64 what is no secret.
    .map((word) => word.replace(/^eyJ[\w-]+\.eyJ[\w-]+\./, ''))
    .filter((word) => word.length >= 12 && !/^(-----|[\w" -]+:)/.test(word));
  return [...new Set(words)];
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}

/** All that the bot wrote, markers opened: what everybody reads, and what maintainers do. */
export async function writtenByBot({ github }: Setting) {
  const { issues, pulls } = github.as('maintainer').rest;
  const { data: filed } = await issues.listForRepo({ ...infra, state: 'all', per_page: 100 });
  const comments = await Promise.all(
    filed.map(({ number }) => issues.listComments({ ...infra, issue_number: number })),
  );
  const { data: opened } = await pulls.list({ ...secretsRepository, state: 'all', per_page: 100 });
  const commits = await Promise.all(
    opened.map(({ number }) => pulls.listCommits({ ...secretsRepository, pull_number: number })),
  );
  const { data: deploying } = await pulls.list({ ...infra, state: 'all', per_page: 100 });
  const forAll = [
    ...comments.flatMap(({ data }) =>
      data.filter(({ user }) => user?.type === 'Bot').map(({ body }) => body ?? ''),
    ),
    ...deploying.flatMap(({ title, body }) => [title, body ?? '']),
  ];
  const forMaintainers = [
    ...opened.flatMap(({ title, body }) => [title, body ?? '']),
    ...commits.flatMap(({ data }) => data.map(({ commit }) => commit.message)),
  ];
  const opening = (texts: readonly string[]) => [...texts, ...texts.flatMap(openMarkers)];
  return { forAll: opening(forAll), forMaintainers: opening(forMaintainers) };
}

function openMarkers(text: string): readonly string[] {
  const markers = text.matchAll(/<!-- cluster-onboarding ([\w-]+)\./g);
  return [...markers].map(([, payload = '']) => Buffer.from(payload, 'base64url').toString());
}

/** Finds the pieces of canaries in texts: as they are, in base64, hexadecimal or escaped. */
export function createSearch(canaries: readonly string[]): (text: string) => readonly string[] {
  // By its first characters each form is found in one pass over a text, however many there are.
  const forms = new Map<string, Set<string>>();
  for (const form of piecesOfAll(canaries)) {
    const start = form.slice(0, shortest);
    forms.set(start, (forms.get(start) ?? new Set()).add(form));
  }
  return (text) => {
    const found = new Set<string>();
    for (let index = 0; index + shortest <= text.length; index += 1) {
      for (const form of forms.get(text.slice(index, index + shortest)) ?? []) {
        if (text.startsWith(form, index)) found.add(form);
      }
    }
    return [...found];
  };
}

/** The pieces of canaries in each of those forms. */
export function piecesOfAll(canaries: readonly string[]): readonly string[] {
  return canaries.flatMap(piecesOf).flatMap(formsOf);
}

const shortest = 12;

/**
 * A text that was cut off holds a part of a secret too. A line of an armored key stays whole: what
 * all keys have in common, such as names of algorithms, is no secret.
 */
function piecesOf(canary: string): readonly string[] {
  if (/^[A-Za-z0-9+/=]{60,64}$/.test(canary)) return [canary];
  return canary.match(/.{1,16}/gs)?.filter((piece) => piece.length >= shortest) ?? [];
}

function formsOf(piece: string): readonly string[] {
  const inBase64 = [0, 1, 2].map((shift) => base64Core(piece, shift));
  const inBase64Url = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const escaped = [JSON.stringify(piece).slice(1, -1), encodeURIComponent(piece)];
  const hexadecimal = Buffer.from(piece).toString('hex');
  const forms = [piece, ...escaped, ...inBase64, ...inBase64Url, hexadecimal];
  return forms.filter((form) => form.length >= shortest);
}

/** What is the same in the base64 of every text that holds this one at such an offset. */
function base64Core(piece: string, shift: number): string {
  const encoded = Buffer.from(' '.repeat(shift) + piece).toString('base64');
  return encoded.slice(shift === 0 ? 0 : 4, -4);
}
