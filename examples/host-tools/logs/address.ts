import { isIP } from 'node:net';

/**
 * One spelling for each network address: IPv6 shortened and in lower case, IPv4 inside IPv6 as plain IPv4, no zone.
 * A host name, which sshd writes when it looks names up, is only put in lower case.
 */
export function canonicalAddress(text: string): string {
  const address = text.toLowerCase().replace(/%.*$/, '');
  if (isIP(address) !== 6) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

export function isNetworkAddress(text: string): boolean {
  return isIP(text) !== 0;
}
