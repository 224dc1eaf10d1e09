import type { Reading } from '../../../db/bot/accounts.ts';
import { readKeys, saveKeys } from '../../../db/bot/keys.ts';
import type { Database } from '../../../db/connection.ts';
import { LoomError } from '../../../domain/errors.ts';
import type { Log } from '../log.ts';
import type { Identity, RoomsClient } from './client.ts';
import type { Encryption } from './encryption/encryption.ts';
import type { Rooms } from './standing.ts';

interface KeyParts {
  readonly client: RoomsClient;
  readonly db: Database;
  readonly log: Log;
  readonly identity: Identity;
  readonly rooms: Rooms;
}

/**
 * Opens the keys of the account's session for the process that speaks for it. What does the work is loaded only here: whoever
 * leaves encryption off has none of it in memory.
 * @param life ends when another process has the account
 * @throws LoomError `chat.keys_lost`
 */
export async function openKeys(
  { client, db, log, identity, rooms }: KeyParts,
  { generation }: Reading,
  life: AbortController,
): Promise<Encryption> {
  const { user, device } = identity;
  if (device === null) {
    throw new LoomError(
      'chat.keys_lost',
      `The token of ${user} belongs to no session, and keys belong to one.`,
      'Log the bot in with a password once, and put that token into HOLOLOOM_MATRIX_TOKEN.',
    );
  }
  const { openEncryption } = await import('./encryption/machine.ts');
  return openEncryption({
    ...{ client, user, device, log },
    state: (room, type) => rooms.state(room, type, ''),
    kept: await readKeys(db, user, device),
    async store(bytes) {
      if (await saveKeys(db, user, generation, { device, store: bytes })) return;
      life.abort();
      throw new Error('Another process speaks for the account by now.');
    },
  });
}
