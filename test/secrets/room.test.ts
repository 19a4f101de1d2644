import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireRoom } from '../../src/secrets/room.ts';
import { hasKubectl } from '../installed.ts';
import { thrownProblem } from '../problem-of.ts';

const problemAt = (before: number, after: number, limit?: number) =>
  thrownProblem(() => requireRoom({ before, after }, limit));

describe('the merged kubeconfig', () => {
  // 262,144 less 1,024, of which three quarters.
  const largest = 195_840;

  test('may fill the Secret, which holds it as base64', () => {
    expect(problemAt(0, largest)).toBeUndefined();
    expect(problemAt(0, largest + 1)).toEqual({
      id: 'kubeconfig-full',
      details: { limitBytes: 262_144 },
    });
  });

  test.skipIf(!hasKubectl)('fits then into what kubectl writes down (needs kubectl)', () => {
    const secret = ['create', 'secret', 'generic', 'kubeconfig-0123456789', '-n', 'kubevirt-prow'];
    const how = ['--from-file', 'config', '--save-config', '--dry-run=client', '-o', 'json'];
    const cwd = mkdtempSync(join(tmpdir(), 'room-'));
    writeFileSync(join(cwd, 'config'), 'x'.repeat(largest));
    const shown = execFileSync('kubectl', [...secret, ...how], { cwd, encoding: 'utf8' });
    rmSync(cwd, { recursive: true });
    const { metadata } = JSON.parse(shown);
    const written = Object.entries<string>(metadata.annotations).flat().join('');
    expect(written.length).toBeGreaterThan(4 * (largest / 3));
    // `TotalAnnotationSizeLimitB` of Kubernetes' API server.
    expect(written.length).toBeLessThanOrEqual(256 * 1024);
  });

  test('may be as large as the operator says', () => {
    expect(problemAt(0, largest + 1, 270_000)).toBeUndefined();
    expect(problemAt(0, 9_001, 13_024)?.id).toBe('kubeconfig-full');
    expect(problemAt(0, 9_000, 13_024)).toBeUndefined();
  });

  test('may be made smaller however large it is', () => {
    expect(problemAt(2 * largest, 2 * largest - 1)).toBeUndefined();
    expect(problemAt(2 * largest, 2 * largest)).toBeUndefined();
    expect(problemAt(2 * largest, 2 * largest + 1)?.id).toBe('kubeconfig-full');
  });
});
