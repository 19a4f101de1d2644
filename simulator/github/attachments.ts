import { createHash, randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { Answer } from './answer.ts';

/** What goes wrong with a download; `drop`: the connection is reset, `endless`: it never ends. */
export type DownloadFault = Answer | 'drop' | 'endless';
export type DownloadHook = (path: string) => DownloadFault | undefined;

/** Files that people drop into a comment, and the storage host that hands them out. */
export interface Attachments {
  /** Stores a file as the upload field does and returns the address that it puts into the text. */
  upload(name: string, bytes: Uint8Array): string;
  /** The answer to a request, undefined where the path is not about attachments. */
  answer(request: AttachmentRequest): DownloadFault | undefined;
  setHook(hook: DownloadHook | undefined): void;
}

interface AttachmentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization?: string;
}

/** What GitHub takes, of what a submission can be; not `.gpg`, `.asc` or `.pgp`. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.csv', 'text/csv'],
  ['.gz', 'application/gzip'],
  ['.json', 'application/json'],
  ['.log', 'text/plain'],
  ['.md', 'text/markdown'],
  ['.patch', 'text/plain'],
  ['.tgz', 'application/gzip'],
  ['.txt', 'text/plain'],
  ['.yaml', 'text/yaml'],
  ['.yml', 'text/yaml'],
  ['.zip', 'application/zip'],
]);

const sizeLimit = 25 * 1024 * 1024;

interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly signature: string;
}

export function createAttachments(origin: string): Attachments {
  const files = new Map<string, StoredFile>();
  let lastId = 20_000_000;
  let hook: DownloadHook | undefined;

  function upload(originalName: string, bytes: Uint8Array): string {
    const name = originalName.replaceAll(/[^\w.-]+/g, '.');
    if (!contentTypes.has(extname(name))) throw new Error(`GitHub takes no ${extname(name)} file`);
    if (bytes.length > sizeLimit) throw new Error('GitHub takes no file over 25 MB');
    if (bytes.length === 0) throw new Error('GitHub takes no empty file');
    lastId += 1;
    const signature = createHash('sha256').update(randomUUID()).digest('hex');
    files.set(String(lastId), { name, bytes, signature });
    return `${origin}/user-attachments/files/${lastId}/${encodeURIComponent(name)}`;
  }

  function lookUp(id = '', name = ''): StoredFile | undefined {
    const file = files.get(id);
    return file?.name === decodeURIComponent(name) ? file : undefined;
  }

  function answer({ path, query, authorization }: AttachmentRequest): DownloadFault | undefined {
    const fault = hook?.(path);
    if (fault) return fault;
    const link = /^(?:\/user-attachments|\/[^/]+\/[^/]+)\/files\/(\d+)\/([^/]+)$/.exec(path);
    if (link) return redirect(lookUp(link[1], link[2]), `${origin}/storage/${link[1]}/${link[2]}`);
    const stored = /^\/storage\/(\d+)\/([^/]+)$/.exec(path);
    if (!stored) return undefined;
    return fromStorage(lookUp(stored[1], stored[2]), query.get('X-Amz-Signature'), authorization);
  }

  return {
    upload,
    answer,
    setHook(next) {
      hook = next;
    },
  };
}

function redirect(file: StoredFile | undefined, target: string): Answer {
  if (!file) return { status: 404, bytes: Buffer.from('Not Found') };
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Expires': '300',
    'X-Amz-Signature': file.signature,
    'response-content-type': contentTypes.get(extname(file.name)) ?? 'application/octet-stream',
  });
  return { status: 302, headers: { location: `${target}?${query}` }, bytes: Buffer.alloc(0) };
}

function fromStorage(
  file: StoredFile | undefined,
  signature: string | null,
  authorization: string | undefined,
): Answer {
  if (!file) return { status: 404, bytes: Buffer.from('NoSuchKey') };
  // The storage host knows one way to authenticate at a time, and its address already is one.
  if (authorization) return { status: 400, bytes: Buffer.from('InvalidArgument') };
  if (signature !== file.signature) return { status: 403, bytes: Buffer.from('AccessDenied') };
  return {
    status: 200,
    headers: { 'content-type': contentTypes.get(extname(file.name)) ?? 'text/plain' },
    bytes: file.bytes,
  };
}
