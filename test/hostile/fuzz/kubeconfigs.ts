import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { readRegistered } from '../../../src/kubeconfig/read-registered.ts';
import { vetContext, vetKubeconfig } from '../../../src/kubeconfig/vet/vet.ts';
import { kubeconfigOf } from '../../secrets/archive-samples.ts';
import { bytesOf, canary, type FuzzTarget, now } from './target.ts';

const plain = kubeconfigOf('rosa-1', 'rosa-2').replaceAll('token-of-', canary);
const withExec = plain.replace(
  `token: ${canary}rosa-1`,
  `exec: { command: ${canary}, args: [--token, ${canary}], env: [{ name: A, value: ${canary} }] }`,
);
const inJson = JSON.stringify({
  kind: 'Config',
  'current-context': 'a',
  contexts: [{ name: 'a', context: { cluster: 'b', user: 'c', namespace: 'default' } }],
  clusters: [{ name: 'b', cluster: { server: 'https://a.example', 'tls-server-name': 'a' } }],
  users: [{ name: 'c', user: { token: canary } }],
});

const words = [
  'as: ',
  'exec: ',
  'tokenFile: ',
  'proxy-url: ',
  'client-key-data: ',
  'username: ',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '? ',
  '|\n  ',
  '>-\n ',
  '__proto__: ',
  '\u2028',
  '\ufeff',
  `${canary}: `,
];

/** What anybody can encrypt to the bot, and what is in the secrets already. */
export const kubeconfigTargets: readonly FuzzTarget[] = [
  {
    name: 'kubeconfig',
    seeds: bytesOf(plain, withExec, inJson, plain.replaceAll('\n', '\r\n')),
    words,
    parse: (input) => {
      const { server, credentials } = vetKubeconfig(input, now, openssl);
      if (!server.startsWith('https://')) throw new Error('it is not https');
      return credentials.type;
    },
  },
  {
    name: 'kubeconfig of the secrets',
    isTrusted: true,
    seeds: bytesOf(plain, inJson),
    words,
    parse: (input) => {
      const text = input.toString();
      return [
        readRegistered(text) === undefined,
        vetContext(text, 'rosa-1', now, openssl)?.credentials.type,
      ];
    },
  },
];
