import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { base64 } from '../../simulator/base64.ts';
import { converse, startChild } from './child-process.ts';

const greeting = z.object({
  host: z.string(),
  appId: z.number(),
  privateKey: z.string(),
  webhookSecret: z.string(),
  tokens: z.record(z.string(), z.string()),
});
const uploaded = z.object({ upload: z.string() });
const reported = z.object({
  report: z.object({ requests: z.array(z.unknown()), violations: z.array(z.string()) }),
});

export interface SeparateGitHub extends z.infer<typeof greeting> {
  readonly as: (login: string) => Octokit;
  readonly upload: (name: string, content: string) => Promise<string>;
  readonly report: () => Promise<z.infer<typeof reported>['report']>;
  readonly close: () => Promise<void>;
}

/** The simulated GitHub as a process of its own, with the secrets in it. */
export async function startSeparateGitHub(
  files: Readonly<Record<string, string>>,
  webhookUrl: string,
): Promise<SeparateGitHub> {
  const folder = await mkdtemp(join(tmpdir(), 'github-'));
  const options = join(folder, 'options.json');
  await writeFile(options, JSON.stringify({ repositories: repositories(files), webhookUrl }));
  const child = startChild(process.execPath, ['simulator/github/serve.ts', options]);
  const ask = converse(child);
  const greeted = greeting.parse(await ask());
  const { host, tokens } = greeted;
  return {
    ...greeted,
    as: (login) => new Octokit({ auth: tokens[login], baseUrl: `http://${host}/api/v3` }),
    upload: async (name, content) =>
      uploaded.parse(await ask({ upload: { name, base64: base64(content) } })).upload,
    report: async () => reported.parse(await ask({ report: true })).report,
    close: async () => {
      child.process.stdin.end();
      await child.end;
      await rm(folder, { recursive: true });
    },
  };
}

function repositories(files: Readonly<Record<string, string>>) {
  const roles = { maintainer: 'write' };
  const encoded = Object.entries(files).map(([path, content]) => [path, base64(content)]);
  return [
    { name: 'kubevirt/project-infra', roles },
    {
      name: 'kubevirt/secrets',
      private: true,
      defaultBranch: 'master',
      roles,
      files: Object.fromEntries(encoded),
    },
  ];
}
