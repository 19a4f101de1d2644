import { describe, expect, test } from 'vitest';
import { ProblemError, problem } from '../../../src/problem.ts';
import { describeError } from '../../../src/server/telemetry/describe-error.ts';
import { createLog } from '../../../src/server/telemetry/log.ts';

const secret = 'eyJhbGciOi.canary';

/** An error as octokit throws it: with the request and the answer, whole. */
const refused = Object.assign(new Error(`Validation Failed: ${secret}`), {
  name: 'HttpError',
  status: 422,
  request: {
    method: 'POST',
    url: 'https://api.github.com/repos/kubevirt/secrets/pulls',
    headers: { authorization: `token ${secret}` },
    body: secret,
  },
  response: { status: 422, data: { message: secret } },
});

const parserError = Object.assign(new SyntaxError(`Unexpected token in "${secret}"`), {
  code: 'ERR_PARSE',
  input: secret,
  cause: new Error(secret),
});

const errors: readonly (readonly [string, unknown])[] = [
  ['an unknown error', parserError],
  ['an error of octokit', refused],
  ['an error whose message has many lines', new Error(`first\n    at ${secret}\nlast`)],
  ['an error of several', new AggregateError([refused, parserError], secret)],
  ['a text that was thrown', secret],
  ['an object that was thrown', { message: secret }],
];

describe('what is told of an error', () => {
  test.each(errors)('%s: never its message', (_what, error) => {
    expect(JSON.stringify(describeError(error))).not.toContain('canary');
  });

  test('a problem is told whole: its details are public', () => {
    const missing = problem('namespace-missing', { namespace: 'kubevirt-prow-jobs' });
    expect(describeError(new ProblemError(missing))).toEqual({ problem: missing });
  });

  test('of octokit: what was asked and the status', () => {
    expect(describeError(refused)).toEqual({
      github: {
        status: 422,
        method: 'POST',
        url: 'https://api.github.com/repos/kubevirt/secrets/pulls',
      },
    });
  });

  test('of an unknown one: its name, its code and where it came from', () => {
    expect(describeError(parserError)).toEqual({
      error: 'SyntaxError',
      code: 'ERR_PARSE',
      stack: expect.stringContaining('describe-error.test.ts'),
    });
  });

  test('of what is no error: what it is', () => {
    expect(describeError(secret)).toEqual({ error: 'string' });
  });
});

describe('the log', () => {
  const logged = (write: (log: ReturnType<typeof createLog>) => void): readonly string[] => {
    const lines: string[] = [];
    write(createLog('info', { write: (line: string) => lines.push(line) }));
    return lines;
  };

  test.each(errors)('holds no message of %s, however it is logged', (_what, error) => {
    if (!(error instanceof Error)) return;
    const lines = logged((log) => {
      log.error(error);
      log.error(error, 'with words');
      log.child({ name: 'event' }).error(error);
      log.warn({ err: error });
      log.warn({ event: 'push', error }, 'with words');
    });
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toContain('canary');
    for (const line of lines) expect(JSON.parse(line).msg).toMatch(/^failed$|^with words$/);
  });

  test('keeps what is said beside an error, and everything else', () => {
    const [withError, plain] = logged((log) => {
      log.warn({ issue: 7, err: refused }, 'request failed');
      log.info({ issue: 7 }, '%s of %d', 'one', 2);
    });
    expect(JSON.parse(withError ?? '')).toMatchObject({
      issue: 7,
      err: { github: { status: 422 } },
      msg: 'request failed',
    });
    expect(JSON.parse(plain ?? '')).toMatchObject({ issue: 7, msg: 'one of 2' });
  });

  test('leaves out what is below its level', () => {
    expect(logged((log) => log.debug('detail'))).toEqual([]);
  });
});
