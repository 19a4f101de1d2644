import type { ClusterKind } from './request.ts';
import { isSlipOf } from './slip.ts';

/** A word of a title, or the words for a kind of clusters, which are one. */
interface TitleWord {
  /** The letter of its class. */
  readonly class: string;
  readonly text: string;
  readonly kind?: ClusterKind;
}

/** What a request may say, each class by a letter. What is in none of them is somebody's own. */
const vocabulary: Readonly<Record<string, string>> = {
  a: `add ad addd adding addition onboard onboarding register registering registration create connect
    include introduce lend donate`,
  r: 'rotate rotating rotation renew renewing renewal replace refresh update updating',
  x: `remove removing removal delete deleting deletion drop offboard offboarding decommission
    decommissioning deregister unregister retire`,
  n: 'new another',
  q: 'request requesting requested rfe',
  b: 'build',
  c: 'cluster',
  e: 'external',
  v: 'provider',
  p: "prow prow's porw prwo rpow",
  k: 'kubevirtci',
  ':': 'named called name as with',
  s: 'credentials credential kubeconfig token',
  o: 'of for',
  t: 'to from in into',
  l: 'secrets kubevirt ci project-infra kubevirt/project-infra kubevirt/secrets',
  u: `please pls plz kindly hi hello hey team thanks thx we i i'd we'd you would could can like want
    need wish may should someone somebody let lets let's us be feature infra task urgent help a an
    the our my this following one more`,
  // What stands behind `build cluster` in titles about something else.
  z: `access alert alerts api autoscaler autoscaling available backup capacity certificate certificates
    cleanup config configs configuration creation dashboard dashboards details docs documentation down
    e2e entry error errors failure failures features flake flakes guide image images job jobs k8s label
    labels lane lanes list logging logs machines maintenance metrics migration monitor monitoring
    network nodes outage overview owners page pages pods policy pool pools presubmit presubmits
    procedure process proxy quota quotas readme registry resources s3 scaling section service setup
    status storage support table template test testing tests todo tooling upgrade upgrades usage
    variable variables version versions workers x86`,
};

const classes = new Map(
  Object.entries(vocabulary).flatMap(([letter, words]) =>
    words.split(/\s+/).map((word) => [word, letter] as const),
  ),
);

/** Words that people misspell: longer ones of what they ask for. Others would be other words. */
const misspelt = [...classes].filter(
  ([word, letter]) => /[arxqbcevk]/.test(letter) && word.length > 4,
);

/** A part of a cluster or a version, and not its name. */
const numbered =
  /^(?:v?\d+(?:\.\d+)*|(?:node|worker|master|host|job|pod|vm|k8s|release|v)-?\d.*)$/i;

/** What is to be filled in may have blanks in it; in quotation marks it is one word. */
const placeholder = /<[^<>]*>|\{[^{}]*\}/g;

const wordOrSign = /[:=](?!\w)|[^\s:=,;!?()[\]{}]+/g;

/**
 * The words of a title by their classes, without those that say nothing: those of the vocabulary, signs
 * as `:`, and names, `N` in quotation marks or to be filled in, `M` with a digit, `W` any other word. A kind
 * is `K`, or `H` where half of its words are missing.
 */
export function titleWords(title: string): readonly TitleWord[] {
  const plain = title
    .normalize('NFKC')
    .replaceAll(placeholder, ' "<>" ')
    .replaceAll(/kubevirt[ -]ci(?![\w-])/gi, 'kubevirtci')
    .replaceAll(/(?<![\w-])(build|external)[-_]?(cluster|provider)(?![\w-])/gi, '$1 $2')
    .replaceAll(
      /(?<![\w-])(prow|kubevirtci)[-_](build|external)[-_ ](cluster|provider)(?![\w-])/gi,
      '$1 $2 $3',
    );
  const words = [...plain.matchAll(wordOrSign)].map(([word]) => wordOf(word));
  const telling = words.filter((word) => word.class !== 'u');
  return withKinds(
    telling.filter((word, at) => word.class !== ':' || telling[at - 1]?.class !== ':'),
  );
}

const opens = /^["'`“‘„«]+/;
const closes = /(?<!["'`”’“».])["'`”’“».]+$/;

function wordOf(written: string): TitleWord {
  const text = written.replace(opens, '').replace(closes, '');
  if (!/[\p{L}\p{N}<]/u.test(text)) return { class: ':', text };
  if (opens.test(written) && closes.test(written)) return { class: 'N', text };
  return { class: classOf(text.toLowerCase()), text };
}

function classOf(word: string): string {
  const slip = () => misspelt.find(([known]) => !word.startsWith(known) && isSlipOf(word, known));
  const known = classes.get(word) ?? slip()?.[1];
  if (known !== undefined) return known;
  if (numbered.test(word)) return 'z';
  return /\d/.test(word) ? 'M' : 'W';
}

const kindWords =
  /(?<build>pbc|bc[ot]?p)|(?<provider>[kl]ev|ekv)|(?<halfBuild>bc|pc)|(?<halfProvider>ev)|./g;

function withKinds(words: readonly TitleWord[]): readonly TitleWord[] {
  const letters = words.map((word) => word.class).join('');
  return [...letters.matchAll(kindWords)].flatMap(({ 0: text, index, groups = {} }) => {
    const { build, provider, halfBuild, halfProvider } = groups;
    const letter = build || provider ? 'K' : 'H';
    if (build || halfBuild) return { class: letter, text, kind: 'build-cluster' as const };
    if (provider || halfProvider)
      return { class: letter, text, kind: 'external-provider' as const };
    return words[index] ?? [];
  });
}
