import { createHash, randomInt } from 'node:crypto';

/** No letters and digits that look alike. */
const letters = '23456789abcdefghjkmnpqrstvwxyz';
const length = 10;

/** A request id people can read out; one of 6 · 10^14, so two are never the same in practice. */
export function newRequestId(): string {
  return `r-${Array.from({ length }, () => letters[randomInt(letters.length)]).join('')}`;
}

/** The id of what an event of a room asked for: always the same, so that asking twice finds the first. */
export function requestIdOf(event: string): string {
  const digest = createHash('sha256').update(event).digest();
  let number = digest.readBigUInt64BE(0);
  const base = BigInt(letters.length);
  let id = '';
  while (id.length < length) {
    id += letters[Number(number % base)];
    number /= base;
  }
  return `r-${id}`;
}

/** What people type to mean a run: its request id without the prefix of the workflow id. */
export function runIdOf({ workflowId }: { readonly workflowId: string }): string {
  return workflowId.replace(/^loop\//, '');
}
