import * as z from 'zod/mini';
import { certificateFaults } from './certificate.ts';
import type { ProblemTable } from './row.ts';

/** Why a certificate of a kubeconfig is refused. */
const certificateReasons = [
  'not base64',
  'PEM itself',
  'cut off',
  'encoded twice',
  'DER',
  'private key',
  'too many',
  ...certificateFaults,
  'not valid yet',
  'expired',
] as const;

/** Which one of several certificates it is, counted from 1. */
const position = z.optional(z.number());

/** In the submitted file, counted from 1. */
const line = z.optional(z.number());

/** Whose program or plugin hands out credentials. */
const owner = z.enum([
  'Amazon EKS',
  'Google GKE',
  'Azure AKS',
  'OpenID Connect',
  'DigitalOcean',
  'IBM Cloud',
  'Oracle Cloud',
  'Alibaba Cloud',
  'Scaleway',
  'OpenShift',
  'OpenStack',
  'Rancher',
  'Teleport',
  'VMware Tanzu',
  'others',
]);

export const kubeconfigProblems = {
  'kubeconfig-not-yaml': {
    responsible: 'author',
    details: {
      reason: z.enum([
        'syntax',
        'tabs',
        'other blanks',
        'control characters',
        'other text',
        'encoding',
      ]),
      line,
    },
  },
  'kubeconfig-other-content': {
    responsible: 'author',
    details: {
      what: z.enum([
        'archive',
        'OpenPGP',
        'sops',
        'age',
        'Ansible Vault',
        'S/MIME',
        'mail',
        'web page',
        'document',
        'certificate',
        'private key',
        'command',
        'answer of kubectl',
        'path',
      ]),
    },
  },
  'kubeconfig-empty': { responsible: 'author', details: { what: z.enum(['file', 'lists']) } },
  'kubeconfig-base64': {
    responsible: 'author',
    details: { writtenBy: z.enum(['base64', 'certutil']) },
  },
  'kubeconfig-other-object': {
    responsible: 'author',
    details: {
      object: z.enum(['Secret', 'ConfigMap', 'List', 'service account token', 'token', 'field']),
      /** Where in it the kubeconfig is; empty where that is not known. */
      key: z.string(),
    },
  },
  'kubeconfig-redacted': { responsible: 'author', details: {} },
  'kubeconfig-placeholder': { responsible: 'author', details: { path: z.string() } },
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
      line,
    },
  },
  'kubeconfig-shape': {
    responsible: 'author',
    details: { path: z.string(), expected: z.string() },
  },
  'kubeconfig-unknown-field': {
    responsible: 'author',
    details: {
      path: z.string(),
      /** How kubectl spells it, where that is known. */
      meant: z.optional(z.string()),
    },
  },
  'kubeconfig-exec': { responsible: 'author', details: { of: owner } },
  'kubeconfig-auth-provider': { responsible: 'author', details: { of: owner } },
  'kubeconfig-token-file': { responsible: 'author', details: {} },
  'kubeconfig-file-path': {
    responsible: 'author',
    details: { field: z.string(), isOnWindows: z.boolean() },
  },
  'kubeconfig-proxy': { responsible: 'author', details: {} },
  'kubeconfig-insecure': { responsible: 'author', details: {} },
  'kubeconfig-impersonation': { responsible: 'author', details: {} },
  'kubeconfig-basic-auth': { responsible: 'author', details: {} },
  'kubeconfig-no-current-context': {
    responsible: 'author',
    details: { contexts: z.enum(['none', 'several']) },
  },
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
        'missing',
        'not a URL',
        'not https',
        'credentials',
        'query',
        'control characters',
        'path',
      ]),
    },
  },
  'kubeconfig-ca': {
    responsible: 'author',
    details: { reason: z.enum(certificateReasons), position },
  },
  'kubeconfig-tls-server-name': { responsible: 'author', details: {} },
  'kubeconfig-token': {
    responsible: 'author',
    details: {
      reason: z.enum([
        'Base64',
        'scheme',
        'blanks',
        'quotes',
        'percent sign',
        'line end',
        'length',
        'characters',
      ]),
    },
  },
  'kubeconfig-no-credentials': { responsible: 'author', details: {} },
  'kubeconfig-two-credentials': { responsible: 'author', details: {} },
  'kubeconfig-client-certificate': {
    responsible: 'author',
    details: {
      reason: z.enum([
        ...certificateReasons,
        'not a key',
        'key with passphrase',
        'key missing',
        'certificate missing',
        'key of another certificate',
      ]),
      position,
    },
  },
  'kubeconfig-namespace': { responsible: 'author', details: {} },
  'kubeconfig-too-large': { responsible: 'author', details: { limitBytes: z.number() } },
  'kubeconfig-full': { responsible: 'operator', details: { limitBytes: z.number() } },
} satisfies ProblemTable;
