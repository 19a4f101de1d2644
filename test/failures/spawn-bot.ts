import { once } from 'node:events';
import { findFreePort } from '../../simulator/loopback.ts';
import type { Setting } from '../../simulator/setting.ts';
import { type Child, startChild } from '../journeys/child-process.ts';

export interface BotChild extends Child {
  readonly port: number;
}

/** Starts a bot that GitHub's webhooks go to. Resolves once it has listed all open work, or died. */
export async function spawnBot({ environment, github }: Setting): Promise<BotChild> {
  const port = await findFreePort();
  github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
  const child = startChild(process.execPath, ['test/failures/bot-process.ts'], {
    ...environment,
    PORT: String(port),
  });
  await Promise.race([once(child.process.stdout, 'data'), child.end]);
  return { ...child, port };
}
