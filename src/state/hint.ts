import { z } from 'zod';
import { clusterKinds, operationNames } from '../request/request.ts';
import { type MarkerKey, type MarkerPlace, signMarker, verifyMarker } from './marker.ts';
import type { IssuePlace } from './memory.ts';

const leak = z.object({
  what: z.enum(['kubeconfig', 'token', 'private key']),
  /** See `keyedDigest`. */
  credentials: z.readonly(z.array(z.string())),
  /** What of it the author let leak. */
  own: z.readonly(z.array(z.string())),
});

const schema = z.object({
  /** What the issue seems to ask for; a message to the bot says only that it asks for something. */
  asks: z
    .union([
      z.literal('something'),
      z.object({
        operation: z.enum(operationNames),
        kind: z.enum(clusterKinds),
        name: z.string().optional(),
      }),
    ])
    .optional(),
  /** Whether somebody has asked for help. */
  isHelp: z.boolean(),
  /** A credential that stands in the issue for all to read. */
  leak: leak.optional(),
});

/** What the bot says in an issue that is no request. */
export type Hint = Readonly<z.infer<typeof schema>>;

const placeOf = ({ repository, issue }: IssuePlace): MarkerPlace => ({
  ...{ kind: 'hint', repository },
  of: String(issue),
});

/** The text of a comment with a hint, with its marker. */
export function writeHint(
  text: string,
  hint: Hint,
  { place, key }: { readonly place: IssuePlace; readonly key: MarkerKey },
): string {
  return `${text}\n${signMarker(hint, placeOf(place), key)}`;
}

/** Reads a hint back; undefined where a comment of the bot is none. */
export function readHint(body: string, place: IssuePlace, key: MarkerKey): Hint | undefined {
  return schema.safeParse(verifyMarker(body, placeOf(place), key)?.data).data;
}
