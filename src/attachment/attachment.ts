/** What an issue's author submitted, before anything of it was fetched or decrypted. */
export type Submission =
  | { readonly type: 'link'; readonly url: string; readonly fingerprint: string }
  | { readonly type: 'armored'; readonly text: string; readonly fingerprint: string };
