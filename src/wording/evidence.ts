import type { Evidence } from '../probe/evidence.ts';

/** How a text from outside is shown: as code in Markdown, as it is on a terminal. */
export type Show = (text: string) => string;

type Sentences = {
  readonly [Type in Evidence['type']]: (
    evidence: Extract<Evidence, { readonly type: Type }>,
    show: Show,
  ) => string;
};

/** What was seen, for maintainers only: it may name the cluster's addresses and users. */
const sentences: Sentences = {
  answer: ({ status, reason }, show) => {
    const why = reason === '' ? '' : `, ${show(reason)}`;
    return status === 401 || status === 403
      ? `The API server refused the request (status ${status}${why}).`
      : `The API server answered with status ${status}${why}.`;
  },
  connection: ({ code }, show) => `The connection failed with ${show(code)}.`,
  user: ({ user }, show) => `The API server knows the user as ${show(user)}.`,
  refuser: ({ name }, show) => `Its name is ${show(name)}.`,
  everywhere: ({ access }, show) =>
    `In all namespaces it can ${access.map((each) => (each === '* *' ? 'do everything' : show(each))).join(', ')}.`,
  'token secrets': ({ names }, show) =>
    names.length === 0
      ? 'There is no token Secret in the namespace.'
      : `Token Secrets in the namespace: ${names.map(show).join(', ')}.`,
  'registered cluster': ({ name }, show) => `The registered cluster is ${show(name)}.`,
  'registered servers': ({ servers }, show) =>
    `Its server was ${servers.map(show).join(' and ')} before.`,
};

export function evidenceSentence(evidence: Evidence, show: Show): string {
  return render(evidence.type, evidence, show);
}

function render<Type extends Evidence['type']>(
  type: Type,
  evidence: Extract<Evidence, { readonly type: Type }>,
  show: Show,
): string {
  return sentences[type](evidence, show);
}
