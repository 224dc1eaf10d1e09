import { fail } from './failure.ts';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is a point in time, with its date, time and zone. @see ISO 8601, as RFC 3339 profiles it */
export function isInstant(text: string): boolean {
  return text.length <= 40 && instant.test(text) && !Number.isNaN(Date.parse(text));
}

/** A point in time so many milliseconds later, in UTC. */
export function shifted(time: string, milliseconds: number): string {
  const moved = new Date(Date.parse(time) + milliseconds);
  if (Number.isNaN(moved.getTime())) {
    return fail(`${time} and ${milliseconds} ms give no date that can be written down.`, 'Look at the duration.');
  }
  return moved.toISOString();
}
