import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/reconcile/action.ts';
import { importRules } from './import-rules.ts';
import { codeIn, tableIn } from './tables.ts';

const page = 'docs/architecture.md';

const folderNames = (text: string) =>
  codeIn(text).flatMap((code) => /^([a-z0-9-]+)\/$/.exec(code)?.[1] ?? []);

test('the table of actions has each of them once', () => {
  // The compiler refuses a missing one and one too many.
  const actions: Readonly<Record<Action['type'], true>> = {
    none: true,
    answer: true,
    'write-status': true,
    'note-look': true,
    'delete-comment': true,
    'label-leak': true,
    recognise: true,
    'write-hint': true,
    react: true,
    'search-attachments': true,
    examine: true,
    propose: true,
    renew: true,
    reword: true,
    restore: true,
    'sign-again': true,
    hold: true,
    release: true,
    'close-pull-request': true,
    'close-again': true,
    'hand-over': true,
    'delete-branch': true,
    'plan-deployment': true,
    'propose-deployment': true,
    'ask-mergeable': true,
    'keep-commit': true,
    'probe-registered': true,
    'apply-job-secrets': true,
    'close-issue': true,
    'reopen-issue': true,
  };
  const rows = tableIn(page, ['Action', 'What it does']);
  const listed = rows.flatMap(([names = '']) => codeIn(names));
  expect(listed.toSorted()).toEqual(Object.keys(actions).sort());
});

describe('the table of rooms', () => {
  const rooms = tableIn(page, ['Room', 'What is in it']).map(([room = '', what = '']) => ({
    room: folderNames(room).join(),
    folders: folderNames(what),
  }));
  const foldersIn = (path: string) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();

  test('has every folder, with those in it', () => {
    const there = foldersIn('src').map((room) => [room, foldersIn(`src/${room}`)]);
    const told = rooms.map(({ room, folders }) => [room, folders.toSorted()]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(there));
  });

  test('has them in the order in which they may import each other', () => {
    const stages = importRules.flatMap(
      ({ name }) => /^(.*)-imports-only-earlier-stages$/.exec(name)?.[1] ?? [],
    );
    expect(stages.length).toBeGreaterThan(10);
    expect(rooms.map(({ room }) => room).filter((room) => stages.includes(room))).toEqual(stages);
  });
});
