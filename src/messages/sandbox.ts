import * as z from 'zod/mini';
import { contents, standings } from '../attachment/found-submissions.ts';
import type { FoundLeak } from '../attachment/leaks.ts';
import { problems } from '../problem.ts';
import { verbs } from '../request/command-table.ts';
import { clusterKinds, operationNames } from '../request/request.ts';
import type { AnySandbox, KeysDescription } from '../sandbox/sandbox.ts';
import type { PublicKey } from '../sandbox/sealed.ts';
import { bytes, problem, registeredCluster, time } from './codecs.ts';
import type { Message } from './message.ts';

const text = z.string();
const kind = z.enum(clusterKinds);
const sealed = z.string();
export const publicKey: z.ZodMiniType<PublicKey> = z.object({
  kty: text,
  crv: z.optional(text),
  x: z.optional(text),
});

const encrypted = z.codec(z.array(z.tuple([text, bytes])), z.map(text, z.instanceof(Uint8Array)), {
  decode: (files) => new Map(files),
  encode: (files) => [...files],
});

const registered = z.object({ kind, name: text });
const inventory = z.object({
  clusters: z.array(z.extend(registeredCluster, { kind })),
  registrations: z.array(z.extend(registered, { cluster: z.optional(registeredCluster) })),
});

const host = z.object({
  protocol: z.enum(['http:', 'https:']),
  host: text,
  storageHosts: z.array(text),
});
const submission = z.discriminatedUnion('type', [
  z.object({ type: z.literal('link'), url: text, fingerprint: text }),
  z.object({ type: z.literal('armored'), text, fingerprint: text }),
]);
const holds = z.enum(contents);
const command = z.union([
  z.object({ verb: z.enum(verbs) }),
  z.object({ verb: z.literal('unknown'), text }),
  z.object({ verb: z.literal('misplaced'), text: z.enum(verbs) }),
]);
export const leak: z.ZodMiniType<FoundLeak> = z.object({
  what: z.enum(['kubeconfig', 'token', 'private key']),
  fingerprints: z.array(text),
  isMore: z.optional(z.boolean()),
});
const look = z.object({
  holds,
  leak: z.optional(leak),
  recipients: z.optional(z.array(text)),
});
const findings = z.object({
  commands: z.array(command),
  opening: z.array(command),
  submissions: z.array(
    z.object({
      submission,
      standing: z.enum(standings),
      holds: z.optional(holds),
      number: z.number(),
    }),
  ),
  leak: z.optional(leak),
  isUnreadable: z.optional(z.literal(true)),
});

/** What a sandbox says of its keys. */
export const keysDescription: z.ZodMiniType<KeysDescription> = z.object({
  fingerprints: z.array(text),
  keyId: text,
  keyIds: z.array(text),
  expiries: z.array(z.object({ keyId: text, use: z.enum(['own', 'recipient']), expires: time })),
});

const order = z.discriminatedUnion('operation', [
  z.object({
    operation: z.literal('add'),
    kind,
    name: text,
    kubeconfig: sealed,
    serviceAccount: z.optional(text),
  }),
  z.object({ operation: z.literal('rotate'), kind, name: text, kubeconfig: sealed }),
  z.object({ operation: z.literal('remove'), kind, name: text }),
]);

const server = z.object({ server: text, tlsServerName: z.optional(text) });
const replaced = z.object({
  keyId: text,
  reason: problems['recipient-unusable'].details.reason,
});
const summary = z.extend(server, {
  operation: z.enum(operationNames),
  file: text,
  entry: z.optional(text),
  isNew: z.boolean(),
  isGone: z.optional(z.boolean()),
  replaced: z.optional(z.extend(server, { isAuthoritySame: z.boolean() })),
  remaining: z.optional(z.array(z.enum(['cluster', 'user']))),
  context: text,
  cluster: text,
  user: text,
  unchangedEntries: z.optional(z.number()),
  unchangedFiles: z.number(),
  unchangedContexts: z.optional(z.number()),
  sharedKey: z.optional(text),
  recipients: z.array(
    z.object({
      keyId: text,
      fingerprint: text,
      userId: text,
      replaces: z.optional(z.array(replaced)),
    }),
  ),
  readers: z.array(text),
});
const change = z.array(
  // A file that goes has no content.
  z.object({ path: text, content: z.optional(bytes), summary }),
);

/** The secrets, and what else tells of them. */
const opening = { encrypted, deployed: z.optional(z.array(text)) };

type Messages = { readonly [Name in keyof AnySandbox]: Message<AnySandbox[Name]> };

/** What goes to a sandbox and comes back. Nothing of it is a secret that is not encrypted. */
export const sandboxMessages: Messages = {
  readText: { input: z.object({ text, host, bot: z.optional(text) }), output: findings },
  lookInto: { input: bytes, output: look },
  openSubmission: {
    input: z.object({ bytes, now: time }),
    output: z.object({ kubeconfig: sealed, digest: text, fingerprint: text }),
  },
  readSecrets: { input: z.object(opening), output: inventory },
  prepareProbe: {
    input: z.object({ ...opening, kubeconfig: sealed, prober: publicKey, now: time }),
    output: z.object({ inventory, forProber: sealed }),
  },
  findRegistered: {
    input: z.object({
      encrypted,
      cluster: registered,
      entries: z.array(text),
      prober: publicKey,
      now: time,
    }),
    output: z.optional(z.object({ fingerprint: text, forProber: sealed })),
  },
  findObstacle: { input: encrypted, output: z.optional(problem) },
  changeSecrets: { input: z.object({ ...opening, order, now: time }), output: change },
};
