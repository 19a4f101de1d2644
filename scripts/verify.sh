#!/bin/sh
# All that must hold before a merge: `npm run verify`. Says each command, and stops at the first that fails.
set -ex
biome ci .
tsc
knip
depcruise src simulator test scripts --config .dependency-cruiser.js
node scripts/check-dependencies.ts
node scripts/check-regular-expressions.ts
vitest run
