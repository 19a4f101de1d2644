import { type Document, type ParsedNode, parseDocument } from 'yaml';

/**
 * Parses YAML of the secrets, which nobody vetted but everybody trusts. Undefined where it is
 * none. The parser's warnings go to standard error and quote the text, so they are switched off.
 */
export function parseTrusted(
  text: string,
  options: {
    readonly version?: '1.1' | '1.2';
    readonly schema?: 'failsafe';
    readonly keepSourceTokens?: boolean;
  } = {},
): Document.Parsed<ParsedNode> | undefined {
  try {
    const document = parseDocument(text, { ...options, logLevel: 'error' });
    return document.errors.length > 0 ? undefined : document;
  } catch {
    // Only nesting without an end fails here, and what has that is none.
    return undefined;
  }
}

/** The document as plain data, undefined where its aliases lead nowhere or are too many. */
export function valuesOf(document: Document.Parsed<ParsedNode>): unknown {
  try {
    return document.toJS();
  } catch {
    // Only aliases fail here, and what has such aliases is no kubeconfig.
    return undefined;
  }
}
