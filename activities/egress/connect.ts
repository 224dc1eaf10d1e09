import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { type InsidePlaces, mayReach } from './address.ts';
import { insideRefused } from './destination.ts';

/** All addresses of a name, in the order in which they should be tried. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export const systemResolver: Resolve = (host) => dns.lookup(host, { all: true, verbatim: true });

/** Certificates are checked, whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
const connection = { timeout: limits.connectMs, rejectUnauthorized: true } as const;
const pool = {
  // One worker talks to few services; what is idle is closed after a few seconds by itself.
  connections: 64,
  keepAliveTimeout: 4_000,
  maxHeaderSize: 16 * 1024,
  // Ours is the time of the whole exchange.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/**
 * The second half of the guard: connections to checked addresses only. A name is looked up once for a connection, and
 * what was checked is what is connected to, so a name that changes its mind in between changes nothing. undici asks no
 * `lookup` about addresses written out, so these are checked before it is called. Proxies of the environment are not read.
 */
export function guardedAgent(resolve: Resolve, inside: InsidePlaces): Dispatcher {
  const connect = buildConnector({ ...connection, lookup: checkedLookup(resolve, inside) });
  return new Agent({
    ...pool,
    connect: (options, callback) => {
      const { hostname } = options;
      if (isIP(hostname) !== 0 && !mayReach(hostname, hostname, inside)) {
        return callback(insideRefused(hostname, hostname), null);
      }
      connect(options, callback);
    },
  });
}

/** For what an operator's routes lead to: wherever that is. */
export function routedAgent(): Dispatcher {
  return new Agent({ ...pool, connect: connection });
}

/** One address inside is enough to refuse a name: which of them would be taken is not for its owner to choose. */
function checkedLookup(resolve: Resolve, inside: InsidePlaces): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const wrong = addresses.find(({ address }) => !mayReach(host, address, inside));
        const [first] = addresses;
        if (wrong !== undefined) return callback(insideRefused(host, wrong.address), []);
        if (first === undefined) return callback(noAddress(host), []);
        return options.all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : noAddress(host), []),
    );
  };
}

function noAddress(host: string): LoomError {
  return new LoomError('tool.http_unavailable', `The name ${host} stands for no address.`, 'Check how it is spelt.');
}
