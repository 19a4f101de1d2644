import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

/** Why a certificate of a kubeconfig is refused. */
const certificateReasons = [
  'not base64',
  'not a certificate',
  'too many',
  'too large',
  'key',
  'serial number',
  'not read by Go',
  'expired',
] as const;

export const kubeconfigProblems = {
  'kubeconfig-not-yaml': { responsible: 'author', details: {} },
  'kubeconfig-yaml-feature': {
    responsible: 'author',
    details: {
      feature: z.enum([
        'alias',
        'anchor',
        'merge key',
        'tag',
        'several documents',
        'duplicate key',
        'depth',
      ]),
    },
  },
  'kubeconfig-shape': {
    responsible: 'author',
    details: { path: z.string(), expected: z.string() },
  },
  'kubeconfig-unknown-field': { responsible: 'author', details: { path: z.string() } },
  'kubeconfig-exec': { responsible: 'author', details: {} },
  'kubeconfig-auth-provider': { responsible: 'author', details: {} },
  'kubeconfig-file-path': { responsible: 'author', details: { field: z.string() } },
  'kubeconfig-proxy': { responsible: 'author', details: {} },
  'kubeconfig-insecure': { responsible: 'author', details: {} },
  'kubeconfig-impersonation': { responsible: 'author', details: {} },
  'kubeconfig-basic-auth': { responsible: 'author', details: {} },
  'kubeconfig-no-current-context': { responsible: 'author', details: {} },
  'kubeconfig-dangling-reference': {
    responsible: 'author',
    details: { to: z.enum(['context', 'cluster', 'user']) },
  },
  'kubeconfig-duplicate-name': {
    responsible: 'author',
    details: { list: z.enum(['contexts', 'clusters', 'users']) },
  },
  'kubeconfig-server': {
    responsible: 'author',
    details: {
      reason: z.enum([
        'not a URL',
        'not https',
        'credentials',
        'query',
        'control characters',
        'path',
      ]),
    },
  },
  'kubeconfig-ca': { responsible: 'author', details: { reason: z.enum(certificateReasons) } },
  'kubeconfig-tls-server-name': { responsible: 'author', details: {} },
  'kubeconfig-token': { responsible: 'author', details: {} },
  'kubeconfig-no-credentials': { responsible: 'author', details: {} },
  'kubeconfig-two-credentials': { responsible: 'author', details: {} },
  'kubeconfig-client-certificate': {
    responsible: 'author',
    details: {
      reason: z.enum([
        ...certificateReasons,
        'not a key',
        'key missing',
        'certificate missing',
        'key of another certificate',
      ]),
    },
  },
  'kubeconfig-namespace': { responsible: 'author', details: {} },
  'kubeconfig-too-large': { responsible: 'author', details: { limitBytes: z.number() } },
  'kubeconfig-full': { responsible: 'operator', details: { limitBytes: z.number() } },
} satisfies ProblemTable;
