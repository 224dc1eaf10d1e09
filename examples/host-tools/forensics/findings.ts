import { compareTexts } from '../logs/event.ts';
import { shown, shownTime } from '../logs/shown.ts';
import type { Examination } from './examine.ts';
import { reportHosts } from './hosts.ts';
import { indicatorsOf } from './indicators.ts';
import type { Findings } from './report.ts';
import { entriesPerKindMax, type Trail } from './trail.ts';

/** The findings travel from step to step inside the run's history: the timeline must leave room for the rest. */
const timelineBytesMax = 32 * 1024;

/** What happened, as far as the logs tell: hosts, indicators, and the timeline with a log line for each entry. */
export function findingsOf(examination: Examination): Findings {
  const { incident, trail } = examination;
  return {
    incident_id: incident.id,
    title: shown(incident.about.title, 300),
    reported_at: shownTime(Date.parse(incident.about.reported_at)),
    read: readingOf(examination),
    hosts: reportHosts(examination),
    indicators: indicatorsOf(examination),
    last_activity: trail.activity === null ? null : shownTime(trail.activity.last.at),
    timeline: timelineOf(trail),
    timeline_total: trail.total,
  };
}

function readingOf({ logs, tally }: Examination): Findings['read'] {
  const sum = (of: 'lines' | 'events' | 'malformed'): number => logs.reduce((all, log) => all + log[of], 0);
  return {
    files: logs.length,
    lines: sum('lines'),
    events: sum('events'),
    malformed: sum('malformed'),
    first: tally.seen === null ? null : shownTime(tally.seen.first.at),
    last: tally.seen === null ? null : shownTime(tally.seen.last.at),
    malformed_in: logs
      .filter(({ malformed }) => malformed > 0)
      .sort((a, b) => b.malformed - a.malformed || compareTexts(a.file, b.file))
      .slice(0, 20)
      .map(({ file, malformed }) => ({ file: shown(file), lines: malformed })),
  };
}

/** As many entries of each kind as fit: fewer of every kind is better than losing the end of the story. */
function timelineOf({ entries }: Trail): Findings['timeline'] {
  for (let perKind = entriesPerKindMax; ; perKind -= 1) {
    const taken = new Map<string, number>();
    const timeline = entries
      .filter(({ kind }) => {
        taken.set(kind, (taken.get(kind) ?? 0) + 1);
        return (taken.get(kind) ?? 0) <= perKind;
      })
      .map(({ kind, text, line, moment: { at, host, file, line: number } }) => ({
        at: shownTime(at),
        host,
        kind,
        text,
        evidence: { file: shown(file), line: number, text: line },
      }));
    if (perKind === 1 || Buffer.byteLength(JSON.stringify(timeline)) <= timelineBytesMax) return timeline;
  }
}
