import { z } from 'zod';

const rule = z.object({ name: z.string(), from: z.object({ path: z.string().optional() }) });

/** What dependency-cruiser forbids. */
export const importRules = z
  .object({ default: z.object({ forbidden: z.array(rule) }) })
  .parse(await import(new URL('../../.dependency-cruiser.js', import.meta.url).href))
  .default.forbidden;
