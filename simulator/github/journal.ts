import type { Answer } from './answer.ts';
import { isObject, type Json } from './json.ts';
import { type Exchange, openApi } from './openapi.ts';

/** A request of the App as GitHub saw and answered it. */
export interface LoggedRequest {
  readonly method: string;
  /** As in GitHub's OpenAPI document, such as `/repos/{owner}/{repo}/issues`. */
  readonly template: string;
  readonly path: string;
  /** Undefined where the answer was dropped. */
  readonly status?: number;
}

/** `drop`: the connection is reset; `hang`: it stays open, and nothing comes. */
export type FaultAnswer =
  | 'drop'
  | 'hang'
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Json;
      /** Wins over `body`. */
      readonly bytes?: Uint8Array;
    };

/** `before`: GitHub does nothing. `after`: GitHub does it, and only the answer is another. */
type Fault = { readonly before: FaultAnswer } | { readonly after: FaultAnswer };

export type RequestHook = (
  request: Omit<LoggedRequest, 'status'>,
) => Fault | undefined | Promise<Fault | undefined>;

interface Work {
  readonly answer: () => Promise<Answer>;
  /** Leaves out of the answer what the App has already; the document doesn't tell of that. */
  readonly shorten: (answer: Answer) => Answer;
}

/** Watches the App: what it asked, whether that was well-formed, and what goes wrong on purpose. */
export interface Journal {
  readonly requests: LoggedRequest[];
  readonly violations: string[];
  setHook(hook: RequestHook | undefined): void;
  watch(exchange: Exchange, path: string, work: Work): Promise<FaultAnswer | Answer>;
}

export function createJournal(): Journal {
  const requests: LoggedRequest[] = [];
  const violations: string[] = [];
  let hook: RequestHook | undefined;

  async function watch(exchange: Exchange, path: string, work: Work) {
    const { method, template } = exchange;
    const request = { method, template, path };
    const note = (problem: string) => violations.push(`${method} ${path}: ${problem}`);
    const log = (answer: FaultAnswer | Answer) => {
      requests.push(typeof answer === 'string' ? request : { ...request, status: answer.status });
      return answer;
    };
    for (const problem of openApi().checkRequest(exchange)) note(problem);
    const fault = isTokenCreation(request) ? undefined : await hook?.(request);
    if (fault && 'before' in fault) return log(fault.before);
    const answer = await work.answer();
    for (const problem of problemsOf(exchange, answer)) note(problem);
    return log(fault ? fault.after : work.shorten(answer));
  }

  return {
    requests,
    violations,
    setHook(next) {
      hook = next;
    },
    watch,
  };
}

function problemsOf(exchange: Exchange, answer: Answer): readonly string[] {
  // A mistake of the simulator, not an answer.
  if (answer.status >= 500) {
    return [isObject(answer.body) ? String(answer.body.message) : `answered ${answer.status}`];
  }
  return openApi().checkAnswer(exchange, answer.status, answer.bytes ? undefined : answer.body);
}

/** Creating tokens is the client library's business and counts for nothing. */
export function isTokenCreation({ template }: { readonly template: string }): boolean {
  return template.endsWith('/access_tokens');
}
