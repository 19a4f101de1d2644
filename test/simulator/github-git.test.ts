import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { projectInfra, secrets } from '../../simulator/github/seed.ts';
import { secretsRepository } from '../../simulator/setting.ts';
import { asInstallation, commitFile, expectRefusal, simulate, tip } from './github-fixture.ts';

const unknown = '1234567890'.repeat(4);

describe('refs', () => {
  test('are made once, of commits that are there', async () => {
    const rest = await asInstallation(await simulate());
    const sha = await tip(rest);
    const ref = 'refs/heads/onboard/one';
    await expectRefusal(
      rest.git.createRef({ ...secretsRepository, ref, sha: unknown }),
      422,
      'Object does not',
    );
    await expectRefusal(rest.git.createRef({ ...secretsRepository, ref: 'onboard', sha }), 422);
    expect((await rest.git.createRef({ ...secretsRepository, ref, sha })).data.object.sha).toBe(
      sha,
    );
    await expectRefusal(
      rest.git.createRef({ ...secretsRepository, ref, sha }),
      422,
      'already exists',
    );
    expect(await tip(rest, 'onboard/one')).toBe(sha);
    await expectRefusal(rest.git.getRef({ ...secretsRepository, ref: 'heads/onboard' }), 404);
  });

  test('move forward, and anywhere only by force', async () => {
    const rest = await asInstallation(await simulate());
    const base = await tip(rest);
    const left = await commitFile(rest, base, { path: 'left', content: 'l' });
    const right = await commitFile(rest, base, { path: 'right', content: 'r' });
    const named = { ...secretsRepository, ref: 'heads/onboard' };
    await expectRefusal(rest.git.updateRef({ ...named, sha: left }), 422, 'does not exist');
    await rest.git.createRef({ ...secretsRepository, ref: 'refs/heads/onboard', sha: base });
    await rest.git.updateRef({ ...named, sha: left });
    await expectRefusal(rest.git.updateRef({ ...named, sha: right }), 422, 'fast forward');
    await expectRefusal(rest.git.updateRef({ ...named, sha: unknown, force: true }), 422);
    expect(await tip(rest, 'onboard')).toBe(left);
    await rest.git.updateRef({ ...named, sha: right, force: true });
    expect(await tip(rest, 'onboard')).toBe(right);
  });

  test('are deleted once, the default branch never', async () => {
    const rest = await asInstallation(await simulate());
    await rest.git.createRef({
      ...secretsRepository,
      ref: 'refs/heads/onboard',
      sha: await tip(rest),
    });
    const remove = () => rest.git.deleteRef({ ...secretsRepository, ref: 'heads/onboard' });
    expect((await remove()).status).toBe(204);
    await expectRefusal(remove(), 422, 'Reference does not exist');
    await expectRefusal(rest.git.deleteRef({ ...secretsRepository, ref: 'heads/master' }), 422);
  });
});

describe('objects', () => {
  test('a tree takes inline content and another tree as its base', async () => {
    const rest = await asInstallation(await simulate());
    const base = await tip(rest);
    const sha = await commitFile(rest, base, { path: 'docs/b.md', content: 'b' });
    const { data } = await rest.repos.getCommit({ ...secretsRepository, ref: sha });
    expect(data.files).toMatchObject([{ filename: 'docs/b.md', status: 'added' }]);
  });

  test('what refers to something unknown is refused', async () => {
    const rest = await asInstallation(await simulate());
    const parent = await tip(rest);
    const { data } = await rest.git.getCommit({ ...secretsRepository, commit_sha: parent });
    const commit = { ...secretsRepository, message: 'x', tree: data.tree.sha, parents: [parent] };
    await expectRefusal(rest.git.createCommit({ ...commit, tree: unknown }), 422, 'Tree SHA');
    await expectRefusal(
      rest.git.createCommit({ ...commit, parents: [unknown] }),
      422,
      'Parent SHA',
    );
    const entry = { path: 'a', mode: '100644', type: 'blob' } as const;
    const tree = [{ ...entry, content: 'a' }];
    await expectRefusal(
      rest.git.createTree({ ...secretsRepository, base_tree: unknown, tree }),
      422,
    );
    await expectRefusal(
      rest.git.createTree({ ...secretsRepository, base_tree: parent, tree }),
      422,
      'base_tree is not a valid tree oid',
    );
    await expectRefusal(rest.git.getTree({ ...secretsRepository, tree_sha: parent }), 404);
    const dangling = [{ ...entry, sha: unknown }];
    await expectRefusal(rest.git.createTree({ ...secretsRepository, tree: dangling }), 422);
    await expectRefusal(rest.git.getBlob({ ...secretsRepository, file_sha: unknown }), 404);
    await expectRefusal(rest.git.getCommit({ ...secretsRepository, commit_sha: unknown }), 404);
  });

  test("a commit in nobody's name is the bot's and verified, one in a name is not", async () => {
    const github = await simulate();
    const rest = await asInstallation(github);
    const { data: user } = await rest.users.getByUsername({ username: 'cluster-onboarding[bot]' });
    const sha = await commitFile(rest, await tip(rest), { path: 'a', content: 'a' });
    const { data: own } = await rest.git.getCommit({ ...secretsRepository, commit_sha: sha });
    expect(own.author).toMatchObject({
      name: 'cluster-onboarding[bot]',
      email: `${user.id}+cluster-onboarding[bot]@users.noreply.github.com`,
    });
    expect(own.verification).toMatchObject({ verified: true, reason: 'valid' });
    const named = await rest.git.createCommit({
      ...secretsRepository,
      message: 'In a name',
      tree: own.tree.sha,
      parents: [sha],
      author: { name: 'Somebody', email: 'somebody@example.com' },
    });
    expect(named.data.verification.verified).toBe(false);
    expect(named.data.author.name).toBe('Somebody');
  });

  test('blobs keep their bytes', async () => {
    const rest = await asInstallation(await simulate());
    const bytes = randomBytes(1000);
    const content = bytes.toString('base64');
    const blob = await rest.git.createBlob({ ...secretsRepository, content, encoding: 'base64' });
    const { data } = await rest.git.getBlob({ ...secretsRepository, file_sha: blob.data.sha });
    expect(Buffer.from(data.content, 'base64')).toEqual(bytes);
  });
});

describe('files', () => {
  const large = randomBytes(1024 * 1024 + 1);

  async function withFiles() {
    const files = { small: Buffer.from([0, 1, 254, 255]), 'folder/large': large };
    const github = await simulate({ repositories: [projectInfra(), secrets(files)] });
    return { github, rest: await asInstallation(github) };
  }

  test('of up to 1 MB come as base64', async () => {
    const { rest } = await withFiles();
    const { data } = await rest.repos.getContent({ ...secretsRepository, path: 'small' });
    expect(data).toMatchObject({
      type: 'file',
      size: 4,
      encoding: 'base64',
      content: 'AAH+/w==\n',
    });
  });

  test('over 1 MB come empty, and whole only as raw bytes', async () => {
    const { github, rest } = await withFiles();
    const path = 'folder/large';
    const { data } = await rest.repos.getContent({ ...secretsRepository, path });
    expect(data).toMatchObject({ size: large.length, encoding: 'none', content: '' });
    const address = `http://${github.host}/api/v3/repos/kubevirt/secrets/contents/${path}`;
    const authorization = `token ${github.tokens.get('maintainer')}`;
    const raw = await fetch(address, {
      headers: { authorization, accept: 'application/vnd.github.raw+json' },
    });
    expect(Buffer.from(await raw.arrayBuffer()).equals(large)).toBe(true);
  });

  test('that are not there, or not at that commit, are 404', async () => {
    const { rest } = await withFiles();
    await expectRefusal(rest.repos.getContent({ ...secretsRepository, path: 'missing' }), 404);
    await expectRefusal(
      rest.repos.getContent({ ...secretsRepository, path: 'small', ref: 'nowhere' }),
      404,
    );
  });

  test('are written by people only over the version that they know', async () => {
    const { github, rest } = await withFiles();
    const maintainer = github.as('maintainer').rest;
    const file = { ...secretsRepository, path: 'small', message: 'x', content: 'YQ==' };
    await expectRefusal(maintainer.repos.createOrUpdateFileContents(file), 422);
    const stale = { ...file, sha: unknown };
    await expectRefusal(maintainer.repos.createOrUpdateFileContents(stale), 409);
    const { data } = await rest.repos.getContent({ ...secretsRepository, path: 'small' });
    const sha = Array.isArray(data) ? '' : data.sha;
    await maintainer.repos.createOrUpdateFileContents({ ...file, sha });
    const after = await rest.repos.getContent({ ...secretsRepository, path: 'small' });
    expect(after.data).toMatchObject({ content: 'YQ==\n' });
  });
});
