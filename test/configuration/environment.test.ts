import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  botVariables,
  readCommandLineConfiguration,
  readConfiguration,
} from '../../src/configuration/environment.ts';
import { deployScript } from '../../src/configuration/prow-deploy-script.ts';

const minimal = {
  APP_ID: '42',
  PRIVATE_KEY: 'the key of the App',
  WEBHOOK_SECRET: 'the webhook secret',
  PGP_PRIVATE_KEY_PATH: '/the/OpenPGP/key',
};

function mistakesOf(environment: NodeJS.ProcessEnv): readonly string[] {
  const read = readConfiguration(environment);
  return read.ok ? [] : read.mistakes;
}

function configurationOf(environment: NodeJS.ProcessEnv) {
  const read = readConfiguration(environment);
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  return read.configuration;
}

describe('a wrong value', () => {
  test.each<readonly [string, string]>([
    ['APP_ID', 'my-app'],
    ['APP_ID', '-17'],
    ['PORT', 'eighty'],
    ['PORT', '70123'],
    ['PORT', '-17.5'],
    ['WEBHOOK_PATH', 'api/hooks'],
    ['LOG_LEVEL', 'chatty'],
    ['REDIS_URL', 'redis.example:6379'],
    ['REDIS_URL', 'http://redis.example'],
    ['REDIS_URL', 'redis:///0'],
    ['REDIS_URL', 'redis://:p4ssw0rd@redis.example:port'],
    ['GHE_HOST', 'https://github.example'],
    ['GHE_HOST', 'user@github.example'],
    ['GHE_PROTOCOL', 'gopher'],
    ...[
      'https://objects.githubusercontent.com',
      'objects.githubusercontent.com/github',
      '*.githubusercontent.com',
      '.github.example',
      'objects.githubusercontent.com.',
      'user@objects.githubusercontent.com',
      'a.example b.example',
      'a.example,,b.example',
      'a_b.example',
      '-a.example',
      'a.example:',
      'a.example:70000',
      '10.0.0.1',
      '169.254.169.254:80',
      '0x7f.1',
      '2130706433',
      '[::1]',
      'fd00::1',
      'a.example,10.0.0.1',
    ].map((value) => ['ATTACHMENT_HOSTS', value] as const),
    ['INFRA_REPOSITORY', 'project-infra'],
    ['INFRA_REPOSITORY', 'kubevirt/project-infra/issues'],
    ['SECRETS_REPOSITORY', 'https://github.com/kubevirt/secrets'],
    ['SECRETS_BRANCH', 'my branch'],
    ['SECRETS_LAYOUT', 'zipfile'],
    ['SECRETS_ARCHIVE', '/etc/archive'],
    ['SECRETS_ARCHIVE', 'a/../../archive'],
    ['SECRETS_FILE', '../main.yml'],
    ['PROW_DEPLOY_SCRIPT', '/deploy.sh'],
    ['JOB_SECRETS', 'gcs=entry'],
    ['PROW_JOBS_NAMESPACE', 'Prow_Jobs'],
    ['CLUSTER_ALLOWED_NETWORKS', '10.1.0.0'],
    ['CLUSTER_ALLOWED_NETWORKS', '10.1.0.0/8,,fd00::/8'],
    ['CLUSTER_ALLOWED_NETWORKS', 'intranet'],
    ['KUBECONFIG_SECRET_LIMIT', '256 KiB'],
    ['KUBECONFIG_SECRET_LIMIT', '0'],
    ['IGNORED_ACCOUNTS', 'a,,b'],
    ['IGNORED_ACCOUNTS', 'a b'],
    ['IGNORED_ACCOUNTS', '@a'],
    ['MAINTAINERS', 'kubevirt/maintainers'],
    ['RESERVED_NAMES', 'a,,b'],
    ['RESERVED_NAMES', 'a b'],
    ['RESERVED_NAMES', 'a.b'],
    ['CONTROL_PLANE_NODES', 'three'],
    ['CONTROL_PLANE_NODES', '-1.5'],
    ['RESYNC_INTERVAL', '600'],
    ['RESYNC_INTERVAL', '0s'],
    ['SIGN_OFF', 'A Maintainer'],
    ['SIGN_OFF', 'A <a@example.org>\nSigned-off-by: B <b@example.org>'],
  ])(
    '%s=%s is one line that names the variable and does not repeat the value',
    (variable, value) => {
      const lines = mistakesOf({ ...minimal, [variable]: value });
      expect(lines).toHaveLength(1);
      const [name = '', ...words] = (lines[0] ?? '').split(' ');
      expect(name).toBe(variable);
      expect(words.length).toBeGreaterThan(2);
      expect(lines[0]).not.toContain('\n');
      expect(lines[0]).not.toContain(value);
    },
  );

  test('hides no other: each has its line', () => {
    const lines = mistakesOf({ ...minimal, PORT: 'eighty', APP_ID: '', SIGN_OFF: 'A Maintainer' });
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(['APP_ID', 'PORT', 'SIGN_OFF']);
  });
});

describe('a variable that the bot cannot do without', () => {
  test.each(Object.keys(minimal))(
    '%s is missed where it is not set, and where it is empty',
    (variable) => {
      for (const value of [undefined, '']) {
        const lines = mistakesOf({ ...minimal, [variable]: value });
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(new RegExp(`^${variable} is (not set|empty); set it`));
      }
    },
  );

  test("the App's key may be a value or a file, and not both", () => {
    const asFile = { ...minimal, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/a/file' };
    expect(mistakesOf(asFile)).toEqual([]);
    expect(mistakesOf({ ...asFile, PRIVATE_KEY: 'a value' })).toEqual([
      'PRIVATE_KEY and PRIVATE_KEY_PATH are both set; keep one of the two',
    ]);
  });

  test.each(['PGP_PRIVATE_KEY', 'PGP_PASSPHRASE'])(
    '%s comes in a file: the bot itself must not hold it',
    (variable) => {
      expect(mistakesOf({ ...minimal, [`${variable}_PATH`]: '/a/file' })).toEqual([]);
      expect(mistakesOf({ ...minimal, [variable]: 'a value' })).toEqual([
        `${variable} must not be in the environment of the bot; put it into a file, and set ${variable}_PATH to its path`,
      ]);
    },
  );

  test.each(['PGP_PRIVATE_KEY', 'PGP_PASSPHRASE'])(
    'the command line takes %s as a value or in a file, and not both',
    (variable) => {
      const other = variable === 'PGP_PRIVATE_KEY' ? {} : { PGP_PRIVATE_KEY: 'a key' };
      const mistakes = (environment: NodeJS.ProcessEnv) => {
        const read = readCommandLineConfiguration({ ...other, ...environment });
        return read.ok ? [] : read.mistakes;
      };
      expect(mistakes({ [variable]: 'a value' })).toEqual([]);
      expect(mistakes({ [`${variable}_PATH`]: '/a/file' })).toEqual([]);
      expect(mistakes({ [variable]: 'a value', [`${variable}_PATH`]: '/a/file' })).toEqual([
        `${variable} and ${variable}_PATH are both set; keep one of the two`,
      ]);
    },
  );

  test('a file is told apart from a value', () => {
    expect(configurationOf({ ...minimal, PGP_PASSPHRASE_PATH: '/a/file' })).toMatchObject({
      privateKey: { value: 'the key of the App' },
      pgpPassphrase: { path: '/a/file' },
    });
  });
});

const defaults = {
  APP_ID: 42,
  WEBHOOK_SECRET: 'the webhook secret',
  WEBHOOK_PATH: '/api/github/webhooks',
  PORT: 3000,
  HOST: 'localhost',
  LOG_LEVEL: 'info',
  GHE_PROTOCOL: 'https',
  INFRA_REPOSITORY: { owner: 'kubevirt', repo: 'project-infra' },
  SECRETS_REPOSITORY: { owner: 'kubevirt', repo: 'secrets' },
  SECRETS_LAYOUT: 'archive',
  SECRETS_ARCHIVE: 'secrets.tar.asc',
  SECRETS_FILE: 'main.yml',
  JOB_SECRETS: [],
  PROW_JOBS_NAMESPACE: 'kubevirt-prow-jobs',
  CLUSTER_ALLOWED_NETWORKS: [],
  CONTROL_PLANE_NODES: 3,
  KUBECONFIG_SECRET_LIMIT: 262_144,
  RESERVED_NAMES: new Set(),
  IGNORED_ACCOUNTS: new Set(),
  MAINTAINERS: [],
  RESYNC_INTERVAL: 600_000,
};

describe('what is not set', () => {
  test('has its default', () => {
    const { privateKey, pgpPrivateKey, pgpPassphrase, ...others } = configurationOf(minimal);
    expect(others).toEqual(defaults);
    expect(pgpPassphrase).toBeUndefined();
  });

  test('is what is empty, too', () => {
    const others = botVariables.filter((variable) => variable !== 'PROW_DEPLOY_SCRIPT');
    const empty = Object.fromEntries(others.map((variable) => [variable, '']));
    expect(configurationOf({ ...empty, ...minimal })).toEqual(configurationOf(minimal));
  });
});

describe('the script that deploys build clusters', () => {
  const usual = 'github/ci/prow-deploy/hack/deploy.sh';
  test.each([
    [undefined, { deployedByScript: true }, usual],
    [undefined, { deployedByScript: false }, undefined],
    ['', { deployedByScript: true }, undefined],
    ['ci/deploy.sh', { deployedByScript: true }, 'ci/deploy.sh'],
    ['ci/deploy.sh', { deployedByScript: false }, 'ci/deploy.sh'],
  ])('PROW_DEPLOY_SCRIPT=%j with %j is %j', (PROW_DEPLOY_SCRIPT, layout, script) => {
    const configuration = configurationOf({ ...minimal, PROW_DEPLOY_SCRIPT });
    expect(deployScript(configuration, layout)).toBe(script);
  });
});

describe('what is set', () => {
  test.each([
    ['ATTACHMENT_HOSTS', 'objects.githubusercontent.com', ['objects.githubusercontent.com']],
    [
      'ATTACHMENT_HOSTS',
      'a.example, xn--b-1ga.example:8443',
      ['a.example', 'xn--b-1ga.example:8443'],
    ],
    ['ATTACHMENT_HOSTS', 'files', ['files']],
    ['RESYNC_INTERVAL', '90s', 90_000],
    ['RESYNC_INTERVAL', '2h', 7_200_000],
    ['INFRA_REPOSITORY', 'my-org/my.infra', { owner: 'my-org', repo: 'my.infra' }],
    ['SECRETS_BRANCH', 'release/1.0', 'release/1.0'],
    ['SECRETS_ARCHIVE', 'ci/..hidden/secrets.asc', 'ci/..hidden/secrets.asc'],
    ['GHE_HOST', 'github.example:8443', 'github.example:8443'],
    ['CONTROL_PLANE_NODES', '1', 1],
    ['KUBECONFIG_SECRET_LIMIT', '1398101', 1_398_101],
    ['RESERVED_NAMES', 'myVariable, 0-test', new Set(['myvariable', '0-test'])],
    ['JOB_SECRETS', 'a/b=c', [{ name: 'a', items: [{ key: 'b', entry: 'c' }] }]],
    ['REDIS_URL', 'rediss://:p%40ss@redis.example/1', 'rediss://:p%40ss@redis.example/1'],
    ['SIGN_OFF', 'Á Maintainer <m@example.org>', 'Á Maintainer <m@example.org>'],
  ] as const)('%s=%s is understood', (variable, value, meaning) => {
    expect(configurationOf({ ...minimal, [variable]: value })[variable]).toEqual(meaning);
  });

  test('networks are separated by commas, with or without spaces', () => {
    const { CLUSTER_ALLOWED_NETWORKS: networks } = configurationOf({
      ...minimal,
      CLUSTER_ALLOWED_NETWORKS: '10.0.0.0/8, fd00::/8',
    });
    expect(networks.map(({ address, prefix }) => `${address}/${prefix}`)).toEqual([
      '10.0.0.0/8',
      'fd00::/8',
    ]);
  });

  test('variables of others are left alone', () => {
    expect(configurationOf({ ...minimal, PATH: '/bin', PORTS: 'x' })).toEqual(
      configurationOf(minimal),
    );
  });
});

test('the command line needs its OpenPGP key and nothing of the App', () => {
  const read = readCommandLineConfiguration({ GITHUB_TOKEN: 'a token', APP_ID: 'wrong' });
  expect(read).toEqual({
    ok: false,
    mistakes: [
      expect.stringMatching(/^PGP_PRIVATE_KEY is not set; set it or PGP_PRIVATE_KEY_PATH/),
    ],
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const shown = parseEnv(text.replace(/^#(?=[A-Z_]+=)/gm, ''));
  // A choice between a value and a file is shown once.
  const notShown = ['PRIVATE_KEY', 'PGP_PRIVATE_KEY', 'PGP_PASSPHRASE'];

  test('names every variable that the bot reads, and no other', () => {
    const expected = botVariables.filter((variable) => !notShown.includes(variable));
    expect(Object.keys(shown).sort()).toEqual(expected.sort());
  });

  test('shows each default as it is', () => {
    const { APP_ID, WEBHOOK_SECRET, ...rest } = shown;
    const withDefaults = configurationOf({
      ...rest,
      APP_ID: '42',
      WEBHOOK_SECRET: 'the webhook secret',
    });
    expect(withDefaults).toMatchObject(defaults);
  });

  test('leaves everything that has a default to the bot', () => {
    const active = Object.keys(parseEnv(text));
    expect(active.filter((variable) => variable in defaults)).toEqual(['APP_ID', 'WEBHOOK_SECRET']);
  });
});

describe('what the documents tell to put into the environment', () => {
  const documents = ['README.md', '.env.example', 'docs/operating.md', 'docs/problems.md'];

  test.each(documents)('%s: keys in files, as values stay readable in /proc', (document) => {
    const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
    expect(text.match(/\b(PGP_)?(PRIVATE_KEY|PASSPHRASE)\b/g)).toBeNull();
    if (document !== 'docs/problems.md') expect(text).toContain('PGP_PRIVATE_KEY_PATH');
  });
});
