import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { readKeysOf } from '../../db/read/market.ts';
import { LoomError } from '../../domain/errors.ts';
import {
  fingerprint,
  keyIdOf,
  type PublisherKey,
  publicKeyOfSchema,
  rotationText,
} from '../../domain/market/signature.ts';
import { verify } from '../verify.ts';
import { storeKeys } from './store.ts';

/** Puts a key in the place of the one a publisher signs with now, which has to say so. The same again changes nothing. */
export const rotatePublisherKey =
  ({ db }: { readonly db: Database }) =>
  async (request: PublisherKey): Promise<void> => {
    const { success, data: key } = publicKeyOfSchema.safeParse(request);
    if (!success || key.replaces === null || key.proof === null) {
      throw new LoomError('market.rotation_wrong', 'What came is no key in the place of another.', 'Rotate it again.');
    }
    const { publisher, replaces, proof } = key;
    await changeMarket(db, async (transaction, log) => {
      const keys = await readKeysOf(transaction, publisher);
      const present = keys.find(({ retiredAt }) => retiredAt === null);
      if (present === undefined) {
        const message = `Nobody called ${publisher} has published here.`;
        throw new LoomError('market.unknown_publisher', message, 'Publish something first.');
      }
      if (present.keyId === keyIdOf(key.publicKey)) return;
      if (present.keyId !== replaces) {
        const message = `${publisher} signs with the key ${fingerprint(present.keyId)}, and this would replace ${fingerprint(replaces)}.`;
        throw new LoomError('market.key_retired', message, 'Rotate the key that is in use.');
      }
      if (!verify(present.publicKey, rotationText(key), proof)) {
        const message = `The key ${fingerprint(replaces)} of ${publisher} did not sign for the one that should replace it.`;
        throw new LoomError('market.rotation_wrong', message, 'Rotate the key where the old one is.');
      }
      await storeKeys(transaction, log, [key]);
    });
  };
