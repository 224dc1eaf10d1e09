import { exactly, type Range, sum } from './range.ts';
import { bytesOfText } from './sizes.ts';

/**
 * How many bytes the events of a history take: what of them depends on the plan, and around it what differs from one
 * installation to the next, such as names of machines and task queues. Measured on Temporal Server 1.29 with the
 * TypeScript SDK 1.24; test/estimate compares it with recorded runs.
 */

/** Words of an event that people chose, once or more often. */
const words = (...texts: readonly string[]): Range =>
  exactly(texts.reduce((bytes, text) => bytes + bytesOfText(text), 0));

/** What a try that failed leaves behind: the server cuts it to this. */
const failureBytesMost = 8 * 1024;

/** @param tries how often it may be tried */
export function activityBytes(
  { path, tool, summary, tries }: { path: string; tool: string; summary: string; tries: number },
  given: Range,
  result: Range,
): Range {
  const retried = tries > 1 ? failureBytesMost : 0;
  return sum([
    { least: 350, most: 1_100 + retried },
    words(path, tool, tool, summary),
    given,
    // In place of a result there may be a failure, where that is no end of the run.
    { least: Math.min(result.least, 4), most: Math.max(result.most ?? 0, failureBytesMost) },
  ]);
}

export const timerBytes = (summary: string): Range =>
  sum([
    { least: 50, most: 300 },
    { least: 0, most: bytesOfText(summary) },
  ]);

export function childBytes(path: string, loop: string, summary: string, given: Range, result: Range): Range {
  return sum([{ least: 900, most: 3_000 }, words(path, loop, summary), given, { ...result, least: 0 }]);
}

/** Of an answer that counted, or of an event that was told to the run. */
export const messageBytes: Range = { least: 150, most: 68 * 1024 };

export const startBytes = (loop: string, inputs: Range): Range =>
  sum([{ least: 600, most: 2_200 }, words(loop, loop), inputs]);

export const endBytes = (output: Range): Range => sum([{ least: 60, most: 250 }, output]);

/** Of the three events of a workflow task. */
export const taskBytes: Range = { least: 150, most: 900 };
