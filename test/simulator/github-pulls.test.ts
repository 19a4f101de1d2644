import { describe, expect, test } from 'vitest';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import {
  asInstallation,
  commitFile,
  expectRefusal,
  openPull,
  simulate,
  tip,
} from './github-fixture.ts';

async function withPull() {
  const github = await simulate();
  const rest = await asInstallation(github);
  const pull = await openPull(rest, 'onboard/one');
  const named = { ...secretsRepository, pull_number: pull.number };
  return { github, rest, named, maintainer: github.as('maintainer').rest };
}

async function push(rest: Awaited<ReturnType<typeof asInstallation>>, branch: string) {
  const head = await tip(rest, branch);
  const sha = await commitFile(rest, head, { path: 'docs/a.md', content: `after ${head}` });
  await rest.git.updateRef({ ...secretsRepository, ref: `heads/${branch}`, sha });
  return sha;
}

describe('opening', () => {
  test('shows what is to be merged', async () => {
    const { rest, named } = await withPull();
    const { data } = await rest.pulls.get(named);
    expect(data).toMatchObject({
      state: 'open',
      merged: false,
      mergeable: true,
      commits: 1,
      changed_files: 1,
      head: { label: 'kubevirt:onboard/one' },
      user: { login: 'cluster-onboarding[bot]' },
    });
    const { data: files } = await rest.pulls.listFiles(named);
    expect(files).toMatchObject([{ filename: 'secrets.tar.asc', status: 'modified' }]);
    expect((await rest.pulls.listCommits(named)).data).toHaveLength(1);
  });

  test('a second one of the same branch is refused', async () => {
    const { rest } = await withPull();
    const again = {
      ...secretsRepository,
      title: 'Again',
      head: 'kubevirt:onboard/one',
      base: 'master',
    };
    const message = 'A pull request already exists for kubevirt:onboard/one.';
    await expectRefusal(rest.pulls.create(again), 422, message);
  });

  test.each([
    ['an unknown branch', { head: 'nowhere', base: 'master' }],
    ['an unknown base', { head: 'onboard/one', base: 'nowhere' }],
    ['a branch with nothing new', { head: 'empty', base: 'master' }],
  ])('from %s is refused', async (_, branches) => {
    const { rest, maintainer } = await withPull();
    await maintainer.git.createRef({
      ...secretsRepository,
      ref: 'refs/heads/empty',
      sha: await tip(rest),
    });
    await expectRefusal(rest.pulls.create({ ...secretsRepository, title: 'x', ...branches }), 422);
    const { data } = await rest.pulls.list({ ...secretsRepository, state: 'all' });
    expect(data).toHaveLength(1);
  });
});

describe('lists', () => {
  test('filter by owner and branch, newest first', async () => {
    const { rest, named } = await withPull();
    await rest.pulls.update({ ...named, state: 'closed' });
    const again = { ...secretsRepository, title: 'Again', head: 'onboard/one', base: 'master' };
    await rest.pulls.create(again);
    await openPull(rest, 'onboard/two');
    const numbers = async (query: object) =>
      (await rest.pulls.list({ ...secretsRepository, ...query })).data.map(({ number }) => number);
    expect(await numbers({ head: 'kubevirt:onboard/one', state: 'all' })).toEqual([2, 1]);
    expect(
      await numbers({
        head: 'kubevirt:onboard/one',
        state: 'all',
        sort: 'created',
        direction: 'asc',
      }),
    ).toEqual([1, 2]);
    expect(await numbers({ head: 'kubevirt:onboard/two' })).toEqual([3]);
    expect(await numbers({ base: 'other' })).toEqual([]);
  });

  test('without an owner the filter by branch counts for nothing', async () => {
    const { rest } = await withPull();
    await openPull(rest, 'onboard/two');
    expect(
      (await rest.pulls.list({ ...secretsRepository, head: 'onboard/two' })).data,
    ).toHaveLength(2);
  });

  test('do not tell whether a pull request was merged other than by when', async () => {
    const { rest, named, maintainer } = await withPull();
    await maintainer.pulls.merge(named);
    const [listed] = (await rest.pulls.list({ ...secretsRepository, state: 'closed' })).data;
    expect(listed).not.toHaveProperty('merged');
    expect(listed).not.toHaveProperty('mergeable');
    expect(listed?.merged_at).toMatch(/Z$/);
  });
});

describe('following the branch', () => {
  test('the head moves with its branch', async () => {
    const { rest, named } = await withPull();
    const sha = await push(rest, 'onboard/one');
    const { data } = await rest.pulls.get(named);
    expect(data.head.sha).toBe(sha);
    expect(data.commits).toBe(2);
    expect((await rest.pulls.list(secretsRepository)).data[0]?.head.sha).toBe(sha);
  });

  test('the base stays what it was until the head moves', async () => {
    const { rest, named } = await withPull();
    const before = (await rest.pulls.get(named)).data.base.sha;
    const moved = await push(rest, 'master');
    expect((await rest.pulls.get(named)).data.base.sha).toBe(before);
    await push(rest, 'onboard/one');
    expect((await rest.pulls.get(named)).data.base.sha).toBe(moved);
  });

  test('deleting the branch closes it', async () => {
    const { rest, named } = await withPull();
    await rest.git.deleteRef({ ...secretsRepository, ref: 'heads/onboard/one' });
    expect((await rest.pulls.get(named)).data).toMatchObject({ state: 'closed', merged: false });
    const opened = rest.pulls.update({ ...named, state: 'open' });
    await expectRefusal(opened, 422, 'branch has been deleted');
  });

  test('a branch set back to its base closes it', async () => {
    const { rest, named } = await withPull();
    const back = {
      ...secretsRepository,
      ref: 'heads/onboard/one',
      sha: await tip(rest),
      force: true,
    };
    await rest.git.updateRef(back);
    expect((await rest.pulls.get(named)).data.state).toBe('closed');
  });

  test('closed, it keeps its head, and opens again only where that leads on', async () => {
    const { rest, named } = await withPull();
    const { data: before } = await rest.pulls.update({ ...named, state: 'closed' });
    const sha = await push(rest, 'onboard/one');
    expect((await rest.pulls.get(named)).data.head.sha).toBe(before.head.sha);
    const { data: opened } = await rest.pulls.update({ ...named, state: 'open' });
    expect(opened.head.sha).toBe(sha);
    await rest.pulls.update({ ...named, state: 'closed' });
    const elsewhere = await commitFile(rest, await tip(rest), { path: 'b', content: 'b' });
    await rest.git.updateRef({
      ...secretsRepository,
      ref: 'heads/onboard/one',
      sha: elsewhere,
      force: true,
    });
    await expectRefusal(rest.pulls.update({ ...named, state: 'open' }), 422, 'force-pushed');
  });
});

describe('merging', () => {
  test('brings both sides together', async () => {
    const { rest, named, maintainer } = await withPull();
    await push(rest, 'master');
    const { data } = await maintainer.pulls.merge(named);
    expect((await rest.pulls.get(named)).data).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: data.sha,
      merged_by: { login: 'maintainer' },
    });
    expect(await tip(rest)).toBe(data.sha);
    const raw = { mediaType: { format: 'raw' } };
    const file = await rest.repos.getContent({
      ...secretsRepository,
      path: 'secrets.tar.asc',
      ...raw,
    });
    expect(Buffer.from(String(file.data)).toString()).toBe('of onboard/one');
    const other = await rest.repos.getContent({ ...secretsRepository, path: 'docs/a.md', ...raw });
    expect(String(other.data)).toContain('after');
    expect((await rest.pulls.listFiles(named)).data).toHaveLength(1);
  });

  test('two changes of one file conflict', async () => {
    const { rest, named, maintainer } = await withPull();
    const second = await openPull(rest, 'onboard/two');
    await maintainer.pulls.merge(named);
    const conflicting = { ...secretsRepository, pull_number: second.number };
    expect((await rest.pulls.get(conflicting)).data).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
    await expectRefusal(maintainer.pulls.merge(conflicting), 405, 'not mergeable');
    expect((await rest.pulls.get(conflicting)).data.state).toBe('open');
  });

  test('a head that has moved on is refused', async () => {
    const { rest, named, maintainer } = await withPull();
    const { data } = await rest.pulls.get(named);
    await push(rest, 'onboard/one');
    await expectRefusal(maintainer.pulls.merge({ ...named, sha: data.head.sha }), 409, 'modified');
  });

  test('happens once', async () => {
    const { rest, named, maintainer } = await withPull();
    await maintainer.pulls.merge(named);
    await expectRefusal(maintainer.pulls.merge(named), 405);
    await expectRefusal(rest.pulls.update({ ...named, state: 'open' }), 422, 'merged');
  });

  test('closes the issues that the text says it closes', async () => {
    const { github, rest, named, maintainer } = await withPull();
    const created = { ...infra, title: 'Add Prow build cluster x' };
    for (const _ of [1, 2]) await github.as('contributor').rest.issues.create(created);
    const body = 'Fixes kubevirt/project-infra#1, see kubevirt/project-infra#2';
    await rest.pulls.update({ ...named, body });
    await maintainer.pulls.merge(named);
    const { data } = await rest.issues.listForRepo(infra);
    expect(data.map(({ number }) => number)).toEqual([2]);
  });
});

test('two who open the same pull request at once get one', async () => {
  const rest = await asInstallation(await simulate());
  const sha = await commitFile(rest, await tip(rest), { path: 'b', content: 'b' });
  await rest.git.createRef({ ...secretsRepository, ref: 'refs/heads/race', sha });
  const create = () =>
    rest.pulls.create({ ...secretsRepository, title: 'x', head: 'race', base: 'master' });
  const results = await Promise.allSettled([create(), create(), create()]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
