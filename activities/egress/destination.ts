import { isIP } from 'node:net';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { type InsidePlaces, mayReach } from './address.ts';

/** `host:port`, the port always written. */
export function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/**
 * Where requests may go when a program names these addresses: there, and to the same hosts by HTTPS, which is where a
 * service that is asked without it sends its callers.
 */
export function namedHosts(origins: readonly string[]): ReadonlySet<string> {
  return new Set(origins.map((origin) => new URL(origin)).flatMap((url) => [hostAndPort(url), `${url.hostname}:443`]));
}

/**
 * Reads an address as written and refuses what no program may call.
 * @param hosts where the program may call, as `namedHosts` gives them
 * @throws LoomError `tool.egress_refused`
 */
export function admit(text: string, hosts: ReadonlySet<string>): URL {
  if (text.length > limits.urlCharactersMax) {
    throw refused(`an address of ${text.length} characters`, `Keep it below ${limits.urlCharactersMax}.`);
  }
  if (!URL.canParse(text)) throw refused(`"${text.slice(0, 80)}", which is no address`, 'Correct the URL of the tool.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused(`an address that begins with ${url.protocol}`, 'Only http and https are called.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(`an address of ${url.host} with a user or password in it`, 'Use AUTH with the name of a secret.');
  }
  if (!hosts.has(hostAndPort(url))) {
    throw refused(
      `${hostAndPort(url)}, which no tool of the program names`,
      'Only hosts that stand in its tools are called.',
    );
  }
  return url;
}

/**
 * Refuses a host that is an address inside. What the others' names stand for is checked at the connection (`connect.ts`).
 * @throws LoomError `tool.egress_refused`
 */
export function assertOutside({ hostname }: URL, inside: InsidePlaces): void {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) !== 0 && !mayReach(literal, literal, inside)) throw insideRefused(hostname, literal);
}

export function insideRefused(host: string, address: string): LoomError {
  const what = host === address || host === `[${address}]` ? address : `${host} (${address})`;
  return refused(
    `${what}, which is not on the public Internet`,
    'If it is meant, let an operator add it to "inside" in the file that HOLOLOOM_EGRESS names.',
  );
}

export function refused(what: string, hint: string): LoomError {
  return new LoomError('tool.egress_refused', `The worker does not call ${what}.`, hint);
}
