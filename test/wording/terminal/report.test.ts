import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import {
  renderChangeForTerminal,
  renderProblemForTerminal,
  renderReportForTerminal,
} from '../../../src/wording/terminal/report.ts';
import { change, mixedChecks, seen } from '../facts.ts';
import { hidden, hostileText } from '../hostile-text.ts';

test('a report on a terminal shows every check, the evidence and the remedy', () => {
  const lines = renderReportForTerminal({ checks: mixedChecks, seen }).split('\n');
  expect(lines[0]).toBe('Server: https://api.secret-lab.example:6443/k8s/clusters/c-1');
  expect(lines).toContain('ok    The API server answers, and its certificate is the right one');
  expect(lines).toContain(
    'FAIL  The namespace for jobs exists. The API server answered with status 404, NotFound.',
  );
  expect(lines).toContain(
    '      namespace-missing: The namespace `kubevirt-prow-jobs` does not exist. Create the namespace `kubevirt-prow-jobs`.',
  );
  // Commands stand at the start of the line, ready to paste, here-documents included.
  expect(lines).toContain('kubectl apply --filename=- <<EOF &&');
  expect(lines).toContain('EOF');
  expect(lines.filter((line) => /^(\?|warn) /u.test(line))).toHaveLength(2);
});

test('a problem alone stands at the start of the line', () => {
  const missing = problem('namespace-missing', { namespace: 'jobs' });
  expect(renderProblemForTerminal(missing)).toMatch(
    /^namespace-missing: The namespace `jobs` does not exist\..*\n\n\(NAMESPACE=jobs /u,
  );
});

test('a change on a terminal shows the diff, what stays and the recipients', () => {
  const text = renderChangeForTerminal(change);
  expect(text).toContain('+     cluster prow-lab: server https://api.secret-lab.example:6443');
  expect(text).toContain('12 other entries and 1 other file');
  expect(text).toContain('  0123456789ABCDEF  Maintainer <m@kubevirt.io>');
  const recipients = change.recipients.map((recipient) => ({
    ...recipient,
    replaces: [{ keyId: 'AAAA', reason: 'expired' as const }],
  }));
  expect(renderChangeForTerminal({ ...change, recipients })).toContain(
    '    in place of AAAA of the same key, which has expired',
  );
});

test('no control character from outside reaches the terminal', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const shown = [
        renderReportForTerminal({
          checks: [],
          seen: { ...seen, server: text, version: text, user: text },
        }),
        renderChangeForTerminal({ ...change, server: text, user: text }),
      ].join('');
      expect(shown.replaceAll('\n', '')).not.toMatch(hidden);
    }),
  );
});
