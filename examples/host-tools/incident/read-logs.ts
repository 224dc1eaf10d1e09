import { join } from 'node:path';
import { parseAccessLine } from '../logs/access-line.ts';
import { parseAuthLine } from '../logs/auth-line.ts';
import type { LogEvent, Reading } from '../logs/event.ts';
import { lineCharactersMax, readLines } from '../logs/lines.ts';
import { type Incident, missingEvidence } from './folder.ts';
import { offsetOf } from './schema.ts';

/** How much of a log was read, and how much of it could not be. Blank lines are not counted. */
export interface LogCount {
  readonly file: string;
  readonly host: string;
  readonly lines: number;
  readonly events: number;
  readonly malformed: number;
}

/** What long reading needs of its caller: a way to be stopped, and a way to say that it goes on. */
export interface Reader {
  readonly signal: AbortSignal;
  readonly heartbeat: (details?: unknown) => void;
}

/**
 * Reads every log of the incident line by line and hands each event over, file after file. Malformed lines are skipped
 * and counted.
 * @throws LoomError `tool.evidence_missing` when a log is not there
 */
export async function readLogs(
  incident: Incident,
  observe: (event: LogEvent) => void,
  reader: Reader,
): Promise<readonly LogCount[]> {
  const counts: LogCount[] = [];
  for (const log of incident.about.logs) {
    const parse = parserOf(incident, log);
    const count = { file: log.file, host: log.host, lines: 0, events: 0, malformed: 0 };
    try {
      for await (const batch of readLines(join(incident.folder, log.file), reader.signal)) {
        for (const { number, text } of batch) {
          if (text.trim() === '') continue;
          count.lines += 1;
          const what = text.length > lineCharactersMax ? 'malformed' : parse(text);
          if (what === 'malformed') count.malformed += 1;
          if (typeof what === 'string') continue;
          count.events += 1;
          observe({ what, host: log.host, file: log.file, line: number, text });
        }
        reader.heartbeat();
      }
    } catch (error) {
      throw missingEvidence(incident.id, log.file, error);
    }
    counts.push(count);
  }
  return counts;
}

function parserOf(incident: Incident, log: Incident['about']['logs'][number]): (text: string) => Reading {
  if (log.kind === 'access') return parseAccessLine;
  const clock = { offsetMinutes: offsetOf(incident.inventory, log.host), near: Date.parse(incident.about.reported_at) };
  return (text) => parseAuthLine(text, clock);
}
