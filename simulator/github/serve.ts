/**
 * The simulated GitHub as a process of its own:
 *
 *     npm exec -c 'node simulator/github/serve.ts options.json'
 *
 * The file is optional and holds {@link GitHubOptions} as JSON, with the content of files in
 * base64. The first line on standard output is JSON: `host`, `appId`, `privateKey`,
 * `webhookSecret` and `tokens`, by login. After that each line of JSON on standard input is a
 * command, answered by one line of JSON:
 *
 *     {"webhookUrl": "http://127.0.0.1:3000/api/github/webhooks"}
 *     {"upload": {"name": "my-kubeconfig.txt", "base64": "…"}}
 *     {"idle": true}
 *     {"report": true}
 *
 * The end of standard input or SIGTERM ends it.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { type SimulatedGitHub, startGitHub } from './github.ts';
import { isTokenCreation } from './journal.ts';

const text = z.string();
const base64 = text.transform((encoded) => Buffer.from(encoded, 'base64'));

const optionsFile = z.strictObject({
  repositories: z
    .array(
      z.strictObject({
        name: text,
        private: z.boolean().optional(),
        defaultBranch: text.optional(),
        roles: z.record(text, z.enum(['read', 'write', 'admin'])).optional(),
        files: z.record(text, base64).optional(),
      }),
    )
    .optional(),
  people: z.array(text).optional(),
  app: z
    .strictObject({
      slug: text.optional(),
      permissions: z.record(text, text).optional(),
      events: z.array(text).optional(),
      repositories: z.array(text).optional(),
    })
    .optional(),
  webhookUrl: text.optional(),
  port: z.int().optional(),
});

const command = z.union([
  z.strictObject({ webhookUrl: text }),
  z.strictObject({ upload: z.strictObject({ name: text, base64 }) }),
  z.strictObject({ idle: z.literal(true) }),
  z.strictObject({ report: z.literal(true) }),
]);

async function obey(github: SimulatedGitHub, line: string): Promise<unknown> {
  const asked = command.parse(JSON.parse(line));
  if ('webhookUrl' in asked) {
    github.setWebhookUrl(asked.webhookUrl);
    return asked;
  }
  if ('upload' in asked) {
    return { upload: github.uploadAttachment(asked.upload.name, asked.upload.base64) };
  }
  if ('idle' in asked) {
    await github.idle();
    return asked;
  }
  const requests = github.requests.filter((request) => !isTokenCreation(request));
  return { report: { requests, violations: github.violations } };
}

const [, , file] = process.argv;
const options = optionsFile.parse(file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8')));
const github = await startGitHub(options);
const { host, appId, privateKey, webhookSecret, tokens } = github;
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ host, appId, privateKey, webhookSecret, tokens: Object.fromEntries(tokens) });

const lines = createInterface({ input: process.stdin });
process.once('SIGTERM', () => lines.close());
for await (const line of lines) {
  try {
    say(await obey(github, line));
  } catch (error) {
    // Whoever sent the line gets to know, and the next one counts again.
    say({ error: String(error) });
  }
}
await github.close();
