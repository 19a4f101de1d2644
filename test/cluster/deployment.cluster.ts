import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { scriptPath } from '../../simulator/deployment-files.ts';
import {
  type Ground,
  infra,
  type Setting,
  secretsRepository,
  startGround,
  startSetting,
} from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { isReserved } from '../../src/request/reserved-names.ts';
import { addToEntries } from '../../src/secrets/archive/add.ts';
import { readEntries } from '../../src/secrets/archive/yaml/entries.ts';
import { deploy, mergedScript, type Secrets } from './deployment.ts';
import { ansibleFolder } from './programs.ts';

const layouts = ['archive', 'git-crypt'] as const;
type Layout = (typeof layouts)[number];

/** Each letter that a value may have, at its beginning and its end too. */
const everyLetter: Kubeconfig = {
  server: 'https://[2001:db8::1]:6443/k8s/clusters/c-m_1.~:+=',
  credentials: {
    type: 'token',
    token: '~+/:-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~+/:==',
  },
};

describe.skipIf(!existsSync(ansibleFolder))(
  'what was merged is deployed as project-infra does (left out without Ansible)',
  () => {
    let ground: Ground;
    let token: string;
    const merged = new Map<Layout, { secrets: Secrets; script?: string }>();

    beforeAll(async () => {
      ground = await startGround({});
      ground.cluster.prepareBuildCluster(account);
      token = tokenOf(ground.cluster.kubeconfigFor(account));
      for (const layout of layouts) merged.set(layout, await mergeIn(layout));
    });
    afterAll(() => ground.close());

    /** A build cluster and a provider, with all that is to be merged for them. */
    async function mergeIn(layout: Layout) {
      const setting = await startSetting({ ground, layout });
      try {
        const story = createStory(setting, await setting.startBot());
        const { cluster, providerCluster } = ground;
        await story.fileRequest('build-cluster', 'rosa-1', cluster.kubeconfigFor(account));
        const admin = providerCluster.adminKubeconfig();
        await story.settle(story.fileRequest('external-provider', 's390x_test', admin));
        for (const repository of [secretsRepository, infra]) {
          for (;;) {
            const open = (await story.pulls(repository)).find(({ state }) => state === 'open');
            if (!open) break;
            await story.settle(story.merge(open.number, repository));
          }
        }
        return { secrets: await setting.readSecrets(), ...(await scriptOf(setting, layout)) };
      } finally {
        await setting.close();
      }
    }

    const scriptOf = async (setting: Setting, layout: Layout) =>
      layout === 'git-crypt' ? { script: await mergedScript(setting, scriptPath) } : {};

    function mergedAs(layout: Layout) {
      const found = merged.get(layout);
      if (!found) throw new Error('nothing merged');
      return found;
    }

    test.each(layouts)('%s: Ansible writes the very bytes that yq reads', async (layout) => {
      const { secrets, script } = mergedAs(layout);
      const variables = layout === 'archive' ? ['s390x_test'] : [];
      const { kubeconfig, variable, rendered } = await deploy(secrets, { script, variables });
      expect(`${kubeconfig}\n`).toBe(variable);
      const { contexts, users } = parse(kubeconfig);
      expect(contexts.map(({ name }: { name: string }) => name)).toEqual([
        'prow-workloads',
        'rosa-1',
      ]);
      expect(users.at(-1).user.token).toBe(token);
      const main = parse(secrets.get('main.yml') ?? '');
      expect(rendered).toEqual(variables.map((name) => main[name]));
    });

    test('also where a value has every letter that it may have', async () => {
      const { secrets } = mergedAs('archive');
      const names = { context: 'every-1', cluster: 'every-1', user: 'a.b-1' };
      const text = (['build-cluster', 'external-provider'] as const).reduce((main, kind) => {
        const addition = { kind, name: 'every_1', kubeconfig: everyLetter };
        return addToEntries(readEntries(main, 'main.yml'), addition, names).text;
      }, secrets.get('main.yml') ?? '');
      const changed = new Map([...secrets, ['main.yml', text]]);
      const { kubeconfig, variable, rendered } = await deploy(changed, { variables: ['every_1'] });
      expect(`${kubeconfig}\n`).toBe(variable);
      const main = parse(text);
      expect([kubeconfig, ...rendered]).toEqual([main.kubeconfig, main.every_1]);
      expect(parse(rendered[0] ?? '').users[0].user).toEqual({
        token: everyLetter.credentials.type === 'token' && everyLetter.credentials.token,
      });
    });

    test.each(layouts)('%s: an expression that somebody put in by hand is run', async (layout) => {
      const { secrets, script } = mergedAs(layout);
      const expression = `x{{ 'ren' ~ 'dered' }}`;
      const byHand = new Map(
        [...secrets].map(([path, text]) => [path, text.replaceAll(token, expression)]),
      );
      const { kubeconfig, variable } = await deploy(byHand, { script });
      expect(variable).toContain(expression);
      expect(parse(kubeconfig).users.at(-1).user.token).toBe('xrendered');
    });

    test('every name that Ansible keeps for itself is reserved', () => {
      const program = `
import json, keyword
from ansible import constants
from ansible.vars.reserved import get_reserved_names
from jinja2.parser import _statement_keywords
names = set(get_reserved_names()) | set(constants.INTERNAL_STATIC_VARS)
names |= set(constants.INTERNAL_RESULT_KEYS) | set(constants.RESTRICTED_RESULT_KEYS)
names |= set(keyword.kwlist) | set(keyword.softkwlist) | set(_statement_keywords)
print(json.dumps(sorted(names)))`;
      const python = join(ansibleFolder, 'bin/python');
      const names: readonly string[] = JSON.parse(
        execFileSync(python, ['-c', program], { encoding: 'utf8' }),
      );
      expect(names.length).toBeGreaterThan(100);
      // A name has a letter first.
      const free = names.filter((name) => name !== '_' && !isReserved(name, new Set()));
      expect(free).toEqual([]);
    });
  },
);

function tokenOf(kubeconfig: string): string {
  return parse(kubeconfig).users[0].user.token;
}
