import * as z from 'zod/mini';
import { type Network, parseNetwork } from '../adapters/kubernetes/network-address.ts';
import type { FileSource } from '../configuration/sources.ts';
import type { LayoutSettings } from '../secrets/layout.ts';

const file = z.object({ path: z.string() });

/** What a sandbox with keys is started with: where they are, and how the secrets are kept. */
export interface SandboxSettings {
  readonly keys: {
    readonly pgpPrivateKey: FileSource;
    readonly pgpPassphrase?: FileSource | undefined;
    /** A file, or a folder of files. */
    readonly PGP_RECIPIENTS_PATH?: string | undefined;
  };
  /** Of the keys, as the bot has found them at its start; undefined where it asks for them. */
  readonly fingerprints?: readonly string[] | undefined;
  readonly layout: LayoutSettings;
}

const sandboxSettings = z.object({
  keys: z.object({
    pgpPrivateKey: file,
    pgpPassphrase: z.optional(file),
    PGP_RECIPIENTS_PATH: z.optional(z.string()),
  }),
  fingerprints: z.optional(z.array(z.string())),
  layout: z.object({
    layout: z.enum(['archive', 'git-crypt']),
    archivePath: z.string(),
    file: z.string(),
    jobsNamespace: z.string(),
    secretLimitBytes: z.optional(z.number()),
  }),
}) satisfies z.ZodMiniType<SandboxSettings>;

/** Reads the settings from a helper's one argument. */
export function readSandboxSettings(argument: string | undefined): SandboxSettings {
  return sandboxSettings.parse(JSON.parse(argument ?? ''));
}

/** Reads the networks from a prober's one argument: CIDRs, as `CLUSTER_ALLOWED_NETWORKS` has them. */
export function readAllowedNetworks(argument: string | undefined): readonly Network[] {
  const networks = z.array(z.string()).parse(JSON.parse(argument ?? ''));
  return networks.flatMap((network) => parseNetwork(network) ?? []);
}
