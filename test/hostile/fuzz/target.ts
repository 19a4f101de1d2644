/** A parser that is given what strangers, or the secrets' keepers, may have written. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid inputs, of which the others are made. Those with secrets in them have the canary. */
  readonly seeds: readonly Uint8Array[];
  /** Pieces of the format. */
  readonly words?: readonly string[];
  /** Whether only maintainers write it: the YAML parser may take the square of its length. */
  readonly isTrusted?: boolean;
  /**
   * Answers what of the result may be read by anybody, or throws a problem. What the result has to
   * be whatever the input is, it asserts by itself.
   */
  readonly parse: (input: Buffer) => unknown;
}

/** The secret in the seeds; no piece of it could be a word, and no format writes it in another way. */
export const canary = 'C4n4ry0fTh3Fuzz3dP4rs3rs';

export const bytesOf = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text));

export const now = new Date();
