import { lookup as resolve } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { isSignedBy } from '../../kubeconfig/openssl.ts';
import type { Certificate } from '../../kubeconfig/x509/certificate.ts';
import { withoutNamesakes } from '../../kubeconfig/x509/namesakes.ts';
import { isAllowedAddress, type Network } from './network-address.ts';
import { type OpenRecord, readKeyLine } from './tls/handshake-keys.ts';
import { createHandshakeStream } from './tls/handshake-stream.ts';
import { unreadError } from './tls/refusal.ts';
import { isVague, nothingInCommon } from './tls/secure-context.ts';
import { judgeServer } from './tls/server-certificates.ts';
import {
  createReadShown,
  createShownCertificates,
  type ReadShown,
} from './tls/shown-certificates.ts';

/** The code of the error with which a connection to a refused address ends. */
export const addressRefused = 'ERR_ADDRESS_REFUSED';

/** What the system says once it has given up: no server for names has answered. */
const unresolved = 'EAI_AGAIN';

export interface PinnedConnection {
  readonly allowedNetworks: readonly Network[];
  readonly secureContext: SecureContext;
  /** The same context with fewer authorities. */
  readonly trustOnly: (authorities: readonly Certificate[]) => SecureContext;
  /** Those that the context trusts; absent: the public ones. */
  readonly authorities?: readonly Certificate[];
  /** The name that the certificate must be for, where it is not the host of the URL. */
  readonly serverName?: string;
  /** How long a name's addresses may take, in milliseconds. */
  readonly lookupMs: number;
  /** Ends every connection, those included that are still being made. */
  readonly signal: AbortSignal;
}

/**
 * Connects undici over TLS, and only to addresses that are allowed. The addresses are judged where
 * the name is resolved for the very connection, so a name can't resolve differently afterwards.
 */
export function createPinnedConnector(pinned: PinnedConnection): buildConnector.connector {
  const readShown = createReadShown();
  return ({ hostname, protocol, port }, callback) => {
    const isForbidden = isIP(hostname) !== 0 && !isAllowedAddress(hostname, pinned.allowedNetworks);
    if (protocol !== 'https:' || isForbidden) return callback(errorOf(addressRefused), null);
    open({ hostname, port: Number(port || 443) }, { ...pinned, readShown }).then(
      (socket) => callback(null, socket),
      (error) => callback(error instanceof Error ? error : errorOf(addressRefused), null),
    );
  };
}

interface Connection extends PinnedConnection {
  readonly readShown: ReadShown;
}

interface Target {
  readonly hostname: string;
  readonly port: number;
}

/** Connects once more where OpenSSL may have taken one authority for another of the same name. */
async function open(target: Target, pinned: Connection): Promise<TLSSocket> {
  const { authorities = [], trustOnly, serverName: host = target.hostname } = pinned;
  let shown: readonly Certificate[] = [];
  const attempt = async (secureContext: SecureContext) => {
    const socket = await reach(target, pinned);
    const onShown = (certificates: readonly Certificate[]) => {
      shown = certificates;
    };
    return shakeHands(socket, { ...pinned, host, secureContext, onShown }).catch((error) => {
      socket.destroy();
      throw error;
    });
  };
  return attempt(pinned.secureContext).catch((error) => {
    const fewer = withoutNamesakes({ authorities, shown, isSignedBy });
    if (!fewer) throw error;
    return attempt(trustOnly(fewer));
  });
}

function reach({ hostname, port }: Target, pinned: PinnedConnection): Promise<Socket> {
  return new Promise((done, fail) => {
    // Node asks the lookup function for names only, never for addresses.
    const lookup = lookupAllowed(pinned);
    const socket = connect({ host: hostname, port, lookup, signal: pinned.signal });
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail).setNoDelay(true);
      // From here on TLS tells of the error too; unheard, it would end the process.
      socket.on('error', () => socket.destroy());
      done(socket);
    });
  });
}

interface Handshake extends Pick<Connection, 'secureContext' | 'authorities' | 'readShown'> {
  readonly host: string;
  readonly onShown: (certificates: readonly Certificate[]) => void;
}

function shakeHands(
  socket: Socket,
  { host, secureContext, authorities, readShown, onShown }: Handshake,
): Promise<TLSSocket> {
  return new Promise((done, fail) => {
    const keys = Promise.withResolvers<OpenRecord>();
    const tooLong = unreadError({ fault: 'too many' });
    const { see, certificates } = createShownCertificates(keys.promise, readShown);
    const { stream, finish } = createHandshakeStream(socket, { tooLong, see });
    let isAgreed = false;
    const secure: TLSSocket = connectTls({
      socket: stream,
      secureContext,
      ...servernameOf(host),
      ALPNProtocols: ['http/1.1'],
      // The environment variable NODE_TLS_REJECT_UNAUTHORIZED must not reach this.
      rejectUnauthorized: true,
      checkServerIdentity: () => judgeServer(certificates(), { host, authorities }),
    });
    // Node would have OpenSSL take the certificates apart before they are judged.
    Object.defineProperty(secure, 'getPeerCertificate', { value: () => ({}) });
    // There are keys as soon as both sides have chosen how to speak.
    secure.on('keylog', (line: Buffer) => {
      isAgreed = true;
      const open = readKeyLine(line, secure.getCipher().name);
      if (open) keys.resolve(open);
    });
    const onError = (error: Error) => {
      onShown(certificates());
      const exact = isVague(error) && judgeServer(certificates(), { host, authorities });
      fail(exact || (isAgreed ? error : nothingInCommon(error)));
    };
    secure.once('error', onError);
    stream.once('error', fail);
    stream.once('close', () => secure.destroy());
    // After its error, if it has one.
    secure.once('close', () => fail(new Error('closed')));
    secure.once('secureConnect', () => {
      secure.off('error', onError);
      finish();
      done(secure);
    });
  });
}

/** TLS knows no addresses as server names (RFC 6066), so these are only compared, not sent. */
function servernameOf(host: string): { readonly servername?: string } {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? { servername: host.replace(/\.$/, '') } : {};
}

function lookupAllowed({
  allowedNetworks,
  lookupMs,
}: Pick<PinnedConnection, 'allowedNetworks' | 'lookupMs'>): LookupFunction {
  return (hostname, options, callback) => {
    // Where no server answers, the system goes on asking for 10 s and more: nothing stops it.
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      callback(errorOf(unresolved), []);
    }, lookupMs);
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      clearTimeout(timer);
      if (isLate) return;
      if (error) return callback(error, []);
      const allowed = addresses.filter(({ address }) => isAllowedAddress(address, allowedNetworks));
      const [first] = allowed;
      if (first === undefined) return callback(errorOf(addressRefused), []);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

function errorOf(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
