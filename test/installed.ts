import { execFileSync } from 'node:child_process';

// Which programs there are here. Tests of what needs one that is missing are left out.

export const hasBash = works('bash', ['--version']);
/** GitHub's own reader of Markdown. */
export const hasCmark = works('cmark-gfm', ['--version']);
export const hasGit = works('git', ['--version']);
export const hasGitCrypt = hasGit && works('git-crypt', ['version'], /git-crypt 0\.7/);
export const hasGnuTar = works('tar', ['--version'], /GNU tar/);
export const hasGpg = works('gpg', ['--version']);
export const hasKubectl = works('kubectl', ['version', '--client']);
export const hasOpenssl = works('openssl', ['version'], /OpenSSL [3-9]/);
export const hasPython = works('python3', ['--version']);
/** PyYAML, which is what Ansible reads variables with. */
export const hasPyYaml = works('python3', ['-c', 'import yaml']);
export const hasRedis = works('redis-server', ['--version']);
/** mikefarah's yq, as `extract_secret` of the secrets' users calls it; others share the name. */
export const hasYq = works('yq', ['--version'], /mikefarah/);

export const hasZsh = works('zsh', ['--version']);

function works(command: string, args: readonly string[], output = /^/): boolean {
  try {
    return output.test(execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return false; // not installed, or without what is asked for
  }
}
