import { lookup as resolve } from 'node:dns';
import { connect, isIP, type LookupFunction } from 'node:net';
import { checkServerIdentity, createSecureContext, type SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { isAllowedAddress, type Network } from './network-address.ts';

/** The code of the error with which a connection to a refused address ends. */
export const addressRefused = 'ERR_ADDRESS_REFUSED';

export interface PinnedConnection {
  readonly allowedNetworks: readonly Network[];
  readonly secureContext: SecureContext;
  /** The name that the certificate must be for, where it is not the host of the URL. */
  readonly serverName?: string;
  /** Ends every connection, those included that are still being made. */
  readonly signal: AbortSignal;
}

/** PEM texts. Throws where OpenSSL can't use one; what it throws is not for anybody's eyes. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export function secureContextOf(material: TlsMaterial): SecureContext {
  return createSecureContext({ ...material, minVersion: 'TLSv1.2' });
}

/**
 * Connects undici over TLS, and only to addresses that are allowed. The addresses are judged where
 * the name is resolved for the very connection, so a name can't resolve differently afterwards.
 */
export function createPinnedConnector(pinned: PinnedConnection): buildConnector.connector {
  const secure = buildConnector({
    secureContext: pinned.secureContext,
    allowH2: false,
    // The environment variable NODE_TLS_REJECT_UNAUTHORIZED must not reach this.
    rejectUnauthorized: true,
    ...identityOf(pinned.serverName),
  });
  const lookup = lookupAllowed(pinned.allowedNetworks);
  return (options, callback) => {
    const { hostname, protocol } = options;
    const isForbidden = isIP(hostname) !== 0 && !isAllowedAddress(hostname, pinned.allowedNetworks);
    if (protocol !== 'https:' || isForbidden) return callback(refusal(), null);
    // Node asks the lookup function for names only, never for addresses.
    const port = Number(options.port || 443);
    const socket = connect({ host: hostname, port, lookup, signal: pinned.signal });
    const onError = (error: Error) => callback(error, null);
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      // From here on TLS tells of the error too; unheard, it would end the process.
      socket.on('error', () => socket.destroy());
      try {
        secure({ ...options, ...servernameOf(pinned.serverName), httpSocket: socket }, callback);
      } catch (error) {
        // Where TLS itself throws, outside of any promise, the process would end.
        socket.destroy();
        callback(error instanceof Error ? error : refusal(), null);
      }
    });
  };
}

/** TLS knows no addresses as server names (RFC 6066), so these are only compared, not sent. */
function servernameOf(serverName: string | undefined): { readonly servername?: string } {
  return serverName === undefined || isIP(serverName) !== 0 ? {} : { servername: serverName };
}

function identityOf(serverName: string | undefined): buildConnector.BuildOptions | undefined {
  if (serverName === undefined) return undefined;
  return { checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate) };
}

function lookupAllowed(networks: readonly Network[]): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed = addresses.filter(({ address }) => isAllowedAddress(address, networks));
      const [first] = allowed;
      if (first === undefined) return callback(refusal(), []);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

function refusal(): NodeJS.ErrnoException {
  return Object.assign(new Error(addressRefused), { code: addressRefused });
}
