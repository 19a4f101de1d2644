import { readName } from './form.ts';
import { vetName } from './name.ts';
import type { ClusterKind, ClusterRequest, Operation } from './request.ts';
import { parseTitle } from './title.ts';
import { titleWords } from './title-words.ts';

/** What an issue asks for whose title does not have the form of a request. */
export interface NearMiss extends Pick<ClusterRequest, 'operation' | 'kind'> {
  /** Undefined where the title has none, or one that no such cluster can have. */
  readonly name?: string | undefined;
}

/** More words than a title of a request has. */
const mostWords = 30;

/** The forms of titles that mean a request, as classes of words, see {@link titleWords}. */
const forms = [
  // Please add a Prow build cluster x to Prow; Rotate the credentials of Prow build cluster x
  /^[qt:]*[arxn][onq:]*(?:so*)?K:?[NMW](?:[q:]|[to][pkl]+c?)*$/,
  /^[qt:]*[axn][onq:]*H(?::[NMW]|[NM])(?:[q:]|[to][pkl]+c?)*$/,
  /^[qt:]*r[oq:]*H:[NMW](?:[q:]|[to][pkl]+c?)*$/,
  // Please add a Prow build cluster; New Prow build cluster x for s390x
  /^[qt:]*(?:[arxn][on:]*K|[axn][on:]*H)(?:[q:]|[to][pkl]+c?)*$/,
  /^[qt:]*[an][on:]*K:?[NM]?o/,
  // Request for a Prow build cluster x; Prow build cluster request: x
  /^q[on:]*K(?::?[NMW])?(?:[q:]|[to][pkl]+c?)*$/,
  /^q[on:]*H(?::[NMW]|[NM])?(?:[q:]|[to][pkl]+c?)*$/,
  /^K[aqrx](?:[o:]*[NMW])?(?:[q:]|[to][pkl]+c?)*$/,
  /^H[aqrx](?::[NMW]|[NM])(?:[q:]|[to][pkl]+c?)*$/,
  // Prow build cluster x: please add
  /^[KH]:?[NM]:?[aqx](?:[q:]|[to][pkl]+c?)*$/,
  /^[KH]:?[NM]:?t[aqx](?:[q:]|[to][pkl]+c?)*$/,
  // Add x as Prow build cluster; x: add Prow build cluster
  /^[qt:]*[arxn][onc]*[NMW][n:]*K(?:[q:]|[to][pkl]+c?)*$/,
  /^[qt:]*[ax][onc]*[NM]:n?H(?:[q:]|[to][pkl]+c?)*$/,
  /^[NM]:[qt]*[arxn][on]*[KH](?:[q:]|[to][pkl]+c?)*$/,
];

const meant: Readonly<Record<string, Operation>> = { a: 'add', r: 'rotate', x: 'remove' };

/**
 * What a title clearly asks for without having the form of a request. It has to be clear: whoever
 * writes about build clusters wants no answer.
 */
export function nearMissOf(title: string): NearMiss | undefined {
  return parseTitle(title) ? undefined : meantBy(title);
}

const kindWords: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'prow build cluster',
  'external-provider': 'kubevirtci external provider',
};

/**
 * The name that a request means whose own can be none: among other words, or in a field of a form.
 */
export function nameMeantBy(request: ClusterRequest, issueText: string): string | undefined {
  const { operation, kind, name } = request;
  const said = meantBy(`${operation} ${kindWords[kind]} ${name}`);
  return said?.name ?? usableName(readName(issueText), request);
}

function meantBy(title: string): NearMiss | undefined {
  const words = titleWords(title);
  const letters = words.map((word) => word.class).join('');
  const kind = words.find((word) => word.kind)?.kind;
  if (!kind || words.length > mostWords || !forms.some((form) => form.test(letters))) {
    return undefined;
  }
  const operation = words.map((word) => meant[word.class]).find(Boolean) ?? 'add';
  // What it is for stands behind it, and may look like a name.
  const [asked] = /^[^K]*K:?[NM]?(?=o)/.exec(letters) ?? [letters];
  const name = words[asked.search(/[NMW]/)]?.text;
  return { operation, kind, name: usableName(name, { operation, kind }) };
}

/** What stands in templates and examples where a name is to be. */
const placeholder =
  /^(?:(?:my|your|the)[-_])?(?:prow[-_])?(?:build[-_]|external[-_])?(?:cluster|provider)?[-_]?(?:name)?$|^x{2,}$|^tbd$/i;

/** A name as it may stand in the title. */
export function usableName(
  name: string | undefined,
  asked: Pick<ClusterRequest, 'operation' | 'kind'>,
): string | undefined {
  if (name === undefined || placeholder.test(name)) return undefined;
  return [name, name.toLowerCase()].find((each) => !vetName({ ...asked, name: each }));
}
