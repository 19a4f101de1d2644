import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

export const clusterProblems = {
  'cluster-address': {
    responsible: 'administrator',
    details: { server: z.enum(['this machine', 'private address', 'name']) },
  },
  'cluster-too-costly': { responsible: 'administrator', details: {} },
  'cluster-crash': { responsible: 'administrator', details: {} },
  'cluster-unreachable': {
    responsible: 'administrator',
    details: {
      reason: z.enum(['name not found', 'refused', 'timeout', 'connection lost', 'no TLS']),
    },
  },
  'cluster-tls': {
    responsible: 'administrator',
    details: {
      reason: z.enum([
        'other CA',
        'other host name',
        'host name missing',
        'expired',
        'client certificate wanted',
        'not read by Go',
        'not trusted by Go',
        'nothing in common',
      ]),
    },
  },
  'cluster-not-kubernetes': { responsible: 'administrator', details: {} },
  'cluster-error': { responsible: 'administrator', details: { status: z.number() } },
  'cluster-registered': { responsible: 'author', details: {} },
  'cluster-in-both-kinds': {
    responsible: 'author',
    details: { kind: z.enum(['build-cluster', 'external-provider']) },
  },
  'cluster-shares-ca': { responsible: 'author', details: {} },
  'cluster-changed': { responsible: 'author', details: {} },
} satisfies ProblemTable;
