import { block, inSubshell } from './shell.ts';

/** Tells subject and issuer of each, in their order. */
const listCertificates = (file: string) =>
  `openssl crl2pkcs7 -nocrl -certfile ${file} | openssl pkcs7 -print_certs -noout`;

const serverOf = `kubectl config view --minify --output=jsonpath='{.clusters[0].cluster.server}'`;

/** What the API server shows, with the names and dates of the first. */
const listShown = [
  `ADDRESS=$(${serverOf} | sed -E -e 's|^https://||' -e 's|/.*||' -e 's|^[^:]*$|&:443|' -e 's|]$|]:443|')`,
  'openssl s_client -connect "$ADDRESS" -showcerts </dev/null >|shown.pem 2>/dev/null',
  listCertificates('shown.pem'),
  'openssl x509 -in shown.pem -noout -dates -ext subjectAltName',
];

export const showCertificates = inSubshell(...listShown);

/** Issued by the CA in `ca.crt`. The name is the reader's to edit: the host or address of the server. */
export const showAndIssue = block({
  first: [
    `NAMES=$(${serverOf} | cut -d / -f 3 | cut -d : -f 1 | sed -E -e 's/^.*[a-z].*$/DNS:&/' -e 's/^[0-9.]+$/IP:&/')`,
    ...listShown,
  ],
  steps: [
    'openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=kube-apiserver -addext "subjectAltName=$NAMES" -addext extendedKeyUsage=serverAuth -keyout new-server.key -out new-server.csr',
    'openssl x509 -req -in new-server.csr -copy_extensions copy -CA ca.crt -CAkey ca.key -days 365 -out new-server.crt',
  ],
  otherwise:
    'No certificate was issued: see the error above. It takes your CA in ca.crt and ca.key.',
});

/** Of a kind that every reader takes: its key, its serial number, its extensions. */
export const makeAuthority =
  'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=my-cluster-ca -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.crt';

/** Lists the authorities that the current context trusts, and makes one unless there is one. */
export const listAndMakeAuthority = inSubshell(
  `kubectl config view --minify --flatten --raw --output=jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 --decode >|authorities.pem`,
  listCertificates('authorities.pem'),
  `[ -e ca.key ] || ${makeAuthority}`,
);
