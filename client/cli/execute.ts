import { LoomError } from '../../domain/errors.ts';
import { userName } from '../../domain/people.ts';
import type { Context, Files, Place } from '../commands/command.ts';
import { commands } from '../commands/index.ts';
import { parse, type Spoken } from '../commands/parse.ts';
import { type Result, succeeded } from '../commands/result.ts';
import { newRequestId } from './ids.ts';
import { ownName, ownVersion } from './installation.ts';
import { renderErrorJson, renderJson } from './json.ts';
import { type LiveCard, openLiveCard } from './live-card.ts';
import { render } from './render.ts';
import { renderError } from './render-error.ts';
import type { Session } from './session.ts';
import { surroundings } from './surroundings.ts';
import type { Terminal } from './terminal.ts';
import { terminalMouth, terminalOptionsSchema } from './terminal-mouth.ts';

export const exitCodes = { success: 0, failure: 1, wrongUse: 2, interrupted: 130 } as const;

/** What runs that are started in a terminal take for their room. */
export const terminalRoom = 'terminal';
/** Who sits at the machine may do anything. */
const adminLevel = 100;

/** What came of a command: its result when it had one, and the exit code of a process that did nothing else. */
export interface Outcome {
  readonly result: Result | null;
  readonly exitCode: number;
}

export interface Setting {
  readonly place: Extract<Place, 'command line' | 'terminal room'>;
  readonly terminal: Terminal;
  readonly session: Session;
  readonly files: Files;
  readonly home: string;
  /** Aborted when the person stops looking. */
  readonly signal: AbortSignal;
}

/** A command that was told to stop has this long to come to its own end. */
const graceMs = 3_000;

/** Does what the words say and prints what came of it: results on `out`, all else on `err`. Never throws. */
export async function execute(words: readonly string[], setting: Setting): Promise<Outcome> {
  const { terminal, place, signal } = setting;
  const { out, err } = terminal;
  // Words that cannot be read may still say how their error is wanted.
  let asJson = words.includes('--json');
  let card: LiveCard | null = null;
  const closeCard = (): void => {
    card?.close();
    card = null;
  };
  try {
    const spoken = parse(words, terminalMouth(place));
    asJson = terminalOptionsSchema.partial().parse(spoken.options).json ?? false;
    const context = contextOf(spoken, setting, (run) => {
      card ??= openLiveCard(err, place === 'terminal room');
      card.show(run);
    });
    const result = await unlessAborted(spoken.command.run(context, spoken.args), signal);
    closeCard();
    const text = asJson ? renderJson(result) : render(result, out.look(), Date.now());
    if (text !== '') out.stream.write(`${text}\n`);
    return { result, exitCode: exitCodeOf(result, signal) };
  } catch (thrown) {
    closeCard();
    if (signal.aborted) return { result: null, exitCode: exitCodes.interrupted };
    if (asJson) out.stream.write(`${renderErrorJson(thrown)}\n`);
    err.stream.write(`${renderError(thrown, err.look(), terminal.environment)}\n`);
    const { code } = LoomError.from(thrown);
    const wrongUse = code === 'command.unknown' || code === 'command.bad_arguments';
    return { result: null, exitCode: wrongUse ? exitCodes.wrongUse : exitCodes.failure };
  }
}

function contextOf({ command, options }: Spoken, setting: Setting, show: Context['show']): Context {
  const { place, terminal, session, files, home, signal } = setting;
  const { requestId = newRequestId(), as = ownName(terminal.environment) } = terminalOptionsSchema
    .partial()
    .parse(options);
  return {
    loom: (needs = command.needs) => session.loom(needs),
    found: session.found,
    caller: { requestId, room: terminalRoom, requester: userName(as), level: adminLevel, everywhere: true },
    place,
    signal,
    show,
    files,
    surroundings: async () => {
      await session.found();
      return surroundings(home, session.services());
    },
    // Who sits at the machine may do anything.
    permit: () => undefined,
    desk: null,
    version: ownVersion(),
    commands,
  };
}

function exitCodeOf(result: Result, signal: AbortSignal): number {
  if (result.kind === 'run' && result.run.status === 'running' && signal.aborted) return exitCodes.interrupted;
  return succeeded(result) ? exitCodes.success : exitCodes.failure;
}

/** Waits for the work, but not much longer than the person does. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let listener: (() => void) | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    listener = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
    if (listener !== undefined) signal.removeEventListener('abort', listener);
  }
}
