import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/**
 * The transaction id of one version of what is said: the same in each try, so that the server makes one event of all of them.
 * @param id as given to what is said
 * @param ordinal 0 for the event itself, a version for an edit
 */
export function transactionId(id: string, ordinal: number): string {
  return `loom.${bytesToHex(sha256(utf8ToBytes(id))).slice(0, 32)}.${ordinal}`;
}
