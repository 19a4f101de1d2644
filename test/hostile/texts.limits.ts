import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Setting, startSetting } from '../../simulator/setting.ts';
import { preparedKubeconfig } from '../journeys/open-story.ts';
import { type Measured, startMeasured } from './measure.ts';

const longest = 65_536;
/** Milliseconds that an honest request may wait for what strangers wrote. */
const delayLimit = 1000;

/** As long as GitHub allows: the middle again and again. */
function filled(start: string, unit: string, end: string): string {
  const times = Math.floor((longest - start.length - end.length - 4) / unit.length);
  return start + unit.repeat(times) + end;
}

const link = 'https://github.com/user-attachments/files/1/k.txt';
/** Some took seconds each before they were read in linear time; the others are as good as any. */
const worst: readonly (readonly [what: string, text: string])[] = [
  ['a command with slashes', filled('/onboard ', '/', '\u2028x')],
  ['tabs in a private key', filled('-----BEGIN PRIVATE KEY-----\nx', '\t'.repeat(19_900), 'x\n')],
  [
    'lazily continued lists and quotes',
    filled(`/onboard help\n${link}\n\n`, '> 1. > - a\nb\n', ''),
  ],
  ['list items', filled(`/onboard help\n${link}\n\n`, '- a\n', '')],
  ['backticks', filled(`/onboard help\n${link}\n\n`, '` `` ``` ', '')],
  ['links with points', filled('', `${link}${'.'.repeat(900)}x `, '')],
  ['lines of base64', filled('', `${'QUJDREVGR0hJSktMTU5P'.repeat(3)}\n`, '')],
  ['beginnings of armor', filled(`${link}\n`, '-----BEGIN PGP MESSAGE-----\n', '')],
];

describe('an honest request does not wait for sixteen long comments of a stranger', () => {
  let setting: Setting;
  let bot: Measured;
  let kubeconfig: string;
  let names = 0;

  beforeAll(async () => {
    setting = await startSetting();
    bot = await startMeasured(setting);
    kubeconfig = preparedKubeconfig(setting);
  });
  afterAll(async () => {
    await bot.end();
    await setting.close();
  });

  /** Files a request, and answers after how many milliseconds it was examined. */
  async function answerTime(): Promise<number> {
    names += 1;
    const before = performance.now();
    const issue = await bot.story.fileRequest('build-cluster', `honest-${names}`, kubeconfig);
    const status = () => bot.story.status(issue);
    await expect
      .poll(status, { interval: 50, timeout: 60_000 })
      .toMatch(/Waiting for review|submission-copied/);
    const took = performance.now() - before;
    await bot.story.settle(bot.story.comment('contributor', issue, '/onboard cancel'));
    return took;
  }

  test.each(worst)('of %s', async (what, text) => {
    bot.listen(false);
    const flooded = await bot.story.fileIssue('Add Prow build cluster flooded', 'Please.');
    // Each another one: what was read once is not read again.
    for (let n = 0; n < 16; n += 1) await bot.story.comment('stranger', flooded, `${text}${n}`);
    bot.listen(true);
    const calm = Math.max(await answerTime(), await answerTime());
    await bot.story.comment('stranger', flooded, 'Well?');
    const stormy = await answerTime();
    console.log(`${what}: ${Math.round(stormy)} ms, and ${Math.round(calm)} without`);
    // On a machine so busy that the calm ones take over a second, waiting means little.
    expect(stormy - calm).toBeLessThan(Math.max(delayLimit, calm));
  });
});
