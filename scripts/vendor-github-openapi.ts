/**
 * Cuts the operations in use out of GitHub's own OpenAPI document and writes them to
 * simulator/github/openapi.json. Run it again to take up a newer document or another operation:
 *
 *     npm exec -c 'node scripts/vendor-github-openapi.ts'
 *
 * The source is the npm package @octokit/openapi, 400 MB unpacked, of which one file is read.
 * Prose and examples are left out, and `nullable` (OpenAPI 3.0) becomes `anyOf` with null (JSON
 * Schema), so that a plain JSON Schema validator reads the result.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  parseJson,
} from '../simulator/github/json.ts';

const source = '@octokit/openapi@23.0.2';
const document = 'package/generated/api.github.com.json';
const target = new URL('../simulator/github/openapi.json', import.meta.url);

const operations: ReadonlySet<string> = new Set([
  'apps/create-installation-access-token',
  'apps/get-authenticated',
  'apps/get-repo-installation',
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'git/delete-ref',
  'git/get-blob',
  'git/get-commit',
  'git/get-ref',
  'git/get-tree',
  'git/update-ref',
  'issues/add-labels',
  'issues/create',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/get',
  'issues/list-comments',
  'issues/list-for-repo',
  'issues/remove-label',
  'issues/update',
  'issues/update-comment',
  'pulls/create',
  'pulls/get',
  'pulls/list',
  'pulls/list-commits',
  'pulls/list-files',
  'pulls/merge',
  'pulls/update',
  'reactions/create-for-issue',
  'reactions/create-for-issue-comment',
  'reactions/list-for-issue-comment',
  'repos/compare-commits-with-basehead',
  'repos/get',
  'repos/get-branch',
  'repos/get-collaborator-permission-level',
  'repos/get-commit',
  'repos/get-content',
  'users/get-by-username',
]);

const prose: ReadonlySet<string> = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'deprecated',
  'title',
  'default',
]);

function download(): JsonObject {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    execFileSync('npm', ['pack', '--silent', source], { cwd: folder });
    const archive = source.replace('@octokit/', 'octokit-').replace('@', '-');
    execFileSync('tar', ['-xzf', `${archive}.tgz`, document], { cwd: folder });
    return objectOf(parseJson(readFileSync(join(folder, document), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `names` tells that the keys are the names of properties or components, so none is prose. */
function trim(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((item: Json) => trim(item));
  if (!isObject(value)) return value;
  const { nullable, ...rest } = value;
  const kept = Object.entries(rest)
    .filter(([key]) => names || !(prose.has(key) || key.startsWith('x-')))
    .map(([key, item]) => [key, trim(item, !names && key === 'properties')]);
  const schema: JsonObject = Object.fromEntries(kept);
  return !names && nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function pathsInUse(paths: JsonObject): JsonObject {
  const missing = new Set(operations);
  const result: Record<string, Json> = {};
  for (const [path, item] of Object.entries(paths)) {
    const kept = Object.entries(objectOf(item)).filter(([, operation]) => {
      const id = isObject(operation) ? operation.operationId : undefined;
      return typeof id === 'string' && missing.delete(id);
    });
    if (kept.length > 0) result[path] = trim(Object.fromEntries(kept));
  }
  if (missing.size > 0) throw new Error(`not in ${source}: ${[...missing].join(', ')}`);
  return result;
}

function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => referencesIn(item));
  if (!isObject(value)) return [];
  const own = typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap((item) => referencesIn(item))];
}

function componentsFor(paths: JsonObject, components: JsonObject): JsonObject {
  const result: Record<string, Record<string, Json>> = {};
  const open = referencesIn(paths);
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const [, , group = '', name = ''] = reference.split('/');
    const kept = result[group] ?? {};
    result[group] = kept;
    const component = objectOf(components[group])[name];
    if (component === undefined) throw new Error(`dangling ${reference}`);
    if (name in kept) continue;
    // Examples are referred to from where they are cut out.
    kept[name] = trim(component);
    open.push(...referencesIn(kept[name]));
  }
  return result;
}

const full = download();
const paths = pathsInUse(objectOf(full.paths));
const part = {
  openapi: full.openapi,
  info: { title: `Part of ${source}`, license: objectOf(full.info).license },
  paths,
  components: componentsFor(paths, objectOf(full.components)),
};
writeFileSync(target, `${JSON.stringify(part)}\n`);
