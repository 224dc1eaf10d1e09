import { LoomError } from '../../../domain/errors.ts';
import type { Assessment } from '../forensics/report.ts';
import { inventoryFile, readInventory, writeInventory } from '../state/response.ts';
import type { Files } from '../state/versions.ts';

export interface Isolation {
  /** The files that differ afterwards, complete; none when there is nothing to do. */
  readonly files: Files;
  readonly isolated: readonly { readonly host: string; readonly from_group: string; readonly to_group: string }[];
  readonly already_isolated: readonly string[];
}

/**
 * Moves the hosts that were taken to the quarantine group of the inventory. Hosts at which somebody only guessed stay
 * where they are: cutting those off would do the intruder's work.
 * @throws LoomError `tool.bad_input` when the assessment names a host the inventory does not have
 */
export function isolate(assessment: Assessment, files: Files): Isolation {
  const inventory = readInventory(files);
  const quarantine = inventory.quarantine_group;
  const taken = assessment.hosts.filter(({ status }) => status === 'compromised').map(({ host }) => host);
  const stranger = taken.find((host) => !inventory.hosts.some(({ name }) => name === host));
  if (stranger !== undefined) {
    throw new LoomError(
      'tool.bad_input',
      `The assessment of ${assessment.incident_id} names host "${stranger}", which the inventory does not have.`,
      'Pass the result of assess_severity for the same incident.',
    );
  }
  const toMove = inventory.hosts.filter(({ name, group }) => taken.includes(name) && group !== quarantine);
  const already_isolated = taken.filter((host) => !toMove.some(({ name }) => name === host));
  if (toMove.length === 0) return { files: new Map(), isolated: [], already_isolated };
  const hosts = inventory.hosts.map((host) =>
    toMove.includes(host)
      ? { ...host, group: quarantine, group_before: host.group, isolated_for: assessment.incident_id }
      : host,
  );
  return {
    files: new Map([[inventoryFile, writeInventory({ ...inventory, hosts })]]),
    isolated: toMove.map(({ name, group }) => ({ host: name, from_group: group, to_group: quarantine })),
    already_isolated,
  };
}
