/**
 * Reads the lock file as an attacker's way in: every package has an integrity hash and comes from
 * a registry, none that runs in production runs a script when it is installed, and every licence
 * is on a short list. And what is installed is what the lock file says. Part of `npm run verify`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const licences = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT OR Apache-2.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
];

/** Never part of what is handed out. */
const developmentLicences = ['MPL-2.0', 'CC-BY-4.0'];

/** OpenPGP.js: its LGPL allows use as a library, unchanged. Named here, so that no other slips in. */
const licensedOtherwise: Readonly<Record<string, string>> = { openpgp: 'LGPL-3.0+' };

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        license: z.string().optional(),
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        optional: z.boolean().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

type Package = (typeof lock.packages)[string];

const mistakes = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .flatMap(([path, entry]) => {
    const name = path.split('node_modules/').at(-1) ?? path;
    return mistakesOf(name, entry).map((mistake) => `${name}@${entry.version} ${mistake}`);
  });

function mistakesOf(name: string, entry: Package): readonly string[] {
  const inProduction = !(entry.dev || entry.devOptional || entry.optional);
  const licence = entry.license ?? 'no licence';
  const isLicensed =
    licences.includes(licence) ||
    licensedOtherwise[name] === licence ||
    (!inProduction && developmentLicences.includes(licence));
  return [
    ...(entry.integrity?.startsWith('sha512-') ? [] : ['has no integrity hash']),
    ...(entry.resolved ? [`names where it is from: ${entry.resolved}`] : []),
    ...(inProduction && entry.hasInstallScript ? ['runs a script when it is installed'] : []),
    ...(isLicensed ? [] : [`has the licence ${licence}, which is not on the list`]),
  ];
}

/** What is missing, superfluous or does not fit, in npm's words. */
function installedMistakes(): readonly string[] {
  // Its exit code passes over what is superfluous.
  const listed = spawnSync('npm', ['ls', '--all', '--json'], { maxBuffer: 64 * 1024 * 1024 });
  const { problems = [] } = z
    .object({ problems: z.array(z.string()).optional() })
    .parse(JSON.parse(listed.stdout.toString()));
  return problems;
}

mistakes.push(...installedMistakes());
for (const mistake of mistakes) console.error(mistake);
if (mistakes.length > 0) process.exitCode = 1;
else
  console.log(
    `${Object.keys(lock.packages).length - 1} locked packages are in order, and so are those installed`,
  );
