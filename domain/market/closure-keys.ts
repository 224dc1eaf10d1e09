import { LoomError } from '../errors.ts';
import type { Closure } from './closure.ts';
import { fingerprint, type PublisherKey, rotationText, type Verify } from './signature.ts';

const hint = 'Ask whoever exported it for a new one.';

/**
 * Every publisher has one chain of keys, each but the first with the word of the one before it.
 * @param keys by their ids
 */
export function assertKeysHold(
  { keys: listed, releases, exporter }: Closure,
  keys: ReadonlyMap<string, PublisherKey>,
  verify: Verify,
): void {
  if (keys.size !== listed.length) throw new LoomError('market.bundle_surplus', 'The bundle holds a key twice.', hint);
  for (const [keyId, key] of keys) {
    const { publisher, replaces, proof } = key;
    if (replaces === null) {
      const others = listed.filter((each) => each.publisher === publisher && each.replaces === null);
      if (others.length === 1 && proof === null) continue;
      throw new LoomError('market.key_wrong', `${publisher} cannot have two first keys.`, hint);
    }
    const old = keys.get(replaces);
    const siblings = listed.filter((each) => each.replaces === replaces);
    const proven = old?.publisher === publisher && siblings.length === 1 && proof !== null;
    if (proven && verify(old.publicKey, rotationText(key), proof)) continue;
    const message = `The key ${fingerprint(keyId)} of ${publisher} does not have the word of the key it says it replaces.`;
    throw new LoomError('market.rotation_wrong', message, hint);
  }
  const wanted = new Set([...releases.map(({ keyId }) => keyId), exporter]);
  const publishers = new Set([...wanted].map((keyId) => keys.get(keyId ?? '')?.publisher));
  const surplus = listed.find(({ publisher }) => !publishers.has(publisher));
  if (surplus === undefined) return;
  const message = `The bundle holds a key of ${surplus.publisher}, who signed nothing in it.`;
  throw new LoomError('market.bundle_surplus', message, hint);
}

/** The keys of one publisher, first to last. */
export function chainOf(publisher: string, keys: readonly PublisherKey[], idOf: (key: PublisherKey) => string) {
  const own = keys.filter((key) => key.publisher === publisher);
  const chain: PublisherKey[] = [];
  for (let next = own.find(({ replaces }) => replaces === null); next !== undefined; ) {
    chain.push(next);
    const id = idOf(next);
    next = chain.length > own.length ? undefined : own.find(({ replaces }) => replaces === id);
  }
  return chain;
}
