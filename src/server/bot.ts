import { type Logger } from 'pino';
import { Probot, Server } from 'probot';
import { createDownload } from '../adapters/attachments.ts';
import { now, repeat } from '../adapters/clock.ts';
import {
  type AppCredentials,
  type AppIdentity,
  openApp,
  openRepository,
  readIdentity,
} from '../adapters/github/app.ts';
import { statusOf } from '../adapters/github/failure.ts';
import { createIssueTracker, trackerPermissions } from '../adapters/github/issue-tracker.ts';
import {
  createSecretsRepository,
  secretsPermissions,
} from '../adapters/github/secrets-repository.ts';
import { createConnectCluster } from '../adapters/kubernetes.ts';
import { createWorkQueue } from '../adapters/work-queue.ts';
import { attachmentHost } from '../attachment/address.ts';
import { keyIdText } from '../openpgp/key-id.ts';
import { type ReconcilePorts, reconcile } from '../reconcile/reconcile.ts';
import { startFailures } from '../reply/configuration.ts';
import { guideUrl, problemsUrl } from '../reply/links.ts';
import { deriveMarkerKey } from '../reply/marker.ts';
import { operatorLine } from '../reply/operator.ts';
import { createLayout } from '../secrets/layout.ts';
import type { Configuration } from './configuration.ts';
import { readCredentials, type StartCredentials, StartMistake } from './credentials.ts';
import { describeError } from './describe-error.ts';
import { healthHandler, type Readiness } from './health.ts';
import { findObstacles } from './readiness.ts';
import { findOpenWork, findProposed } from './resync.ts';
import { listen } from './webhooks.ts';
