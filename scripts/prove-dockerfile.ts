/**
 * Proves the Dockerfile where no Docker is: does its COPY and RUN steps in an empty folder, then
 * runs its CMD there, which npm start has to be too once it has forbidden core dumps. Without any
 * variable set the bot must name what is missing and exit with 1, and what was bundled must start.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'image-'));
try {
  for (const line of readFileSync('Dockerfile', 'utf8').split('\n')) step(line);
} finally {
  rmSync(folder, { recursive: true });
}

function step(line: string): void {
  const [instruction, ...words] = line.split(' ');
  if (instruction === 'COPY' && !words[0]?.startsWith('--from')) {
    for (const source of words.slice(0, -1)) {
      cpSync(source, join(folder, basename(source)), { recursive: true });
    }
  }
  if (instruction === 'RUN') {
    console.log(line);
    execFileSync('sh', ['-c', words.join(' ')], { cwd: folder, stdio: 'inherit' });
  }
  if (instruction === 'CMD') run(JSON.parse(words.join(' ')));
}

function run(parameters: readonly string[]): void {
  console.log(`CMD node ${parameters.join(' ')}`);
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  // No shell in the image to set the limit; the runtime does, see docs/operating.md.
  const start = `ulimit -c 0 && exec node ${parameters.join(' ')}`;
  if (scripts.start !== start) throw new Error(`npm start is not what the image does: ${start}`);
  const environment = { PATH: process.env.PATH ?? '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  const named = stdout.includes('PGP_PRIVATE_KEY_PATH is not set');
  if (status !== 1 || !named || stderr !== '') {
    throw new Error(`the image would not start: exit code ${status}\n${stdout}${stderr}`);
  }
  console.log('The image starts and names what its configuration lacks.');
  startProber();
}

/** From the files alone that its program was bundled to. It makes a key, then ends with its input. */
function startProber(): void {
  const bundles = join(folder, 'helpers');
  const prober = ['--permission', `--allow-fs-read=${bundles}`, join(bundles, 'prober.mjs'), '[]'];
  const said = execFileSync(process.execPath, prober, { input: '', encoding: 'utf8' });
  if (!said.includes('publicKey')) throw new Error(`the prober of the image said ${said}`);
  console.log('Its prober starts.');
}
