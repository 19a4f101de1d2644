import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import { addToEntries } from '../../../src/secrets/archive/add.ts';
import { removeFromEntries } from '../../../src/secrets/archive/remove.ts';
import { rotateInEntries } from '../../../src/secrets/archive/rotate.ts';
import { readEntries } from '../../../src/secrets/archive/yaml/entries.ts';
import { hasPyYaml, hasYq } from '../../installed.ts';
import { thrownProblem } from '../../problem-of.ts';
import { addition, asBlock, kubeconfigOf, mainYml } from '../archive-samples.ts';
import { entries, frame, mainYml as mainYmlOf } from '../main-yml.ts';
import { readWithPyYaml, readWithYq } from '../readers.ts';

type Kind = 'build-cluster' | 'external-provider';

const names = { context: 'new', cluster: 'new', user: 'automation' };
const read = (text: string) => readEntries(text, 'main.yml');
const add = (text: string, kind: Kind) => addToEntries(read(text), addition(kind), names).text;
const remove = (text: string, kind: Kind, name = 'new') =>
  removeFromEntries(read(text), { kind, name });
const rotate = (text: string, kind: Kind, kubeconfig: Kubeconfig, name = 'new') =>
  rotateInEntries(read(text), { kind, name, kubeconfig });

const { kubeconfig } = addition('build-cluster');
const renewed: Kubeconfig = { ...kubeconfig, credentials: { type: 'token', token: 'renewed' } };
const moved: Kubeconfig = {
  server: 'https://moved.example.org',
  certificateAuthority: 'AUTHORITY\n',
  credentials: { type: 'client-certificate', certificate: 'CERTIFICATE\n', key: 'KEY\n' },
};

/** Any `main.yml` with the merged kubeconfig somewhere in it, as a literal block. */
const withKubeconfig = fc
  .tuple(entries, fc.nat({ max: 4 }), frame)
  .map(([parts, at, around]) => {
    const own = { before: '' as const, key: 'kubeconfig', text: asBlock(kubeconfigOf('a', 'b')) };
    return mainYmlOf(parts.toSpliced(at, 0, own), around);
  })
  // An unfinished last line gets a line end with the first addition; see remove-entry.test.ts.
  .filter((text) => text.endsWith('\n'));

const kinds = ['build-cluster', 'external-provider'] as const;

describe.each(kinds)('whatever else is in the file, a %s', (kind) => {
  test('that was added is removed again: the very same bytes', () => {
    fc.assert(
      fc.property(withKubeconfig, (text) => {
        const { text: after, unchangedEntries } = remove(add(text, kind), kind);
        expect(after).toBe(text);
        const all = read(text).entries.length;
        expect(unchangedEntries).toBe(kind === 'build-cluster' ? all - 1 : all);
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 20 },
    );
  });

  test.each([
    ['another token', renewed],
    ['another server and a client certificate', moved],
  ])('that gets %s and the old back is what it was: the very same bytes', (_what, other) => {
    fc.assert(
      fc.property(withKubeconfig, (text) => {
        const before = add(text, kind);
        const there = rotate(before, kind, other);
        expect(there.text).not.toBe(before);
        expect(there.unchangedEntries).toBe(read(before).entries.length - 1);
        expect(rotate(there.text, kind, kubeconfig).text).toBe(before);
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 20 },
    );
  });
});

describe('what the reviewer is told', () => {
  test('of a rotation: the names that stay, and what is replaced', () => {
    const {
      text: _text,
      growth: _growth,
      ...told
    } = rotate(mainYml, 'build-cluster', moved, 'workloads');
    expect(told).toEqual({
      operation: 'rotate',
      ...{ context: 'workloads', cluster: 'workloads', user: 'workloads-user' },
      server: 'https://moved.example.org',
      replaced: { server: 'https://workloads.example.com', isAuthoritySame: true },
      ...{ entry: 'kubeconfig', isNew: false, unchangedEntries: 3, unchangedContexts: 1 },
    });
  });

  test('of a removal: all that goes', () => {
    const { text: _text, growth: _growth, ...told } = remove(mainYml, 'build-cluster', 'workloads');
    expect(told).toEqual({
      operation: 'remove',
      ...{ context: 'workloads', cluster: 'workloads', user: 'workloads-user' },
      server: 'https://workloads.example.com',
      remaining: [],
      ...{ entry: 'kubeconfig', isNew: false, unchangedEntries: 3, unchangedContexts: 1 },
    });
    const provider = remove(mainYml, 'external-provider', 'kubeconfigARM');
    expect(provider).toMatchObject({ entry: 'kubeconfigARM', isGone: true, unchangedEntries: 3 });
    expect(provider.text).toBe(mainYml.replace(/kubeconfigARM: \|\n( .*\n)+/, ''));
  });

  test('of a removal: what stays because another context needs it', () => {
    const shared = mainYml.replace('user: control-plane-user', 'user: workloads-user');
    const told = remove(shared, 'build-cluster', 'workloads');
    expect(told.remaining).toEqual(['user']);
    expect(told.text).toContain('token-of-workloads');
    expect(told.text).not.toContain('https://workloads.example.com');
  });
});

describe('what is refused', () => {
  const shared = mainYml.replace('user: control-plane-user', 'user: workloads-user');
  const dangling = mainYml.replace('user: workloads-user', 'user: nobody');
  test.each<[string, () => unknown, string]>([
    [
      'to remove the context in use',
      () => remove(mainYml, 'build-cluster', 'control-plane'),
      'secrets-current-context',
    ],
    [
      'new credentials for what another context uses',
      () => rotate(shared, 'build-cluster', renewed, 'workloads'),
      'secrets-shared',
    ],
    [
      'a context that leads nowhere',
      () => rotate(dangling, 'build-cluster', renewed, 'workloads'),
      'secrets-kubeconfig-entry',
    ],
    [
      'a name that is not there',
      () => remove(mainYml, 'build-cluster'),
      'secrets-kubeconfig-entry',
    ],
    [
      'an entry that is no kubeconfig',
      () => remove(mainYml, 'external-provider', 'gcs'),
      'secrets-kubeconfig-entry',
    ],
  ])('%s', (_what, attempt, id) => {
    expect(thrownProblem(attempt)?.id).toBe(id);
  });
});

test.skipIf(!hasPyYaml)('PyYAML agrees (left out where it is missing)', () => {
  const texts = fc.sample(withKubeconfig, 20).map((text) => add(text, 'external-provider'));
  const rotated = texts.map((text) => rotate(text, 'external-provider', renewed).text);
  const [before, after] = [readWithPyYaml(texts), readWithPyYaml(rotated)];
  const renew = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('token-of-new', 'renewed'));
  expect(after).toEqual(renew(before));
});

test.skipIf(!hasYq)('yq agrees (left out where it is not mikefarah’s)', () => {
  const text = add(mainYml, 'external-provider');
  expect(readWithYq(rotate(text, 'external-provider', renewed).text, 'new')).toBe(
    readWithYq(text, 'new').replace('token-of-new', 'renewed'),
  );
  expect(readWithYq(remove(text, 'external-provider').text, 'new')).toBe('null\n');
});

describe('what is written is inert to every later reader, whoever let it in', () => {
  const token = (text: string): Kubeconfig => ({
    ...kubeconfig,
    credentials: { type: 'token', token: text },
  });
  const expressions = ["{{lookup('pipe','id')}}", '{%x%}', '{#x', '$(id)', '`id`', 'a\\nb', 'a b#'];
  const unprovable = (attempt: () => unknown) =>
    expect(thrownProblem(attempt)).toEqual({
      id: 'secrets-not-provable',
      details: { file: 'main.yml' },
    });

  describe.each(kinds)('of a %s', (kind) => {
    test.each(expressions)('no token %s', (text) => {
      const added = { ...addition(kind), kubeconfig: token(text) };
      unprovable(() => addToEntries(read(mainYml), added, names));
      unprovable(() => rotate(add(mainYml, kind), kind, token(text)));
    });

    test.each(['server', 'tlsServerName', 'namespace'] as const)('no %s', (field) => {
      const odd = { ...kubeconfig, [field]: 'https://a/{{x}}' };
      unprovable(() => addToEntries(read(mainYml), { ...addition(kind), kubeconfig: odd }, names));
    });

    test.each(['context', 'cluster', 'user'])('no name of a %s', (part) => {
      const odd = { ...names, [part]: 'a{{x}}' };
      unprovable(() => addToEntries(read(mainYml), addition(kind), odd));
    });
  });

  test.each(["{{ lookup('x') }}", '{% x %}', '$(x)'])(
    'but what was there stays, byte for byte: %s',
    (text) => {
      const odd = JSON.stringify(text);
      const there = mainYml
        .replace(/ workloads-user$/gm, ` ${odd}`)
        .replace('kubeconfigARM: |\n', `other: ${odd}\nkubeconfigARM: |\n`);
      expect(there.split(odd)).toHaveLength(4);
      const same = { ...renewed, server: 'https://workloads.example.com' };
      const renewedText = rotate(there, 'build-cluster', same, 'workloads').text;
      expect(renewedText).toBe(there.replace('token-of-workloads', 'renewed'));
      expect(remove(add(there, 'build-cluster'), 'build-cluster').text).toBe(there);
    },
  );

  test('also where the kubeconfig is in quotes and has to be written anew', () => {
    const text = kubeconfigOf('a', 'b').replaceAll('a-user', '"{{ x }}"');
    const there = `kubeconfig: ${JSON.stringify(text)}\n`;
    const after = JSON.parse(add(there, 'build-cluster').slice('kubeconfig: '.length));
    expect(after.split('{{ x }}')).toHaveLength(text.split('{{ x }}').length);
    expect(after).toContain('token-of-new');
  });
});
