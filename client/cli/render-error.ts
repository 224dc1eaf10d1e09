import { LoomError } from '../../domain/errors.ts';
import { type Look, pens, signsOf } from './look.ts';
import { visible, visibleLine, wrapBehind } from './text.ts';

/** What happened, what to do, the code. Never a stack, except for who asked for it with HOLOLOOM_DEBUG. */
export function renderError(thrown: unknown, look: Look, environment: NodeJS.ProcessEnv = {}): string {
  const error = LoomError.from(thrown);
  const pen = pens(look);
  const signs = signsOf(look);
  // Problems of a program are lines with carets below them: breaking them anew would move the carets.
  const happened =
    error.code === 'loop.has_problems' || error.code === 'market.not_publishable'
      ? [pen.code(visible(error.message)), '']
      : wrapBehind(pen.red(signs.failed), visible(error.message), look.width);
  return [
    ...happened,
    ...wrapBehind(signs.arrow, visible(error.hint), look.width, '  '),
    pen.dim(`  ${visibleLine(error.code)}`),
    ...(environment.HOLOLOOM_DEBUG ? [visible(stackOf(thrown))] : []),
  ].join('\n');
}

function stackOf(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined || depth > 8 ? '' : `\ncaused by ${stackOf(thrown.cause, depth + 1)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
