import { readFileSync } from 'node:fs';

const guide = readFileSync(new URL('../../docs/contributors.md', import.meta.url), 'utf8');

/** The commands of a section of the guide, one entry a block, in reading order. */
export function commandsOf(section: string): readonly string[] {
  const [, text = ''] = guide.split(new RegExp(`^## ${section}$`, 'm'));
  const [own = ''] = text.split(/^## /m);
  const blocks = [...own.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = '']) =>
    block.trimEnd(),
  );
  if (blocks.length === 0) throw new Error(`no commands in "${section}"`);
  return blocks;
}
