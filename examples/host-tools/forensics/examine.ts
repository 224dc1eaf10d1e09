import { type AddressBook, addressBook } from '../incident/address-book.ts';
import type { Incident } from '../incident/folder.ts';
import { type LogCount, type Reader, readLogs } from '../incident/read-logs.ts';
import { type Suspicion, suspect } from './suspicion.ts';
import { startTally, type Tally } from './tally.ts';
import { startTrail, type Trail } from './trail.ts';

/** All that the logs of an incident tell. */
export interface Examination {
  readonly incident: Incident;
  readonly book: AddressBook;
  readonly logs: readonly LogCount[];
  readonly tally: Tally;
  readonly suspicion: Suspicion;
  readonly trail: Trail;
}

/**
 * Reads the logs twice: first to count, then, knowing whom to suspect, to collect what they did. Two passes keep
 * memory flat, where one would have to remember every line until it is known whether it matters.
 */
export async function examine(incident: Incident, reader: Reader): Promise<Examination> {
  const book = addressBook(incident.inventory);
  const counting = startTally();
  const logs = await readLogs(incident, counting.observe, reader);
  const tally = counting.result();
  const suspicion = suspect(tally, book);
  const collecting = startTrail(suspicion, book);
  await readLogs(incident, collecting.observe, reader);
  return { incident, book, logs, tally, suspicion, trail: collecting.result() };
}
