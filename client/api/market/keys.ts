import { readKeysOf } from '../../../db/read/market.ts';
import { keyIdOf } from '../../../domain/market/signature.ts';
import type { rotateKey as rotateInRegistry } from '../../../workflows/publish.ts';
import type { Keyring, OwnKey } from '../../keyring.ts';
import { type Doors, writeTimeout } from '../connection.ts';

/** The registry learns of the new key before it is used; one that nobody has published with is only replaced here. */
export async function rotateKey(doors: Doors, keys: Keyring, publisher: string): Promise<OwnKey> {
  const next = await keys.beginRotation(publisher);
  const known = await readKeysOf(doors.db, publisher);
  if (known.length > 0) {
    await doors.temporal.workflow.execute<typeof rotateInRegistry>('market.rotate_key', {
      taskQueue: doors.taskQueue,
      workflowId: `market.rotate_key/${keyIdOf(next.publicKey)}`,
      args: [next],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: writeTimeout,
    });
  }
  return keys.endRotation(publisher);
}
