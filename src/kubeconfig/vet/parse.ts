import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { fail, type ProblemDetails } from '../../problem.ts';
import { hiddenField } from './fields.ts';
import { readKubeconfigText } from './text.ts';

/** A kubeconfig has four levels; this leaves room for extensions. */
const depthLimit = 16;

/**
 * Some thousand lines, far more than a kubeconfig has. The parser's time grows with the square of
 * what it is given, and who wants to keep the bot busy only needs its public key.
 */
const lexemeLimit = 20_000;

type YamlFeature = ProblemDetails['kubeconfig-yaml-feature']['feature'];

/** The parser's error codes that tell more than that the text is no YAML. */
const featureOfError: Readonly<Partial<Record<YAMLError['code'], YamlFeature>>> = {
  ALIAS_PROPS: 'alias',
  BAD_ALIAS: 'alias',
  MULTIPLE_ANCHORS: 'anchor',
  MULTIPLE_TAGS: 'tag',
  TAG_RESOLVE_FAILED: 'tag',
  RESOURCE_EXHAUSTION: 'depth',
};

/** Assigned to a plain object, these change what it inherits instead of what it holds. */
const prototypeKeys = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads YAML or JSON into plain data: one document without aliases, merge keys or tags, because
 * what they mean depends on who reads. Throws problems; none of them quotes the text.
 */
export function parseKubeconfig(bytes: Uint8Array): unknown {
  const text = readKubeconfigText(bytes);
  refuseAbundance(text);
  const [document, ...others] = documentsIn(text);
  if (!document) fail('kubeconfig-empty', { what: 'file' });
  // kubectl reads the first one alone. A last `---` begins another that says nothing.
  if (!others.every(saysNothing)) fail('kubeconfig-yaml-feature', { feature: 'several documents' });
  refuseErrors(document);
  refuseFeatures(document);
  return document.toJS({ maxAliasCount: 0 });
}

function documentsIn(text: string) {
  try {
    // Its own search for duplicate keys compares each key with each other one.
    return parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    // `a: b: c:` and so on is no YAML, which the parser finds out only once its stack is full.
    if (error instanceof RangeError) return fail('kubeconfig-yaml-feature', { feature: 'depth' });
    throw error;
  }
}

function saysNothing({ contents, errors }: Document): boolean {
  const isNull = isScalar(contents) && contents.value === null && contents.source === '';
  return errors.length === 0 && (contents === null || isNull);
}

function refuseAbundance(text: string): void {
  let lexemes = 0;
  for (const _lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > lexemeLimit) {
      fail('kubeconfig-shape', { path: 'the file', expected: 'of usual length' });
    }
  }
}

function refuseErrors({ errors }: Document): void {
  const [error] = errors;
  if (!error) return;
  const feature = featureOfError[error.code];
  if (feature) fail('kubeconfig-yaml-feature', { feature });
  fail('kubeconfig-not-yaml', { reason: 'syntax' });
}

function refuseFeatures(document: Document): void {
  visit(document, {
    Node: (_key, node, path) => {
      if (isAlias(node)) fail('kubeconfig-yaml-feature', { feature: 'alias' });
      if (node.anchor !== undefined) fail('kubeconfig-yaml-feature', { feature: 'anchor' });
      if (node.tag !== undefined) fail('kubeconfig-yaml-feature', { feature: 'tag' });
      if (path.filter(isCollection).length > depthLimit) {
        fail('kubeconfig-yaml-feature', { feature: 'depth' });
      }
      if (isMap(node)) refuseKeys(node);
    },
  });
}

function refuseKeys(map: YAMLMap): void {
  const keys = map.items.map(readKey);
  if (new Set(keys).size < keys.length) {
    fail('kubeconfig-yaml-feature', { feature: 'duplicate key' });
  }
}

function readKey({ key }: Pair): string {
  // Not its value: after `%YAML 1.1` that is no string.
  if (isScalar(key) && key.source === '<<') {
    fail('kubeconfig-yaml-feature', { feature: 'merge key' });
  }
  if (!isScalar(key) || typeof key.value !== 'string') {
    fail('kubeconfig-shape', { path: 'a field name', expected: 'text' });
  }
  if (prototypeKeys.includes(key.value)) fail('kubeconfig-unknown-field', { path: hiddenField });
  return key.value;
}
