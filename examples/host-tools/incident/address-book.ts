import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from '../logs/address.ts';
import type { Inventory } from './schema.ts';

/** Whose an address is, as far as the inventory tells. */
export interface AddressBook {
  /** The host of ours that has the address, or null. */
  readonly hostOf: (address: string) => string | null;
  /** What a known address is for (`office`, `monitoring`), or null for a stranger. */
  readonly purposeOf: (address: string) => string | null;
}

export function addressBook({ hosts, known_addresses }: Inventory): AddressBook {
  const ours = new Map(hosts.flatMap(({ name, addresses }) => addresses.map((each) => [canonicalAddress(each), name])));
  const known = known_addresses.map(({ network, purpose }) => ({ purpose, list: listOf(network) }));
  return {
    hostOf: (address) => ours.get(address) ?? null,
    purposeOf: (address) => {
      const version = isIP(address);
      if (version === 0) return null;
      return known.find(({ list }) => list.check(address, version === 6 ? 'ipv6' : 'ipv4'))?.purpose ?? null;
    },
  };
}

function listOf(network: string): BlockList {
  const [base = '', bits] = network.split('/');
  const list = new BlockList();
  list.addSubnet(base, Number(bits), isIP(base) === 6 ? 'ipv6' : 'ipv4');
  return list;
}
