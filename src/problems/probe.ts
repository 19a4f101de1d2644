import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

const namespace = z.string();
const object = z.enum(['pod', 'secret']);

export const probeProblems = {
  'credentials-refused': {
    responsible: 'administrator',
    details: {
      cause: z.enum([
        'unknown',
        'token ended',
        'token of Rancher',
        'Rancher',
        'proxy',
        'client certificate',
      ]),
    },
  },
  'identity-not-service-account': { responsible: 'author', details: { namespace } },
  'identity-other-namespace': { responsible: 'author', details: { namespace } },
  'token-expires': {
    responsible: 'author',
    details: {
      of: z.enum(['others', 'Amazon EKS', 'Google Cloud', 'Alibaba Cloud', 'OpenShift login']),
    },
  },
  'certificate-expires': { responsible: 'author', details: {} },
  'credentials-end': {
    responsible: 'author',
    details: { credentials: z.enum(['token', 'client certificate']) },
  },
  'token-lifetime-unknown': {
    responsible: 'author',
    details: { of: z.enum(['Rancher', 'others']) },
  },
  'namespace-missing': { responsible: 'administrator', details: { namespace } },
  'service-account-missing': { responsible: 'administrator', details: { namespace } },
  'token-secret-missing': { responsible: 'administrator', details: { namespace } },
  'token-secret-other': { responsible: 'administrator', details: { namespace } },
  'permissions-missing': {
    responsible: 'administrator',
    details: { namespace, resource: z.string(), verbs: z.readonly(z.array(z.string())) },
  },
  'permissions-excess': { responsible: 'administrator', details: { namespace } },
  'admission-refused': {
    responsible: 'administrator',
    details: {
      namespace,
      object,
      by: z.enum([
        'Pod Security',
        'security context',
        'quota',
        'quota without defaults',
        'quota not counted',
        'LimitRange',
        'policy',
        'webhook',
        'webhook down',
        'namespace going',
        'service account missing',
        'something else',
      ]),
    },
  },
  'dry-run-unsupported': { responsible: 'administrator', details: { object } },
  'control-plane-small': {
    responsible: 'administrator',
    details: { found: z.number(), needed: z.number() },
  },
  'control-plane-not-ready': {
    responsible: 'administrator',
    details: { listed: z.number(), ready: z.number(), needed: z.number() },
  },
  'control-plane-hidden': {
    responsible: 'administrator',
    details: { addresses: z.number(), needed: z.number() },
  },
  'control-plane-unreadable': {
    responsible: 'administrator',
    details: { needed: z.number(), namespace },
  },
  'not-cluster-admin': { responsible: 'administrator', details: {} },
  'answer-unclear': { responsible: 'administrator', details: {} },
} satisfies ProblemTable;
