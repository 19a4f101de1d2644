import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createAuthority } from '../../simulator/certificates.ts';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { writeKubeconfig } from '../../simulator/cluster/kubeconfig.ts';
import { listen, stop } from '../../simulator/loopback.ts';

/** How a cluster answers everything but what makes the bot ask on. */
export type HostileAnswer = (response: ServerResponse) => void;

export interface HostileCluster {
  /** As YAML. */
  readonly kubeconfig: string;
  readonly close: () => Promise<void>;
}

const json = { 'content-type': 'application/json' };
const user = `system:serviceaccount:${account.namespace}:${account.name}`;
const believed: Readonly<Record<string, object>> = {
  '/version': { gitVersion: 'v1.34.2' },
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': {
    status: { userInfo: { username: user } },
  },
};

/** Starts a cluster of its own authority, on loopback. */
export async function startHostileCluster(answer: HostileAnswer): Promise<HostileCluster> {
  const authority = await createAuthority('some-ca');
  const { certificate: cert, key } = await authority.issue({ ipAddresses: ['127.0.0.1'] });
  const server = createServer({ cert, key }, (request, response) => {
    request.resume();
    const said = believed[request.url ?? ''];
    if (said === undefined) return answer(response);
    response.writeHead(200, json).end(JSON.stringify(said));
  });
  const port = await listen(server);
  const kubeconfig = writeKubeconfig({
    server: `https://127.0.0.1:${port}`,
    certificateAuthority: authority.certificate,
    namespace: account.namespace,
    user: account.name,
    credentials: { token: `token-for-${port}` },
  });
  return { kubeconfig, close: () => stop(server) };
}

/** All that a cluster may answer, or a little less. */
const allowed = 4 * 1024 * 1024 - 64 * 1024;

function filled(start: string, filler: string, end: string, length = allowed): string {
  return start + filler.repeat(Math.floor(length / filler.length)).slice(0, -1) + end;
}

function saying(text: string, status = 200): HostileAnswer {
  const bytes = Buffer.from(text);
  return (response) => response.writeHead(status, json).end(bytes);
}

/** What stands in the place of each list that the bot may look for. */
function asLists(list: string): HostileAnswer {
  return saying(`{"items":${list},"metadata":{"managedFields":${list}},"endpoints":${list}}`);
}

/** Each byte in a chunk of its own, all of them at once. */
const inCrumbs: HostileAnswer = (response) => {
  const crumbs = Buffer.from('1\r\n \r\n'.repeat(allowed));
  response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n');
  response.socket?.write('transfer-encoding: chunked\r\n\r\n');
  response.socket?.write(crumbs);
};

const tokenSecret = `{"metadata":{"name":"a"},"data":{"token":"${'a'.repeat(7900)}"}},`;

export const hostileAnswers: readonly (readonly [string, HostileAnswer])[] = [
  ['lists of 4 MiB of nothing', asLists(filled('[', '{},', ']'))],
  ['lists of as many wrong items as are read', asLists(filled('[', '{},', ']', 24_000))],
  ['items of 8 KiB, all of them right', asLists(filled('[', tokenSecret, ']', allowed / 3))],
  ['a text of 4 MiB for each list', asLists(filled('"', 'a ', '"'))],
  ['4 MiB of brackets', saying(filled('', '[', ''))],
  ['refusals of 16 KiB each', saying(refusal(16 * 1024), 403)],
  ['4 MiB, each byte in a chunk of its own', inCrumbs],
];

function refusal(length: number): string {
  return filled('{"kind":"Status","reason":"Forbidden","message":"', 't ', '"}', length);
}
