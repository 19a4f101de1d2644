import {
  type Configuration,
  createConfiguration,
  ResponseContext,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import type * as z from 'zod';
import type { Answer } from '../../probe/cluster.ts';
import { answer, type Transport } from './transport.ts';

/** Makes one request with an API class of the client, and reads its answer by a schema. */
export type Call = <Value>(
  schema: z.ZodType<Value>,
  request: (to: Configuration) => Promise<unknown>,
) => Promise<Answer<Value>>;

/**
 * The client writes the requests, and reads none of the answers. Where a list should be and a text
 * is, it goes through it letter by letter, which for 4 MiB takes seconds.
 */
export function createCall(server: string, transport: Transport): Call {
  const baseServer = new ServerConfiguration(server.replace(/(?<!\/)\/+$/, ''), {});
  return (schema, request) =>
    answer(async () => {
      let said: unknown;
      const httpApi = wrapHttpLibrary({
        send: async (context) => {
          said = await transport.send(context);
          return nothingSaid();
        },
      });
      await request(createConfiguration({ baseServer, httpApi }));
      return schema.parse(said);
    });
}

function nothingSaid(): ResponseContext {
  const body = {
    text: async () => '{}',
    binary: async () => Buffer.from('{}'),
    stream: () => null,
  };
  return new ResponseContext(200, { 'content-type': 'application/json' }, body);
}
