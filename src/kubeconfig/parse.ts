import {
  type Document,
  isAlias,
  isCollection,
  isNode,
  isScalar,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';
import { fail } from '../problem.ts';

/** A kubeconfig has four levels; this leaves room for extensions. */
const depthLimit = 16;

/** A kubeconfig has some kilobytes. */
const sizeLimitBytes = 1024 * 1024;

/** The tags of plain data. Any other may mean something to another reader. */
const plainTags = ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map(
  (name) => `tag:yaml.org,2002:${name}`,
);

/**
 * Reads YAML or JSON into plain data: one document without aliases, merge keys or tags, because
 * what they mean depends on who reads. Throws problems; none of them quotes the text.
 */
export function parseKubeconfig(bytes: Uint8Array): unknown {
  const documents = parseAllDocuments(decode(bytes), { merge: false, uniqueKeys: true });
  if (!Array.isArray(documents) || documents.length === 0) fail('kubeconfig-not-yaml', {});
  if (documents.length > 1) fail('kubeconfig-yaml-feature', { feature: 'several documents' });
  const [document] = documents;
  if (!document) fail('kubeconfig-not-yaml', {});
  refuseErrors(document);
  refuseFeatures(document);
  return document.toJS({ maxAliasCount: 0 });
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > sizeLimitBytes) fail('decrypted-too-large', { limitBytes: sizeLimitBytes });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('kubeconfig-not-yaml', {});
  }
}

function refuseErrors({ errors }: Document): void {
  const [error] = errors;
  if (!error) return;
  if (error.code === 'DUPLICATE_KEY') {
    fail('kubeconfig-yaml-feature', { feature: 'duplicate key' });
  }
  if (error.code === 'MULTIPLE_DOCS') {
    fail('kubeconfig-yaml-feature', { feature: 'several documents' });
  }
  fail('kubeconfig-not-yaml', {});
}

function refuseFeatures(document: Document): void {
  visit(document, {
    Node: (_key, node, path) => {
      if (isAlias(node)) fail('kubeconfig-yaml-feature', { feature: 'alias' });
      if (hasAnchor(node)) fail('kubeconfig-yaml-feature', { feature: 'anchor' });
      if (node.tag && !plainTags.includes(node.tag)) {
        fail('kubeconfig-yaml-feature', { feature: 'tag' });
      }
      if (path.filter(isCollection).length > depthLimit) {
        fail('kubeconfig-yaml-feature', { feature: 'depth' });
      }
    },
    Pair: (_key, { key }) => {
      if (isScalar(key) && key.value === '<<') {
        fail('kubeconfig-yaml-feature', { feature: 'merge key' });
      }
      if (!isScalar(key) || typeof key.value !== 'string') {
        fail('kubeconfig-shape', { path: 'a field name', expected: 'text' });
      }
    },
  });
}

function hasAnchor(node: Node): boolean {
  return isNode(node) && 'anchor' in node && node.anchor !== undefined;
}
