import { fail } from '../../problem.ts';
import { type Fields, requireFields } from './fields.ts';
import { decodeBase64 } from './text.ts';

/** Where others put kubeconfigs: Cluster API, Hive, vcluster, kubeadm and people. */
const usualKeys = [
  'value',
  'kubeconfig',
  'config',
  'kubeconfig.yaml',
  'kubeconfig.yml',
  'kubeconfig.conf',
  'admin.conf',
  'kubeconfig-admin',
];

/** Refuses another object of Kubernetes, and tells where in it the kubeconfig is. */
export function requireKubeconfig(root: Fields): void {
  const { kind, type, items } = root;
  if (kind === undefined || kind === 'Config') return;
  const [item, ...others] = Array.isArray(items) ? items : [];
  if (kind === 'List' && others.length === 0) requireKubeconfig(requireFields(item, 'items[]'));
  if (kind === 'Secret' && type === 'kubernetes.io/service-account-token') {
    fail('kubeconfig-other-object', { object: 'service account token', key: '' });
  }
  if (kind === 'Secret' || kind === 'ConfigMap') {
    fail('kubeconfig-other-object', { object: kind, key: keyOfKubeconfig(root) });
  }
  const isToken = kind === 'ExecCredential' || kind === 'TokenRequest';
  if (isToken) fail('kubeconfig-other-object', { object: 'token', key: '' });
  if (kind === 'List') fail('kubeconfig-other-object', { object: kind, key: '' });
  fail('kubeconfig-shape', { path: 'kind', expected: 'Config' });
}

/**
 * Refuses a kubeconfig that is in a field of another document: of YAML, of what Terraform or the API
 * of a cloud puts out. One that has lists of its own is none of these.
 */
export function refuseNested(document: unknown): void {
  const isOwn = typeof document === 'object' && document !== null && 'clusters' in document;
  if (!isOwn && holdsKubeconfig(document, 4)) {
    fail('kubeconfig-other-object', { object: 'field', key: '' });
  }
}

function holdsKubeconfig(value: unknown, depth: number): boolean {
  if (typeof value === 'string') {
    return isKubeconfig(value) || isKubeconfig(decodeBase64(value.replaceAll(/\s/g, '')) ?? '');
  }
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if ('clusters' in value && 'contexts' in value) return true;
  if ('kind' in value && (value.kind === 'Secret' || value.kind === 'ConfigMap')) return false;
  return Object.values(value).some((each) => holdsKubeconfig(each, depth - 1));
}

/** Empty where it is under a name that nobody here knows. */
function keyOfKubeconfig({ kind, data, stringData }: Fields): string {
  const found = usualKeys.find((key) => {
    const text = textAt(data, key);
    const decoded = kind === 'Secret' ? decodeBase64(text.replaceAll(/\s/g, '')) : text;
    return isKubeconfig(decoded ?? '') || isKubeconfig(textAt(stringData, key));
  });
  return found ?? '';
}

function textAt(fields: unknown, key: string): string {
  if (typeof fields !== 'object' || fields === null) return '';
  const value: unknown = Object.entries(fields).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : '';
}

function isKubeconfig(text: string): boolean {
  return /(?:clusters|contexts)"?:/.test(text);
}
