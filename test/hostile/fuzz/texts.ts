import { attachmentHost, redirectUrl } from '../../../src/attachment/address.ts';
import { readText } from '../../../src/examination/text.ts';
import { problemText } from '../../../src/reply/problems.ts';
import { vetName } from '../../../src/request/name.ts';
import { parseTitle } from '../../../src/request/title.ts';
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
    name: 'body, comments, commands, credentials in them',
    seeds: bytesOf(...texts),
    words: markdown,
    parse: (input) => {
      const { commands, leak } = readText({ text: input.toString(), host });
      return [commands, leak];
    },
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
