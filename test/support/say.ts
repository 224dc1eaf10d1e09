import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import type { Context } from '../../client/commands/command.ts';
import { splitLine } from '../../client/commands/line.ts';
import { parse } from '../../client/commands/parse.ts';
import type { Result } from '../../client/commands/result.ts';

/** Does what a line says, as a mouth would. */
export function say(line: string, context: Context): Promise<Result> {
  const place = context.place === 'chat' ? 'terminal room' : context.place;
  const { command, args } = parse(splitLine(line), terminalMouth(place));
  return command.run({ ...context, loom: (needs = command.needs) => context.loom(needs) }, args);
}

/** Code and message of what went wrong. */
export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing went wrong',
    (error) => [error.code, error.message],
  );
