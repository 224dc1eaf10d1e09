import type { MoveReport, MovesReport } from '../loom.ts';
import { runIdOf } from './ids.ts';
import { type Look, pens, signsOf } from './look.ts';
import { visibleLine, wrap } from './text.ts';

/** Which runs could go on with another plan, and what keeps the others. */
export function renderMoves({ loop, hash, runs }: MovesReport, look: Look): string {
  const pen = pens(look);
  const count = runs.filter(({ move }) => move.could === true).length;
  const head =
    runs.length === 0
      ? `No run of ${visibleLine(loop)} is going on.`
      : `${pen.bold(visibleLine(loop))}: ${count} of ${runs.length} running ${runs.length === 1 ? 'run' : 'runs'} could move`;
  return [head, ...runs.flatMap((run) => lines(run, look)), pen.dim(`  to plan ${visibleLine(hash)}`)].join('\n');
}

function lines({ run, move }: MoveReport, look: Look): string[] {
  const pen = pens(look);
  const signs = signsOf(look);
  const id = visibleLine(runIdOf(run));
  switch (move.could) {
    case true: {
      const steps = move.begun === 1 ? 'the step it has begun is' : `the ${move.begun} steps it has begun are`;
      return [`  ${pen.green(signs.completed)} ${id}: could move, as ${steps} the same`];
    }
    case false: {
      const where = move.step === null ? '' : ` at ${visibleLine(move.step)}`;
      return [
        `  ${pen.red(signs.failed)} ${id}: stays${where}`,
        ...wrap(visibleLine(move.why), look.width, '      ').map(pen.dim),
      ];
    }
    case 'same plan':
      return [`  ${pen.dim(signs.dot)} ${id}: runs on this plan already`];
    case 'not known':
      return [`  ${pen.yellow(signs.warning)} ${id}: no worker answers for it, so what it has done is not known`];
  }
}
