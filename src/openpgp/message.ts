/** An OpenPGP message as openpgp.js reads it without guessing. */
export type OpenPgpMessage =
  | { readonly type: 'binary'; readonly bytes: Uint8Array }
  | { readonly type: 'armored'; readonly text: string };
