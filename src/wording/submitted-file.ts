import { script, shellWord } from './kubectl.ts';

/** What kubectl reads of the file, without what it passes over. */
export const rewriteKubeconfig = replaceFile(
  'kubectl config view --kubeconfig my-kubeconfig.yaml --minify --flatten --raw',
);

/** As the file says which one is in use, the first of those that it lists. */
export const chooseContext = `kubectl config --kubeconfig my-kubeconfig.yaml get-contexts --output name
CONTEXT=$(kubectl config --kubeconfig my-kubeconfig.yaml get-contexts --output name | head -n 1)
kubectl config --kubeconfig my-kubeconfig.yaml use-context "$CONTEXT"`;

/** Puts what a command writes into the place of the file. */
function replaceFile(command: string): string {
  return `(umask 077; ${command} \\
  > plain-kubeconfig.yaml && mv plain-kubeconfig.yaml my-kubeconfig.yaml)`;
}

/** In YAML and in JSON. */
export function renameField(from: string, to: string): string {
  const rename = [`s/${from}:/${to}:/`, `s/"${from}":/"${to}":/`].join('; ');
  return `(umask 077; sed ${shellWord(rename)} my-kubeconfig.yaml \\
  > plain-kubeconfig.yaml && mv plain-kubeconfig.yaml my-kubeconfig.yaml)`;
}

export const decodeKubeconfig = replaceFile("sed '/^-----/d' my-kubeconfig.yaml | base64 --decode");

/** For PowerShell: `certutil` is part of Windows. */
export const decodeKubeconfigOnWindows = `certutil -f -decode my-kubeconfig.yaml plain-kubeconfig.yaml
Move-Item -Force plain-kubeconfig.yaml my-kubeconfig.yaml`;

/** Of PowerShell 5.1 and later, whose `>` would write UTF-16. */
export const flattenKubeconfigOnWindows =
  'kubectl config view --minify --flatten --raw | Set-Content -Encoding UTF8 my-kubeconfig.yaml';

export const rewriteKubeconfigOnWindows = `kubectl config view --kubeconfig my-kubeconfig.yaml --minify --flatten --raw |
  Set-Content -Encoding UTF8 plain-kubeconfig.yaml
Move-Item -Force plain-kubeconfig.yaml my-kubeconfig.yaml`;

/** Takes a kubeconfig out of an object in the file, and lets kubectl use it from then on. */
export function unwrapKubeconfig({ isEncoded, key }: { isEncoded: boolean; key: string }): string {
  const template = key
    ? `{{${isEncoded ? 'base64decode ' : ''}(index .data "${key}")}}`
    : `{{range .data}}{{${isEncoded ? 'base64decode ' : ''}.}}{{end}}`;
  return script(
    `(umask 077; kubectl annotate --local --filename my-kubeconfig.yaml unwrap=yes \\
  --output go-template='${template}' > admin-kubeconfig.yaml)`,
    'export KUBECONFIG="$PWD/admin-kubeconfig.yaml"',
  );
}

const setCluster = (
  flags: string,
) => `CLUSTER=$(kubectl config view --kubeconfig my-kubeconfig.yaml --minify \\
  --output jsonpath='{.contexts[0].context.cluster}')
kubectl config --kubeconfig my-kubeconfig.yaml set-cluster "$CLUSTER" ${flags}`;

/** Of a kind that every reader takes: its key, its serial number, its extensions. */
export const makeAuthority = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \\
  -subj /CN=my-cluster-ca -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.crt`;

/** Issued by the CA in `ca.crt`. The names are the reader's to fill in. */
export const makeServerCertificate = `NAMES=DNS:api.my-cluster.example.com,IP:203.0.113.5
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=kube-apiserver \\
  -addext "subjectAltName=$NAMES" -addext extendedKeyUsage=serverAuth -keyout server.key -out server.csr
openssl x509 -req -in server.csr -copy_extensions copy -CA ca.crt -CAkey ca.key -days 365 -out server.crt`;

/** Tells subject and issuer of each, in their order. */
const listCertificates = (file: string) =>
  `openssl crl2pkcs7 -nocrl -certfile ${file} | openssl pkcs7 -print_certs -noout`;

/** Those that the kubeconfig trusts. */
export const listAuthorities = script(
  `kubectl config view --kubeconfig my-kubeconfig.yaml --minify --raw \\
  --output jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 --decode > authorities.pem`,
  listCertificates('authorities.pem'),
);

/** What the API server shows. */
export const listShown = script(
  `SERVER=$(kubectl config view --kubeconfig my-kubeconfig.yaml --minify \\
  --output jsonpath='{.clusters[0].cluster.server}')
ADDRESS=$(printf %s "$SERVER" | sed -E 's|^https://||; s|/.*||; /:[0-9]+$/!s|$|:443|')
openssl s_client -connect "$ADDRESS" -showcerts < /dev/null > shown.pem 2> /dev/null`,
  listCertificates('shown.pem'),
  'openssl x509 -in shown.pem -noout -dates -ext subjectAltName',
);

/** The address is the reader's to fill in. */
export const setServer = script(
  'SERVER=https://api.my-cluster.example.com:6443',
  setCluster('--server "$SERVER"'),
);

/** The name is the reader's to fill in. */
export const setServerName = script(
  'NAME=api.my-cluster.example.com',
  setCluster('--tls-server-name "$NAME"'),
);

export const removeServerName = setCluster('--tls-server-name ""');

export const removeProxy = setCluster('--proxy-url ""');

export const removeNamespace =
  'kubectl config --kubeconfig my-kubeconfig.yaml set-context --current --namespace ""';

/** Puts in the CA that the cluster's own pods are given for its API server. */
export const putAuthority = script(
  "kubectl get configmap kube-root-ca.crt --namespace kube-system --output jsonpath='{.data.ca\\.crt}' > ca.crt",
  setCluster('--certificate-authority ca.crt --embed-certs'),
);
