/**
 * Shows each kind of the bot's answers as people see it on GitHub, in light and dark, on a desktop
 * and on a phone: pictures in the folder `dist/gallery`, to be looked at. Needs Chromium or Chrome.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { answers } from './answers.ts';
import { pageOf, themes } from './page.ts';

const folder = 'dist/gallery';
/** In pixels: a comment on a desktop, and all of a phone. */
const widths = { desktop: 800, phone: 390 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Root, as in a container, has no other way.
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  mkdirSync(folder, { recursive: true });
  const page = await browser.newPage({ javaScriptEnabled: false });
  for (const theme of themes) {
    for (const [device, width] of Object.entries(widths)) {
      await page.setViewportSize({ width, height: 400 });
      for (const { name, markdown } of answers) {
        await page.setContent(pageOf(markdown, theme));
        const file = `${name.replace(/\W+/g, '-')}.${theme}.${device}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true });
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`${answers.length} answers, each in four pictures: ${folder}`);
