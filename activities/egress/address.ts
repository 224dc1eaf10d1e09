import { isIP } from 'node:net';
import * as ipaddr from 'ipaddr.js';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** All that is assigned to the public Internet lies in here; whatever else IPv6 has leads to this machine or its neighbours. */
const publicIPv6 = ipaddr.parseCIDR('2000::/3');
/** Public by their range, and answered by the machine's own host: Azure's. */
const answeredByTheHost: readonly string[] = ['168.63.129.16'];

/**
 * Whether an address leads out to the public Internet, and nowhere else. IPv4 inside IPv6 (`::ffff:10.0.0.1`) is judged as
 * IPv4; tunnels that carry IPv4 (6to4, Teredo, NAT64) are not public.
 * @param address as a resolver or a URL writes it, without brackets
 * @see IANA IPv4 and IPv6 Special-Purpose Address Registries
 */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv6' ? parsed.match(publicIPv6) : !answeredByTheHost.includes(parsed.toString());
}

/** Which places inside the network an operator has opened. */
export interface InsidePlaces {
  readonly hosts: ReadonlySet<string>;
  readonly ranges: readonly Range[];
}

/**
 * Reads what an operator wrote: `10.2.0.0/16`, `10.2.0.7`, `fd00::/8`, or a host name.
 * @returns null when it is none of these
 */
export function insidePlace(text: string): { readonly host: string } | { readonly range: Range } | null {
  if (isIP(text) !== 0) {
    const address = ipaddr.parse(text);
    return { range: [address, address.kind() === 'ipv4' ? 32 : 128] };
  }
  if (text.includes('/')) {
    try {
      return { range: ipaddr.parseCIDR(text) };
    } catch {
      return null;
    }
  }
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(text) ? { host: text } : null;
}

/** Whether a connection to this address may be made when `host` was asked for. */
export function mayReach(host: string, address: string, inside: InsidePlaces): boolean {
  if (isPublic(address) || inside.hosts.has(host)) return true;
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  return inside.ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
}
