/** Tokens whose form tells who has issued them. */
export type TokenForm = keyof typeof forms;

const forms = {
  'OpenShift login': /^sha256~[\w-]+$/,
  'Amazon EKS': /^k8s-aws-v1\.[\w-]+=*$/,
  'Google Cloud': /^ya29\.[\w.-]+$/,
  'Alibaba Cloud': /^k8s-ack-v\d\.[\w-]+=*$/,
  Rancher: /^(?:kubeconfig|token)-[a-z0-9-]+:[a-z0-9]+$/,
  JWT: /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/,
  bootstrap: /^[a-z0-9]{6}\.[a-z0-9]{16}$/,
} as const;

const entries = Object.entries(forms) as readonly (readonly [TokenForm, RegExp])[];

/** Undefined for what may be anybody's. */
export function tokenFormOf(token: string): TokenForm | undefined {
  return entries.find(([, form]) => form.test(token))?.[0];
}

/** Those that live for a day at most, by their form. */
const shortLived = ['OpenShift login', 'Amazon EKS', 'Google Cloud', 'Alibaba Cloud'] as const;

type ShortLived = (typeof shortLived)[number];

export function isShortLived(form: TokenForm | undefined): form is ShortLived {
  return shortLived.some((each) => each === form);
}

export function isKnownToken(text: string): boolean {
  return tokenFormOf(text) !== undefined;
}
