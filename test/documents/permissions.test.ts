import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { trackerPermissions } from '../../src/adapters/github/issue-tracker.ts';
import { repositoryPermissions } from '../../src/adapters/github/repository.ts';
import { events } from '../../src/server/webhooks/webhooks.ts';
import { readProjectFile, tableIn } from './tables.ts';

const app = z
  .object({
    default_permissions: z.record(z.string(), z.string()),
    default_events: z.array(z.string()),
  })
  .parse(parse(readProjectFile('app.yml')));

describe('app.yml', () => {
  test('asks for what the tokens ask for, and for nothing else', () => {
    expect(app.default_permissions).toEqual({ ...trackerPermissions, ...repositoryPermissions });
  });

  test('subscribes to the events that the bot acts on, and to no others', () => {
    expect(app.default_events.toSorted()).toEqual([...events].sort());
  });
});

test('docs/security.md tells what each token may do', () => {
  const told = tableIn('docs/security.md', ['Repository', 'Permissions']).map(
    ([, permissions = '']) =>
      Object.fromEntries(
        permissions.split(', ').map((each) => each.replaceAll(' ', '_').split(':_')),
      ),
  );
  expect(told).toEqual([trackerPermissions, repositoryPermissions, repositoryPermissions]);
});
