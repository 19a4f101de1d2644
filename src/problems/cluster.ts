import * as z from 'zod/mini';
import { certificateFaults } from './certificate.ts';
import type { ProblemTable } from './row.ts';

export const clusterProblems = {
  'cluster-address': {
    responsible: 'administrator',
    details: { server: z.enum(['this machine', 'private address', 'private name', 'name']) },
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
        'not valid yet',
        'expired',
        'client certificate wanted',
        'issuer is no CA',
        'issuer name',
        'path length',
        'signature algorithm',
        'purpose',
        'name constraints',
        'policies',
        'chain',
        'nothing in common',
        'old TLS',
        'HTTP/2 only',
        'name wanted',
        'alert',
      ]),
    },
  },
  'cluster-certificate': {
    responsible: 'administrator',
    details: {
      fault: z.enum([...certificateFaults, 'too many']),
      /** Which one of several it is, counted from 1. */
      position: z.optional(z.number()),
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
