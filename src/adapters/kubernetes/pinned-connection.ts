import { lookup as resolve } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Certificate } from '../../kubeconfig/x509/certificate.ts';
import { isAllowedAddress, type Network } from './network-address.ts';
import { type OpenRecord, readKeyLine } from './tls/handshake-keys.ts';
import { createHandshakeStream } from './tls/handshake-stream.ts';
import { nothingInCommon } from './tls/secure-context.ts';
import { judgeServer, refusalOf } from './tls/server-certificates.ts';
import { createShownCertificates } from './tls/shown-certificates.ts';

/** The code of the error with which a connection to a refused address ends. */
export const addressRefused = 'ERR_ADDRESS_REFUSED';

/** What the system says once it has given up: no server for names has answered. */
const unresolved = 'EAI_AGAIN';

export interface PinnedConnection {
  readonly allowedNetworks: readonly Network[];
  readonly secureContext: SecureContext;
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
  const lookup = lookupAllowed(pinned);
  return (options, callback) => {
    const { hostname, protocol } = options;
    const isForbidden = isIP(hostname) !== 0 && !isAllowedAddress(hostname, pinned.allowedNetworks);
    if (protocol !== 'https:' || isForbidden) return callback(errorOf(addressRefused), null);
    // Node asks the lookup function for names only, never for addresses.
    const port = Number(options.port || 443);
    const socket = connect({ host: hostname, port, lookup, signal: pinned.signal });
    const onError = (error: Error) => callback(error, null);
    socket.once('error', onError);
    socket.once('connect', async () => {
      socket.off('error', onError).setNoDelay(true);
      // From here on TLS tells of the error too; unheard, it would end the process.
      socket.on('error', () => socket.destroy());
      try {
        callback(null, await shakeHands(socket, pinned.serverName ?? hostname, pinned));
      } catch (error) {
        socket.destroy();
        callback(error instanceof Error ? error : errorOf(addressRefused), null);
      }
    });
  };
}

function shakeHands(
  socket: Socket,
  host: string,
  { secureContext, authorities }: PinnedConnection,
): Promise<TLSSocket> {
  return new Promise((done, fail) => {
    const keys = Promise.withResolvers<OpenRecord>();
    const tooLong = refusalOf('unread');
    const { see, certificates } = createShownCertificates(keys.promise, tooLong);
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
    const onError = (error: Error) => fail(isAgreed ? error : nothingInCommon(error));
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
