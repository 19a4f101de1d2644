import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { fileAt } from '../../simulator/repository-files.ts';
import { infra, type Setting } from '../../simulator/setting.ts';

const run = promisify(execFile);

/** What the deployment makes of the decrypted secrets. */
interface Deployed {
  /** The file that Prow is deployed with. */
  readonly kubeconfig: string;
  /** The variable that Ansible renders, as yq reads it. */
  readonly variable: string;
  /** Other variables, as Ansible renders them. */
  readonly rendered: readonly string[];
}

/** The decrypted files by their paths; `deploy.sh` where kubeconfigs have files of their own. */
export type Secrets = ReadonlyMap<string, string>;

/** What `prow-deploy.yaml` of project-infra does with the secrets, and nothing else of it. */
const playbook = (variables: readonly string[]) => `
- hosts: local
  gather_facts: False
  vars:
    ansible_python_interpreter: '{{ ansible_playbook_python }}'
  tasks:
    - name: load deploy config from environment
      include_vars:
        dir: ./vars/test
    - name: Create kubeconfig file
      copy:
        content: '{{ kubeconfig }}'
        dest: ./kubeconfig
${variables
  .map(
    (name, index) => `
    - copy:
        content: '{{ ${name} }}'
        dest: ./rendered-${index}`,
  )
  .join('')}
`;

/**
 * Deploys the secrets as project-infra does, with the real yq, kubectl and Ansible: the archive's
 * file is included as variables as it is; with git-crypt the kubeconfigs that the script names are
 * merged and put into it first.
 */
export async function deploy(
  secrets: Secrets,
  { script, variables = [] }: { readonly script?: string; readonly variables?: readonly string[] },
): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  const at = (...path: readonly string[]) => join(folder, ...path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const sh = async (command: string) =>
    (await run('bash', ['-euc', command], { cwd: folder, env: { ...process.env, HOME: folder } }))
      .stdout;
  try {
    for (const [path, text] of secrets) write(path, text);
    write('inventory', '[local]\nlocalhost ansible_connection=local\n');
    write('prow-deploy.yaml', playbook(variables));
    write('vars/test/main.yml', 'deploy_environment: test\n');
    if (script === undefined) await sh('cp main.yml vars/test/secrets.yml');
    else {
      write('deploy.sh', script);
      await sh(`KUBECONFIG="$(bash deploy.sh)" kubectl config view --flatten --raw > merged
        yq '.kubeconfig |= load_str("merged")' main.yml > vars/test/secrets.yml`);
    }
    await sh('ansible-playbook -i inventory prow-deploy.yaml');
    const read = (name: string) => readFileSync(at(name), 'utf8');
    return {
      kubeconfig: read('kubeconfig'),
      variable: await sh('yq --unwrapScalar .kubeconfig vars/test/secrets.yml'),
      rendered: variables.map((_, index) => read(`rendered-${index}`)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The script of the deployment as it is merged. */
export async function mergedScript({ github }: Setting, path: string): Promise<string> {
  const { bytes } = await fileAt(github.as('maintainer').rest, { ...infra, path });
  return bytes.toString();
}
