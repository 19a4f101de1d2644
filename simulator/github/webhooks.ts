import { createHmac, randomUUID } from 'node:crypto';
import type { JsonObject } from './json.ts';

/** A webhook as it was sent and how it was answered; `status` is undefined where nobody was there. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly action?: string;
  readonly payload: JsonObject;
  readonly status?: number;
  readonly answeredInMs: number;
}

type Unsent = Omit<Delivery, 'status' | 'answeredInMs'>;

interface WebhookEvent {
  readonly event: string;
  readonly action?: string;
  readonly payload: JsonObject;
}

export interface Webhooks {
  readonly deliveries: readonly Delivery[];
  /** Where the App's webhooks go; undefined: nowhere, so they are lost. */
  setUrl(url: string | undefined): void;
  send(event: WebhookEvent): void;
  /** Sends one again with the same identifier, as the button on GitHub does. */
  redeliver(delivery: Delivery): void;
  /** Resolves when all that was sent is answered, with what was sent in the meantime. */
  idle(): Promise<void>;
}

export interface WebhookOptions {
  readonly appId: number;
  readonly secret: string;
  readonly url?: string;
}

/** GitHub closes the connection after ten seconds. */
const timeoutMs = 10_000;

export function createWebhooks(options: WebhookOptions): Webhooks {
  const deliveries: Delivery[] = [];
  const pending = new Set<Promise<void>>();
  let url = options.url;

  async function deliver(delivery: Unsent, target: string): Promise<void> {
    const startedAt = performance.now();
    const body = JSON.stringify(delivery.payload);
    const status = await fetch(target, {
      method: 'POST',
      headers: headersOf(delivery, body, options),
      body,
      signal: AbortSignal.timeout(timeoutMs),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      // Nobody there, or too slow: GitHub notes it in its list of deliveries and goes on.
      () => undefined,
    );
    const answeredInMs = Math.round(performance.now() - startedAt);
    deliveries.push({ ...delivery, status, answeredInMs });
  }

  function enqueue(delivery: Unsent): void {
    if (url === undefined) return;
    const work = deliver(delivery, url).finally(() => pending.delete(work));
    pending.add(work);
  }

  return {
    deliveries,
    setUrl(next) {
      url = next;
    },
    send(event) {
      enqueue({ id: randomUUID(), ...event });
    },
    redeliver(delivery) {
      enqueue(delivery);
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

function headersOf(delivery: Unsent, body: string, options: WebhookOptions) {
  const sign = (hash: string) => createHmac(hash, options.secret).update(body).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/simulator',
    'x-github-delivery': delivery.id,
    'x-github-event': delivery.event,
    'x-github-hook-installation-target-id': String(options.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`,
    'x-hub-signature-256': `sha256=${sign('sha256')}`,
  };
}
