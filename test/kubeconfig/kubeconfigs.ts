import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Kubeconfig, KubeconfigNames } from '../../src/kubeconfig/kubeconfig.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What differs from a kubeconfig that is in order. */
export interface Parts {
  readonly root?: Fields;
  readonly cluster?: Fields;
  readonly user?: Fields;
  readonly context?: Fields;
  readonly userItem?: Fields;
}

export function fieldsOf({ root, cluster, user, context, userItem }: Parts = {}): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://api.example.com:6443', ...cluster } }],
    users: [{ name: 'u', user: { token: 'my-token', ...user }, ...userItem }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...context } }],
    'current-context': 'x',
    ...root,
  };
}

/** What the tests add, and the names that it gets. */
export const added: Kubeconfig = {
  server: 'https://rosa.example.com:6443/k8s/clusters/c-1',
  certificateAuthority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  credentials: { type: 'token', token: 'new-token' },
  namespace: 'kubevirt-prow-jobs',
};
export const names: KubeconfigNames = { context: 'rosa-1', cluster: 'rosa-1', user: 'prow' };

const cluster = (name: string) => ({
  name,
  cluster: { server: `https://${name}.example.com` },
});
const context = (name: string) => ({ name, context: { cluster: name, user: name } });
const user = (name: string) => ({ name, user: { token: `token-of-${name}` } });
const config = (...all: string[]) => ({
  apiVersion: 'v1',
  clusters: all.map(cluster),
  contexts: all.map(context),
  'current-context': all[0] ?? '',
  kind: 'Config',
  preferences: {},
  users: all.map(user),
});

export const kubectlStyle = stringify(config('a', 'b'), { indentSeq: false });
const indented = stringify(config('a', 'b'), { indentSeq: true });

/** Kubeconfigs in all the ways in which they are written. */
export const styles: readonly (readonly [string, string])[] = [
  ['as kubectl writes it', kubectlStyle],
  ['with indented lists', indented],
  ['with CRLF', kubectlStyle.replaceAll('\n', '\r\n')],
  ['without a last newline', kubectlStyle.trimEnd()],
  ['with blank lines at the end', `${kubectlStyle}\n\n`],
  [
    'with comments behind items',
    kubectlStyle.replace('token: token-of-b', 'token: token-of-b # b'),
  ],
  ['with comments between lists', kubectlStyle.replace('contexts:', '# the contexts\ncontexts:')],
  ['with a comment at the end', `${kubectlStyle}# end\n`],
  [
    'with quotes of all kinds',
    kubectlStyle.replace('name: a', "name: 'a'").replace('kind: Config', 'kind: "Config"'),
  ],
  ['as JSON on many lines', JSON.stringify(config('a', 'b'), null, 4)],
  ['as JSON on one line', JSON.stringify(config('a', 'b'))],
  [
    'with flow items',
    'kind: Config\nclusters: [{name: a, cluster: {server: https://a}}]\ncontexts: []\nusers: []\n',
  ],
  ['with empty lists', stringify(config())],
  [
    'with lists that are null',
    'apiVersion: v1\nkind: Config\nclusters: null\ncontexts:\nusers: # none yet\n',
  ],
  ['without the lists', 'apiVersion: v1\nkind: Config\n'],
  ['without the lists, as JSON', '{"kind": "Config"}'],
  [
    'with a last value that keeps its blank lines',
    `${kubectlStyle}- name: c\n  user:\n    token: |+\n      x\n\n\n`,
  ],
  ['without contexts, and with users at the end', 'clusters: []\nusers:\n- name: b\n  user: {}\n'],
  ['with users that are null at the end and no other list', 'kind: Config\nusers:'],
  ['with a document end', `---\n${kubectlStyle}...\n`],
  ['with a document end and without contexts', 'users:\n- name: b\n  user: {}\n...\n# end\n'],
  ['with a byte-order mark and without the lists', '\ufeffkind: Config\n'],
  ['with all indented', kubectlStyle.replace(/^(?=.)/gm, '  ')],
  ['with lists that are indented by eight', kubectlStyle.replace(/^(?=[- ] )/gm, '        ')],
  ['with an empty mapping', '{}'],
  ['with an empty mapping on two lines', '{\n}\n'],
  ['as JSON in tabs', JSON.stringify({ ...config('a'), contexts: null }, null, '\t')],
  [
    'in flow style with commas behind the last items',
    'clusters: [{name: a, cluster: {}},]\ncontexts: [\n  {name: a, context: {}}, # a\n]\nusers: [ # b\n  ]\n',
  ],
  ['in flow style with a comma at the end', '{"kind": "Config", "users": [],}'],
  ['with line ends of both kinds', kubectlStyle.replace('kind: Config\n', 'kind: Config\r\n')],
  ['with blanks at the end', `${kubectlStyle.trimEnd()}   \n   \n`],
  ['with blanks on a last line', `${kubectlStyle}   `],
  ['with a comment in the indentation of the last item', `${kubectlStyle}  # b\n# end\n`],
  ['with an item that says nothing', `${kubectlStyle}- name: c\n  user: # none\n`],
  ['with an item that is behind an anchor', kubectlStyle.replace('- name: a', '- &a\n  name: a')],
  [
    'with names that are no strings to everybody',
    'users:\n- name: y\n  user: {}\n- name: 123\n  user: {}\n',
  ],
  [
    'with a last value that ends in a line end, before another list',
    'users:\n- name: a\n  user:\n    token: |\n      x\n\n\n# the clusters\nclusters: []\n',
  ],
  [
    'with a last value that keeps its blank lines, before another list',
    'users:\r\n- name: a\r\n  user:\r\n    token: |+\r\n      x\r\n\r\nclusters: []\r\n',
  ],
  [
    'with a last value that strips its line end, without a last newline',
    `${kubectlStyle}- name: c\n  user:\n    token: |-\n      x`,
  ],
  [
    'with a folded last value',
    `${kubectlStyle}- name: c\n  user:\n    token: >-\n      x\n      y\n`,
  ],
];

const comment = fc.constantFrom('', '', '\n', '# note\n', '  # note\n', '\n\n# note\n\n');

type List = 'clusters' | 'contexts' | 'users';

const itemOf: Readonly<Record<List, (name: string) => object>> = {
  clusters: cluster,
  contexts: context,
  users: user,
};

/** One list in some layout, with a comment behind it. */
const listText = (list: List, all: readonly string[]) => {
  const items = all.map((name) => itemOf[list](name));
  const block = { defaultKeyType: 'PLAIN', indentSeq: false } as const;
  const forms = [
    stringify({ [list]: items }, block),
    stringify({ [list]: items }, { indentSeq: true }),
    stringify({ [list]: items }, { ...block, defaultStringType: 'QUOTE_SINGLE' }),
    stringify({ [list]: items }, { ...block, defaultStringType: 'BLOCK_LITERAL' }),
    stringify({ [list]: items }, { ...block, defaultStringType: 'BLOCK_FOLDED' }),
    `${list}: ${stringify(items, { collectionStyle: 'flow' }).trim().replaceAll('\n', '\n  ')}\n`,
    `${list}: ${JSON.stringify(items)}\n`,
    ...(items.length === 0 ? [`${list}:\n`, `${list}: null\n`, `${list}: # none\n`, ''] : []),
  ];
  return fc.tuple(fc.constantFrom(...forms), comment).map((parts) => parts.join(''));
};

const knownNames = fc.uniqueArray(
  fc
    .stringMatching(/^[a-z][a-z0-9-]{0,12}$/)
    .filter((name) => !/^(rosa-1|prow|e-?\d+)$/.test(name)),
  { maxLength: 5 },
);

/** Unquoted, `y` is a boolean to YAML 1.1: no change to what is named so can be proved. */
export const isStringToAll = (name: string): boolean =>
  !/^(y|n|yes|no|on|off|true|false|null)$/.test(name);

/** Kubeconfigs with their fields in any order and layout, and the names of their contexts. */
export const kubeconfigText = knownNames.chain((all) =>
  fc
    .record({
      fields: fc
        .tuple(
          fc.constant('kind: Config\n'),
          fc.constantFrom('', 'preferences: {}\n', 'current-context: a # this one\n'),
          listText('clusters', all),
          listText('contexts', all),
          listText('users', all),
        )
        .chain((fields) => fc.shuffledSubarray(fields, { minLength: fields.length })),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      start: fc.constantFrom('', '---\n', '# first\n', '\ufeff'),
      end: fc.constantFrom('', '', '...\n', '# end'),
      json: fc.option(fc.constantFrom(0, 2, 4, '\t'), { freq: 4 }),
    })
    .map(({ fields, lineEnd, start, end, json }) => {
      const text =
        json === null ? start + fields.join('') + end : JSON.stringify(config(...all), null, json);
      return { text: text.replaceAll('\n', lineEnd), all };
    }),
);
