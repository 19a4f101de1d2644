import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
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
  const lines = new LineCounter();
  const [document, ...others] = documentsIn(text, lines);
  if (!document) fail('kubeconfig-empty', { what: 'file' });
  // kubectl reads the first one alone. A last `---` begins another that says nothing.
  if (!others.every(saysNothing)) fail('kubeconfig-yaml-feature', { feature: 'several documents' });
  refuseErrors(document, text, lines);
  refuseFeatures(document, lines);
  return document.toJS({ maxAliasCount: 0 });
}

function documentsIn(text: string, lineCounter: LineCounter) {
  try {
    // Its own search for duplicate keys compares each key with each other one.
    return parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, lineCounter });
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

/** What the parser lets pass: kubectl refuses the former, and takes the latter for letters. */
const unseen = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  ['control characters', /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/],
  ['other blanks', /^ *[\xa0\u2000-\u200b\u202f\u3000]/m],
] as const;

function refuseErrors({ errors }: Document, text: string, lines: LineCounter): void {
  for (const [reason, pattern] of unseen) {
    const found = text.search(pattern);
    if (found >= 0) fail('kubeconfig-not-yaml', { reason, line: lines.linePos(found).line });
  }
  const [error] = errors;
  if (!error) return;
  const { line } = lines.linePos(error.pos[0]);
  const feature = featureOfError[error.code];
  if (feature) fail('kubeconfig-yaml-feature', { feature, line });
  fail('kubeconfig-not-yaml', { reason: faultOf(text), line });
}

/** What makes a text no YAML. A kubeconfig begins with one of its fields, or with signs of YAML. */
function faultOf(text: string): ProblemDetails['kubeconfig-not-yaml']['reason'] {
  if (/^ *\t/m.test(text)) return 'tabs';
  const isNested = /^[ \t]*"?(?:clusters|contexts)"?:/m.test(text);
  const isFirst =
    /^\s*(?:[-#%{]|"?(?:apiVersion|kind|clusters|contexts|users|current-context|preferences)\b)/;
  const isLast = /[\w"'\]}=.]\s*$/;
  return isNested && !(isFirst.test(text) && isLast.test(text)) ? 'other text' : 'syntax';
}

function refuseFeatures(document: Document, lines: LineCounter): void {
  const refuse = (feature: YamlFeature, { range }: Node): never => {
    const { line } = lines.linePos(range?.[0] ?? 0);
    return fail('kubeconfig-yaml-feature', { feature, line });
  };
  visit(document, {
    Node: (_key, node, path) => {
      if (isAlias(node)) refuse('alias', node);
      if (node.anchor !== undefined) refuse('anchor', node);
      if (node.tag !== undefined) refuse('tag', node);
      if (path.filter(isCollection).length > depthLimit) refuse('depth', node);
      if (isMap(node)) refuseKeys(node, refuse);
    },
  });
}

function refuseKeys(map: YAMLMap, refuse: (feature: YamlFeature, node: Node) => never): void {
  const seen = new Set<string>();
  for (const { key } of map.items) {
    const name = readKey(key, refuse);
    if (seen.has(name)) refuse('duplicate key', isNode(key) ? key : map);
    seen.add(name);
  }
}

function readKey(key: unknown, refuse: (feature: YamlFeature, node: Node) => never): string {
  // Not its value: after `%YAML 1.1` that is no string.
  if (isScalar(key) && key.source === '<<') refuse('merge key', key);
  if (!isScalar(key) || typeof key.value !== 'string') {
    fail('kubeconfig-shape', { path: 'a field name', expected: 'text' });
  }
  if (prototypeKeys.includes(key.value)) fail('kubeconfig-unknown-field', { path: hiddenField });
  return key.value;
}
