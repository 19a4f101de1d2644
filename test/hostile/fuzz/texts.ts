import { attachmentHost, redirectUrl } from '../../../src/attachment/address.ts';
import { findArmoredBlocks } from '../../../src/attachment/armor.ts';
import { findLeak } from '../../../src/attachment/leaks.ts';
import { shownText } from '../../../src/attachment/shown-text.ts';
import { claimsOf } from '../../../src/probe/token.ts';
import { vetName } from '../../../src/request/name.ts';
import { nearMissOf } from '../../../src/request/near-miss.ts';
import { parseCommands } from '../../../src/request/parse-commands.ts';
import { parseTitle } from '../../../src/request/title.ts';
import { readText } from '../../../src/sandbox/read-text.ts';
import { codeLine, escapeText } from '../../../src/wording/escape.ts';
import { problemText } from '../../../src/wording/problems/problems.ts';
import { armored, privateBlock } from '../../attachment/sample.ts';
import { kubeconfigOf } from '../../secrets/archive-samples.ts';
import { bytesOf, canary, type FuzzTarget } from './target.ts';

const host = attachmentHost();
const link = 'https://github.com/user-attachments/files/123/my-kubeconfig.asc.txt';
const leaked = kubeconfigOf('rosa-1').replace('token-of-rosa-1', canary);

const markdown = [
  '> ',
  '- ',
  '1. ',
  '    ',
  '```',
  '~~~',
  '<!--',
  '-->',
  '`',
  '\r\n',
  '\n\n',
  '| - |\n|---|\n',
  '[x]: ',
  '/onboard ',
  '/onboard retry\n',
  '-----BEGIN PGP MESSAGE-----\n',
  '-----END PGP MESSAGE-----\n',
  link,
  'eyJhbGciOiJSUzI1NiJ9.',
  'token: ',
  'LS0tLS1CRUdJTi',
];

const texts = [
  `Here you are: [file](${link})\n\n/onboard retry\n`,
  `> quoted\n> - ${link}\n\n1. one\n   - two\n\n<!-- ${link} -->\n`,
  `Please.\n\n\`\`\`\n${armored}\`\`\`\n\n/onboard confirm-ha please\n/onboard nonsense\n`,
  `A leak:\n\n    ${leaked.replaceAll('\n', '\n    ')}\n/onboard help\n`,
  privateBlock,
];

/** What anybody on GitHub can write into an issue. */
export const textTargets: readonly FuzzTarget[] = [
  {
    name: 'title',
    seeds: bytesOf(
      'Add Prow build cluster rosa-1',
      'add  kubevirtCI External Provider: `s390x_test`',
      'Add Prow build cluster “rosa-1”',
    ),
    words: ['add prow build cluster ', '\u202e', '\u200b', 'ﬃ', '“”', '``', '<!--', '@', '../'],
    parse: (input) => {
      const request = parseTitle(input.toString());
      const problem = request && vetName(request);
      return [request, problem && problemText(problem)];
    },
  },
  {
    name: 'title that misses the form',
    seeds: bytesOf(
      'Please add a Prow build cluster `rosa-1` to Prow',
      'rosa-1: onboard KubeVirt CI external-provider <name>',
      '[Request] Prow biuld cluster named “rosa-1” for s390x',
    ),
    words: [
      'prow build cluster ',
      'external provider',
      'kubevirt ci',
      ': ',
      '<',
      '{',
      '“',
      'request ',
    ],
    parse: (input) => nearMissOf(input.toString()),
  },
  {
    name: 'body, comments, commands, credentials in them',
    seeds: bytesOf(...texts),
    words: markdown,
    parse: (input) => {
      const { commands, leak } = readText({ text: input.toString(), host });
      return [commands, leak];
    },
  },
  {
    name: 'commands',
    seeds: bytesOf('/onboard retry\n', '> /onboard retry\n\n/onboard\tconfirm-ha please\r\n'),
    words: [...markdown, '/onbord ', '@onboarder ', '/', '\\', '</', '<a href="', "'", '| -', ':|'],
    parse: (input) => parseCommands(input.toString(), 'onboarder[bot]'),
  },
  {
    name: 'what is visible',
    seeds: bytesOf(...texts),
    words: [...markdown, '~~~~', '``', '[a]: <', '"', '-->-->', '=', '\t'],
    parse: (input) => void shownText(input.toString()).at(1),
  },
  {
    name: 'armor',
    seeds: bytesOf(armored, privateBlock, `> ${armored}`),
    words: [
      '-----',
      '-----BEGIN PGP MESSAGE-----',
      '\n-----END PGP MESSAGE-----',
      '> ',
      '=',
      '`',
      ':',
    ],
    parse: (input) => findArmoredBlocks(input.toString()).map(({ block }) => block),
  },
  {
    name: 'leaks',
    seeds: bytesOf(leaked, privateBlock, leaked.replaceAll('\n', '\\n')),
    words: [
      '-----BEGIN PRIVATE KEY-----\n',
      '-----BEGIN RSA PRIVATE KEY-----',
      'LS0tLS1CRUdJTi',
      'eyJhbGciOiJSUzI1NiJ9.',
      '.eyJ',
      'ZXlK',
      'sha256~',
      'token: ',
      'kind: ',
      'Config',
      'users',
      '\\n',
      '\\r\\n',
      '|',
      'A'.repeat(40),
    ],
    parse: (input) => findLeak(input.toString()),
  },
  {
    name: 'text from outside',
    seeds: bytesOf('the server said: <!-- no --> @somebody, fixes #1 | GH-2 `x`'),
    words: ['GH-', '@', '<!', '->', '\u200b', '🙂', '\ud800', '  '],
    parse: (input) => {
      const text = input.toString();
      return [codeLine(text), escapeText(text), codeLine(text, text.length).length];
    },
  },
  {
    name: 'claims of a token',
    seeds: bytesOf(`e30.${Buffer.from('{"exp":1,"sub":"a"}').toString('base64url')}.x`),
    words: ['.', 'e30', 'eyJleHAiOjF9', 'W1tb', 'e30.W1tb'],
    parse: (input) => claimsOf(input.toString()),
  },
  {
    name: 'where an attachment leads on to',
    seeds: bytesOf(
      `${link}`,
      'https://objects.githubusercontent.com/github-production/1?X-Amz-Signature=abc',
      '/kubevirt/project-infra/files/123/a.txt',
    ),
    words: ['@', '\\', '//', 'http:', '%2f', '..', '[::1]', ':443', '\u3002'],
    parse: (input) => {
      const url = redirectUrl(input.toString(), new URL(link), host);
      if (url && !allowed.includes(url.origin)) throw new Error(`leads to ${url.origin}`);
      return url?.href;
    },
  },
];

const allowed = ['https://github.com', 'https://objects.githubusercontent.com'];
