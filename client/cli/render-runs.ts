import type { RunSummary } from '../../domain/run.ts';
import { states } from './card.ts';
import { ago, between, duration } from './durations.ts';
import { runIdOf } from './ids.ts';
import { colourOf, type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

/** The list of runs, newest first. */
export function renderRuns(runs: readonly RunSummary[], look: Look, now: number): string {
  if (runs.length === 0) {
    return wrap(`Nothing has run yet. "${look.prompt}market" lists what can be run.`, look.width).join('\n');
  }
  const pen = pens(look);
  const signs = signsOf(look);
  const rows = runs.map((run) => {
    const [word, likeStep] = states[run.status];
    return [
      cell(`${signs[likeStep]} ${visibleLine(runIdOf(run))}`, colourOf(likeStep, pen)),
      cell(visibleLine(`${run.loop} ${run.version ?? ''}`)),
      cell(word),
      cell(ago(now - Date.parse(run.startedAt)), pen.dim),
      cell(duration(between(run.startedAt, run.endedAt, now)), pen.dim),
    ];
  });
  return table(rows, look, { head: ['run', 'loop', 'status', 'started', 'took'], gives: 1 }).join('\n');
}
