import { describe, expect, test } from 'vitest';
import { problemIds, problemSamples } from '../../../scripts/problem-samples.ts';
import { type ProblemId, problem } from '../../../src/problem.ts';
import { type ClusterKind, clusterKinds } from '../../../src/request/request.ts';
import { problemText } from '../../../src/wording/problems/problems.ts';
import { operatorLine } from '../../../src/wording/terminal/operator-line.ts';

const keyId = 'FEDCBA9876543210';

function textsOf(id: ProblemId, kind: ClusterKind = 'build-cluster') {
  return problemSamples[id].map((details) => problemText(problem(id, details), { keyId, kind }));
}

describe('every problem', () => {
  test.each(problemIds)('%s is told in two short sentences', (id) => {
    for (const { what, fix } of textsOf(id)) {
      for (const sentence of [what, fix]) {
        expect(sentence).toMatch(/^[A-Z`].*\.$/u);
        expect(sentence.length).toBeLessThanOrEqual(200);
        expect(sentence).not.toMatch(/undefined|\[object|NaN|\. [A-Z]/u);
      }
    }
  });

  test.each(problemIds)('%s has one sentence for each reason', (id) => {
    const whats = textsOf(id).map(({ what }) => what);
    const fixes = textsOf(id).map(({ fix }) => fix);
    const commands = textsOf(id).map(({ command, powershell }) => `${command}${powershell}`);
    const told = whats.map((what, index) => `${what}${fixes[index]}${commands[index]}`);
    expect(new Set(told).size).toBe(told.length);
  });

  test.each(problemIds)('%s is one line for an operator', (id) => {
    for (const details of problemSamples[id]) {
      const line = operatorLine(problem(id, details));
      expect(line.startsWith(`${id}: `)).toBe(true);
      expect(line).not.toMatch(/\n/u);
    }
  });
});

describe('commands to paste', () => {
  const commands = problemIds.flatMap((id) =>
    clusterKinds
      .flatMap((kind) => textsOf(id, kind))
      .flatMap(({ command }) => (command === undefined ? [] : [{ id, command }])),
  );

  test('those for PowerShell have nothing in them that only other shells know', () => {
    const all = problemIds.flatMap((id) =>
      textsOf(id).flatMap(({ powershell }) => powershell ?? []),
    );
    expect(all.length).toBeGreaterThan(2);
    for (const command of all) expect(command).not.toMatch(/\\$|<<|&&|umask|\$\(|'\\''/m);
  });

  test('they encrypt to the key of the running bot', () => {
    const encrypting = commands.filter(({ command }) => command.includes(' --encrypt '));
    const others = encrypting.filter(({ command }) => !command.includes(`--recipient=${keyId} `));
    expect(encrypting.length).toBeGreaterThan(10);
    // These take one subkey of it from their details.
    expect(new Set(others.map(({ id }) => id))).toEqual(
      new Set([
        'openpgp-other-recipient',
        'openpgp-signing-key',
        'openpgp-old-subkey',
        'openpgp-unsupported',
      ]),
    );
  });

  test('where jobs run is said as it is configured', () => {
    const jobsNamespace = 'my-jobs';
    const commands = problemIds.flatMap((id) =>
      problemSamples[id].flatMap((details) => {
        const isTold = JSON.stringify(details).includes('kubevirt-prow-jobs');
        const told = problemText(problem(id, details), { keyId, jobsNamespace });
        return isTold ? [] : [JSON.stringify(told)];
      }),
    );
    expect(commands.join('')).toContain('NAMESPACE=my-jobs');
    expect(commands.join('')).not.toContain('kubevirt-prow-jobs');
  });

  test('a namespace with quotes in it stays one word', () => {
    const { command } = problemText(problem('namespace-missing', { namespace: "a'; rm -rf /" }));
    expect(command).toMatch(/^\(NAMESPACE='a'\\''; rm -rf \/' /);
  });
});

test('a name from outside stays inert in the sentences', () => {
  const name = '@root `x` <!-- m --> [a](http://b)';
  const { what } = problemText(problem('name-taken', { name }));
  expect(what).toBe("The name `＠root 'x' ‹!-- m --› [a](http://b)` is already in use.");
});
