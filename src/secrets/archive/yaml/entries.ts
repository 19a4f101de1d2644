import { type Document, isMap, isScalar, type Pair, type Scalar, visit } from 'yaml';
import { parseTrusted } from '../../../kubeconfig/yaml.ts';
import { fail } from '../../../problem.ts';
import { kinds } from '../../../request/request.ts';
import type { Registered } from '../../secrets.ts';
import { faultIn } from '../../yaml-fault.ts';

/** The entry that holds Prow's merged kubeconfig. */
export const mergedEntry = 'kubeconfig';

/** The entry that a cluster is in: a provider has one of its own. */
export function entryOf({ kind, name }: Registered): string {
  return kinds[kind].isInProwKubeconfig ? mergedEntry : name;
}

/** One top-level entry of a file of Ansible variables, with offsets into its text. */
export interface Entry {
  /** Its name as `yq` reads it. */
  readonly key: string;
  /** Its name as `yq`, as Ansible (YAML 1.1) and as a person reads it: `yes` is `true` to Ansible. */
  readonly names: readonly string[];
  readonly keyStart: number;
  readonly end: number;
  /** Its value where that is a string to everybody. */
  readonly string?: StringValue;
}

export interface StringValue {
  readonly text: string;
  readonly scalar: Scalar.Parsed;
  /** Whether another place in the file repeats it by an alias. */
  readonly isAliased: boolean;
}

/** A file of Ansible variables as it was read. */
export interface EntriesFile {
  readonly file: string;
  readonly text: string;
  /** How far its top-level keys are indented. */
  readonly indent: number;
  readonly entries: readonly Entry[];
  /** Whether it ends without a newline in a block scalar that would keep one. */
  readonly endsInBlockScalar: boolean;
  /** Names and values in their order, as each of the two versions of YAML reads them. */
  readonly readings: readonly Reading[];
}

export type Reading = readonly (readonly [key: unknown, value: unknown])[];

/** `yq` reads YAML 1.2, PyYAML (Ansible) 1.1. */
const versions = ['1.2', '1.1'] as const;

/**
 * Reads the top-level entries of a file of Ansible variables. Throws `secrets-yaml` for what is
 * not one mapping in block style with plain names in one document, the same in YAML 1.1 and 1.2.
 */
export function readEntries(text: string, file: string): EntriesFile {
  return parseEntries(text, file) ?? fail('secrets-yaml', { file, ...faultIn(text) });
}

/** As {@link readEntries}, but undefined for what that one refuses. */
export function parseEntries(text: string, file: string): EntriesFile | undefined {
  const [yq, ansible] = versions.map((version) => readDocument(text, version));
  if (!yq || !ansible) return undefined;
  const entries = yq.entries.map((entry, index) => agree(entry, ansible.entries[index]));
  const readings = [yq.reading, ansible.reading];
  const { indent, endsInBlockScalar } = yq;
  return { file, text, indent, entries, endsInBlockScalar, readings };
}

interface DocumentReading extends Pick<EntriesFile, 'indent' | 'entries' | 'endsInBlockScalar'> {
  readonly reading: Reading;
}

function readDocument(text: string, version: '1.1' | '1.2'): DocumentReading | undefined {
  const document = parseTrusted(text, { version, keepSourceTokens: true });
  if (!document) return undefined;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.source === '')) {
    return { indent: 0, entries: [], endsInBlockScalar: false, reading: [] };
  }
  if (!isMap(contents) || contents.srcToken?.type !== 'block-map') return undefined;
  const aliased = aliasesIn(document);
  const entries = contents.items.map((pair) => readEntry(text, pair, aliased));
  const reading = readValues(document);
  if (reading === undefined || !entries.every((entry) => entry !== undefined)) return undefined;
  const endsInBlockScalar = !text.endsWith('\n') && hasOpenBlockScalar(document, text);
  return { indent: contents.srcToken.indent, entries, endsInBlockScalar, reading };
}

/**
 * Blanks in the last line are no part of a block scalar, but a newline behind them would be. Where
 * that line has nothing else, readers disagree even if the scalar drops its last newlines (`|-`).
 */
function hasOpenBlockScalar(document: Document, text: string): boolean {
  const end = text.trimEnd().length;
  const endsInBlanks = /\n[ \t]+$/.test(text);
  let isOpen = false;
  visit(document, {
    Scalar(_, { range, srcToken }) {
      if (!range || range[1] < end || srcToken?.type !== 'block-scalar') return;
      isOpen =
        endsInBlanks ||
        !srcToken.props.some((prop) => 'source' in prop && /^[|>]\d?-/.test(prop.source));
    },
  });
  return isOpen;
}

function readEntry(text: string, { key, value }: Pair, aliased: ReadonlySet<string>) {
  if (!isScalar(key) || !key.range) return undefined;
  const [start, end] = key.range;
  const names = [...new Set([String(key.value), text.slice(start, end)])];
  const entry = { key: String(key.value), names, keyStart: start };
  if (!isScalar(value) || !value.range) return { ...entry, end: endOf(value) ?? end };
  const isString = typeof value.value === 'string' && [undefined, stringTag].includes(value.tag);
  const isAliased = value.anchor !== undefined && aliased.has(value.anchor);
  const string = { text: String(value.value), scalar: value as Scalar.Parsed, isAliased };
  return { ...entry, end: value.range[1], ...(isString && { string }) };
}

const stringTag = 'tag:yaml.org,2002:str';

function endOf(node: unknown): number | undefined {
  const ranged = node as { readonly range?: readonly number[] | null } | null;
  return ranged?.range?.[1];
}

/** Both readers must see the same string for it to be one. */
function agree(yq: Entry, ansible: Entry | undefined): Entry {
  const { string, ...entry } = yq;
  const names = [...new Set([...yq.names, ...(ansible?.names ?? [])])];
  const isSame = string !== undefined && string.text === ansible?.string?.text;
  return { ...entry, names, ...(isSame && { string }) };
}

function aliasesIn(document: Document): ReadonlySet<string> {
  const sources = new Set<string>();
  visit(document, { Alias: (_, { source }) => void sources.add(source) });
  return sources;
}

function readValues(document: Document.Parsed): Reading | undefined {
  try {
    const values: unknown = document.toJS({ mapAsMap: true });
    return values instanceof Map ? [...values].map(([k, v]) => [k, ordered(v)]) : undefined;
  } catch {
    return undefined; // an alias that leads nowhere, or too many of them: not readable
  }
}

/** Maps as lists of pairs, so that comparing them compares their order as well. */
function ordered(value: unknown): unknown {
  if (value instanceof Map) return [Map, ...[...value].map(([k, v]) => [ordered(k), ordered(v)])];
  if (value instanceof Set) return [Set, ...[...value].map(ordered)];
  return Array.isArray(value) ? value.map(ordered) : value;
}
