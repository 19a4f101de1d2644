import { type Json, type JsonObject, optionalText } from './json.ts';

/** What goes back over HTTP. `bytes` wins over `body`. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly bytes?: Uint8Array;
}

/** Ends a request the way GitHub refuses one. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

interface RefusalDetails {
  readonly errors?: readonly JsonObject[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function refuse(status: number, message: string, details: RefusalDetails = {}): never {
  throw new Refusal({
    status,
    headers: details.headers,
    body: {
      message,
      ...(details.errors && { errors: details.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    },
  });
}

export function notFound(): never {
  refuse(404, 'Not Found');
}

/** A 422 as GitHub words it when a field of a request is wrong. */
export function invalid(resource: string, field: string, code = 'invalid'): never {
  refuse(422, 'Validation Failed', { errors: [{ resource, field, code }] });
}

/** A 422 with a sentence of its own, such as the one for a second pull request of a branch. */
export function unprocessable(resource: string, message: string): never {
  refuse(422, 'Validation Failed', { errors: [{ resource, code: 'custom', message }] });
}

/** Passes on what the emulator refuses, without the emulator's own links. */
export function refuseAs(status: number, body: JsonObject): never {
  refuse(status, optionalText(body, 'message') ?? 'Unprocessable');
}

export function ok(body: Json): Answer {
  return { status: 200, body };
}

export function created(body: Json): Answer {
  return { status: 201, body };
}
