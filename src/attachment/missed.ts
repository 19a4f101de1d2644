/** What GitHub's page writes while it uploads a file, and leaves where that ends too early. */
const uploadMark = /!?\[Uploading [^[\]\n]{1,300}\]\(\)/g;

export function uploadMarksIn(text: string): readonly RegExpExecArray[] {
  return [...text.matchAll(uploadMark)];
}

/** How what is encrypted by other means begins where it is pasted, see `otherContentOf`. */
const foreignMark =
  /-----BEGIN (?:AGE ENCRYPTED FILE|PKCS7|CMS)-----|\$ANSIBLE_VAULT;|\bU2FsdGVkX1|\bENC\[AES256_GCM,data:/g;

export function foreignMarksIn(text: string): readonly RegExpExecArray[] {
  return [...text.matchAll(foreignMark)];
}

export function isUploadMark(text: string): boolean {
  const [mark] = uploadMarksIn(text);
  return mark?.[0] === text;
}

/** Whether a text is nothing but the address of a file as gpg names what it encrypts. */
export function isElsewhere(text: string): boolean {
  const path = /\s/.test(text) ? undefined : URL.parse(text)?.pathname;
  return path !== undefined && /\.(?:gpg|pgp|asc)(?:\.txt)?$/i.test(path);
}
