import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReservedNames, vetName } from '../../src/request/name.ts';
import { parseTitle } from '../../src/request/title.ts';
import { anyCharacter } from '../any-character.ts';

describe('a title asks for a build cluster or an external provider', () => {
  test.each([
    ['Add Prow build cluster rosa-1', 'build-cluster', 'rosa-1'],
    ['add prow BUILD cluster rosa-1', 'build-cluster', 'rosa-1'],
    ['  Add  Prow\tbuild   cluster   rosa-1  ', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster `rosa-1`', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster "rosa-1"', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster “rosa-1”', 'build-cluster', 'rosa-1'],
    ["Add Prow build cluster '`rosa-1`'", 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster ‘rosa-1’', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster „rosa-1“', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster «rosa-1»', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster " rosa-1 "', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster "rosa-1', 'build-cluster', '"rosa-1'],
    ['Add Prow build cluster rosa-1"', 'build-cluster', 'rosa-1"'],
    ['Add Prow build cluster "', 'build-cluster', '"'],
    ['Add Prow build cluster one: two', 'build-cluster', 'one: two'],
    ['Add Prow build cluster one\ntwo', 'build-cluster', 'one\ntwo'],
    ['Add Prow build cluster \uff52osa-1', 'build-cluster', 'rosa-1'],
    ['Add Prow build cluster: rosa-1', 'build-cluster', 'rosa-1'],
    ['Add\u00a0Prow build cluster rosa-1', 'build-cluster', 'rosa-1'],
    ['Add KubeVirtCI external provider s390x_Test', 'external-provider', 's390x_Test'],
    ['ADD KUBEVIRTCI EXTERNAL PROVIDER x', 'external-provider', 'x'],
    ['Add  KubeVirtCI  external \t provider  x', 'external-provider', 'x'],
    ['Add Prow  build\tcluster a:b', 'build-cluster', 'a:b'],
    ['Add Prow build cluster : b', 'build-cluster', 'b'],
    ['Add Prow build cluster', 'build-cluster', ''],
    ['Add Prow build cluster ``', 'build-cluster', ''],
    ['Add Prow build cluster one two', 'build-cluster', 'one two'],
  ])('%j', (title, kind, name) => {
    expect(parseTitle(title)).toEqual({ operation: 'add', kind, name });
  });

  test.each([
    ['Rotate Prow build cluster rosa-1', 'rotate', 'build-cluster', 'rosa-1'],
    ['rotate  KubeVirtCI external provider: `x_1`', 'rotate', 'external-provider', 'x_1'],
    ['Remove Prow build cluster rosa-1', 'remove', 'build-cluster', 'rosa-1'],
    ['REMOVE kubevirtci external provider “x”', 'remove', 'external-provider', 'x'],
  ])('%j', (title, operation, kind, name) => {
    expect(parseTitle(title)).toEqual({ operation, kind, name });
  });
});

describe('every other issue is left alone', () => {
  test.each([
    'Add Prow build clusters page',
    'Replace Prow build cluster rosa-1',
    'RemoveProw build cluster rosa-1',
    'Add Prow build cluster-api support',
    'Please add Prow build cluster rosa-1',
    'Add KubeVirtCI provider x',
    'Add old Prow build cluster x',
    'Add old KubeVirtCI external provider x',
    '- Add Prow build cluster x',
    'Add',
    'Add KubeVirtCI external providers x',
    'Please add KubeVirtCI external provider x',
    'AddProw build cluster rosa-1',
    'Add Prow buildcluster rosa-1',
    'Flaky test in sig-compute',
    '',
  ])('%j', (title) => {
    expect(parseTitle(title)).toBeUndefined();
  });
});

describe('a name is judged by its kind', () => {
  test.each([
    ['build-cluster', 'rosa-1', undefined],
    ['build-cluster', '1a', undefined],
    ['build-cluster', 'a'.repeat(63), undefined],
    ['build-cluster', 'a'.repeat(64), 'name-invalid'],
    ['build-cluster', 'Rosa', 'name-invalid'],
    ['build-cluster', 'rosa_1', 'name-invalid'],
    ['build-cluster', 'rosa.1', 'name-invalid'],
    ['build-cluster', '-rosa', 'name-invalid'],
    ['build-cluster', 'rosa-', 'name-invalid'],
    ['build-cluster', 'one two', 'name-invalid'],
    ['build-cluster', '', 'name-invalid'],
    ['build-cluster', 'rosa\n', 'name-invalid'],
    ['build-cluster', 'default', 'name-reserved'],
    ['build-cluster', 'in-cluster', 'name-reserved'],
    ['build-cluster', 'on', undefined],
    ['external-provider', 's390x_Test-1', undefined],
    ['external-provider', 'a'.repeat(63), undefined],
    ['external-provider', 'a'.repeat(64), 'name-invalid'],
    ['external-provider', 'a\n', 'name-invalid'],
    ['external-provider', '390x', 'name-invalid'],
    ['external-provider', 'é', 'name-invalid'],
    ['external-provider', 'a.b', 'name-invalid'],
    ['external-provider', 'Null', undefined],
    ['external-provider', 'kubeconfig', 'name-reserved'],
    ['build-cluster', 'gcs', 'name-reserved'],
  ] as const)('%s %j: %s', (kind, name, expected) => {
    expect(vetName({ operation: 'add', kind, name })?.id).toBe(expected);
  });
});

const kinds = ['build-cluster', 'external-provider'] as const;
const words = ['y', 'n', 'yes', 'no', 'on', 'off', 'null', 'e1', 'inf', 'nan'];
const numbers = ['1e3', '0o17', '0x1f', '0b11', '017', '123', '2026-11-30', '1e-3'];

test.each([
  ...kinds.flatMap((kind) => words.map((word) => [kind, word] as const)),
  ...numbers.map((number) => ['build-cluster', number] as const),
])('what YAML takes for another value unless it is quoted is a name of a %s: %s', (kind, name) => {
  expect(vetName({ operation: 'add', kind, name })).toBeUndefined();
});

test.each(kinds)('a word of templates is no name of a %s', (kind) => {
  for (const name of ['true', 'false', 'none']) {
    const reserved = { id: 'name-reserved', details: { name } };
    expect(vetName({ operation: 'add', kind, name })).toEqual(reserved);
  }
});

describe('a name that means something to a later reader', () => {
  const add = (name: string, more?: ReadonlySet<string>) =>
    vetName({ operation: 'add', kind: 'external-provider', name }, more)?.id;

  test.each([
    ...['ansible_python_interpreter', 'ansible_connection', 'Ansible_Shell_Executable', 'ansible'],
    ...['ansible-x', 'hostvars', 'groups', 'group_names', 'inventory_hostname', 'inventory_dir'],
    ...['playbook_dir', 'play_hosts', 'role_path', 'role_names', 'with_items', 'facter_x', 'omit'],
    ...['vars', 'environment', 'lookup', 'query', 'q', 'range', 'item', 'loop', 'self', 'none'],
    ...['True', 'class', 'lambda', 'import', 'hosts', 'become', 'delegate_to', 'namespace'],
    ...['kubeconfig_path', 'secrets_dir', 'project_infra_root', 'deploy_environment', 'result'],
    ...['shell_environment', 'dockerMirrorProxyCA', 'dockermirrorproxyca', 'quayOAuthToken'],
    ...['remote_cluster_prow_jobs_context', 'kubeconfigARM', 'windowsProductKeys', 'prowUrl'],
  ])('is reserved: %s', (name) => {
    expect(add(name)).toBe('name-reserved');
  });

  test.each([
    'kubevirt-performance',
    'prow-s390x-e2e-test',
    'rosa_1',
    'hosts2',
    'my-ansible',
    'rolex',
  ])('is not %s', (name) => {
    expect(add(name)).toBeUndefined();
  });

  test('is reserved for a build cluster too', () => {
    const request = { operation: 'add', kind: 'build-cluster', name: 'hosts' } as const;
    expect(vetName(request)?.id).toBe('name-reserved');
  });

  test('is one of the operator, in whatever case', () => {
    const more = parseReservedNames('myVariable, other');
    expect(add('MyVariable', more)).toBe('name-reserved');
    expect(add('other', more)).toBe('name-reserved');
    expect(add('another', more)).toBeUndefined();
  });

  test.each(['other, not a name', 'other,', ''])('is none of the operator in %j', (text) => {
    expect(parseReservedNames(text)).toBeUndefined();
  });

  test.each(['rotate', 'remove'] as const)(
    'is no obstacle to a %s of what is there',
    (operation) => {
      const kind = 'external-provider';
      expect(vetName({ operation, kind, name: 'ansible_x' })).toBeUndefined();
      expect(vetName({ operation, kind, name: 'a.b' })?.id).toBe('name-invalid');
    },
  );
});

test('what is wrong with a name is told with it and its kind', () => {
  const request = { operation: 'add', kind: 'build-cluster', name: 'No' } as const;
  const { kind, name } = request;
  expect(vetName(request)).toEqual({ id: 'name-invalid', details: { kind, name } });
});

test('any title gives a request or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const request = parseTitle(`Add Prow build cluster ${text}`);
      if (request) vetName(request);
    }),
  );
});
