import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findContext } from '../../../src/kubeconfig/edit/find-context.ts';
import { proveKubeconfig, withReplaced } from '../../../src/kubeconfig/edit/proof.ts';
import { replaceCluster } from '../../../src/kubeconfig/edit/replace.ts';
import { applyEdits } from '../../../src/kubeconfig/edit/text-edit.ts';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import { clusterOf, renderKubeconfig, userOf } from '../../../src/kubeconfig/render.ts';
import {
  added,
  isStringToAll,
  kubeconfigText,
  kubectlStyle,
  names,
  styles,
} from '../kubeconfigs.ts';

function replace(text: string, name: string, kubeconfig: Kubeconfig = added): string | undefined {
  const found = findContext(text, name);
  const edits = found && replaceCluster(found, kubeconfig);
  return edits && applyEdits(text, edits);
}

const withCertificate: Kubeconfig = {
  ...added,
  credentials: { type: 'client-certificate', certificate: 'CERT\n', key: 'KEY\n' },
};

/** With a context `a` that leads to a user. */
const replaceable = styles.filter(([, text]) => {
  const { contexts, users } = parse(text) ?? {};
  return !text.includes('&') && [contexts, users].every((list) => list?.[0]?.name === 'a');
});

describe('a cluster and its user say something new', () => {
  test.each(replaceable)('%s', (_style, text) => {
    const after = replace(text, 'a') ?? '';
    const [before, changed] = [parse(text), parse(after)];
    const item = (list: string) => changed[list].find(({ name }: { name: string }) => name === 'a');
    expect(item('users')).toEqual({ name: 'a', user: userOf(added) });
    expect(item('clusters')).toEqual({ name: 'a', cluster: clusterOf(added) });
    expect(changed.contexts).toEqual(before.contexts);
    const expected = withReplaced(added, { cluster: 'a', user: 'a' });
    expect(proveKubeconfig({ before: text, after }, expected)).toBe(before.contexts.length - 1);
  });

  test('no more than that: the text in full', () => {
    const token = { ...added, server: 'https://a.example.com', certificateAuthority: undefined };
    expect(replace(kubectlStyle, 'a', token)).toBe(
      kubectlStyle.replace('token: token-of-a', 'token: new-token'),
    );
  });

  test('what says it already is left alone', () => {
    const same = { ...added, server: 'https://a.example.com', certificateAuthority: undefined };
    const found = findContext(kubectlStyle, 'a');
    const token = 'token-of-a';
    const edits =
      found && replaceCluster(found, { ...same, credentials: { type: 'token', token } });
    expect(edits).toEqual([]);
  });

  test('comments at the end of the last line and around stay', () => {
    const text = kubectlStyle.replace(
      'token: token-of-a',
      '# above\n    token: token-of-a # till May',
    );
    const after = replace(text, 'a', {
      ...added,
      server: 'https://a.example.com',
      certificateAuthority: undefined,
    });
    expect(after).toBe(text.replace('token-of-a', 'new-token'));
  });
});

describe('and back again', () => {
  const others: readonly (readonly [string, Kubeconfig])[] = [
    ['another token', { ...added, credentials: { type: 'token', token: 'other' } }],
    ['a client certificate', withCertificate],
    [
      'another server without an authority',
      { server: 'https://x', credentials: added.credentials },
    ],
    ['another TLS server name', { ...added, tlsServerName: 'x.example' }],
  ];
  const layouts: readonly (readonly [string, (text: string) => string])[] = [
    ['as kubectl writes it', (plain) => plain],
    ['with CRLF', (plain) => plain.replaceAll('\n', '\r\n')],
    ['without a last newline', (plain) => plain.trimEnd()],
    ['with indented lists', (plain) => plain.replace(/^(?=[- ] )/gm, '  ')],
    ['as JSON on one line', (plain) => JSON.stringify(parse(plain))],
  ];
  const cases = layouts.flatMap(([layout, lay]) =>
    others.map(([what, other]) => ({ layout, what, other, lay })),
  );
  test.each(cases)('$what, $layout', ({ other, lay }) => {
    const laid = lay(renderKubeconfig(added, names));
    const there = replace(laid, names.context, other) ?? '';
    expect(there).not.toBe(laid);
    expect(replace(there, names.context, added)).toBe(laid);
  });
});

test('a user that says nothing yet gets credentials', () => {
  const text = kubectlStyle.replace(/user:\n {4}token: token-of-a/, 'user: # none');
  expect(parse(replace(text, 'a') ?? '').users[0].user).toEqual(userOf(added));
});

test.each([
  ['a user that another context refers to', kubectlStyle.replace('user: b', 'user: a')],
  ['a cluster that another context refers to', kubectlStyle.replace('cluster: b', 'cluster: a')],
  ['a context that leads nowhere', kubectlStyle.replace('user: a', 'user: z')],
  ['a user that is no mapping', kubectlStyle.replace(/user:\n {4}token: token-of-a/, 'user: x')],
])('nothing is replaced in %s', (_what, text) => {
  expect(text).not.toBe(kubectlStyle);
  expect(replace(text, 'a')).toBeUndefined();
});

test('all others stay as they are, whatever was there', () => {
  fc.assert(
    fc.property(
      kubeconfigText,
      fc.nat(),
      fc.constantFrom(added, withCertificate),
      (file, index, other) => {
        const { text, all } = file;
        const name = all.filter(isStringToAll).at(index % Math.max(all.length, 1));
        if (name === undefined) return;
        const texts = { before: text, after: replace(text, name, other) ?? '' };
        const expected = withReplaced(other, { cluster: name, user: name });
        expect(proveKubeconfig(texts, expected)).toBe(all.length - 1);
      },
    ),
  );
});
