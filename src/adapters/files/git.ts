import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/** Runs git in a folder: its arguments and standard input to its standard output. */
export type Git = (args: readonly string[], input?: Uint8Array) => Promise<Buffer>;

/**
 * A checkout may make git run programs, and the keys and tokens are variables too. Those of git
 * itself, as in a hook, would name another repository.
 */
const passedOn = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'GNUPGHOME', 'TMPDIR'];

/**
 * The git of whoever runs this. A failure is an error whose `code` tells git's status; its words
 * are left out, as they may quote a file.
 */
export function openGit(cwd: string): Git {
  const env = Object.fromEntries(passedOn.map((name) => [name, process.env[name]]));
  return async (args, input = new Uint8Array()) => {
    const child = spawn('git', args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = once(child, 'close').catch(() => fail('git: ENOENT'));
    // It may end before it has read all; what that means its status says.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [output, [status]] = await Promise.all([buffer(child.stdout), ended]);
    return status === 0 ? output : fail(`git ${args[0]}: ${status}`);
  };
}

function fail(code: string): never {
  throw Object.assign(new Error('git failed'), { code });
}
