import type { Progress } from '../../domain/services.ts';
import { splitLine } from '../commands/line.ts';
import type { Result } from '../commands/result.ts';
import type { Loom, RoomMessage } from '../loom.ts';
import { givenAddresses } from '../services.ts';
import { complete } from './completion.ts';
import { duration } from './durations.ts';
import { execute, exitCodes, type Setting, terminalRoom } from './execute.ts';
import type { History } from './history.ts';
import { knowledgeOf } from './knowledge.ts';
import { pens, signsOf } from './look.ts';
import type { ProgressView } from './progress.ts';
import { wordsToAgree } from './render-change.ts';
import { renderError } from './render-error.ts';
import { renderMessage } from './render-questions.ts';
import { type Offer, openRoom } from './room.ts';
import { isDeaf, openTerminal } from './terminal.ts';
import { visibleLine, wrap } from './text.ts';

export interface RoomSetting extends Omit<Setting, 'place'> {
  /** Also open a room in Matrix. */
  readonly matrix: boolean;
  /** Where paths start from. */
  readonly folder: string;
  readonly history: History;
  readonly progress: ProgressView;
  readonly startedAt: number;
  /** Takes over what the services tell from now on. */
  readonly listen: (tell: (progress: Progress) => void) => void;
}

/** Starts everything, opens the room in the terminal and stays until it is left. @returns the exit code */
export async function enterRoom(setting: RoomSetting): Promise<number> {
  const { session, history, progress, startedAt, listen, folder, signal: leave } = setting;
  const loom = await session.loom(setting.matrix ? 'chat' : 'everything');
  progress.rest();
  const terminal = inRoom(setting.terminal);
  const { out } = terminal;
  out.stream.write(`${welcome(setting, Date.now() - startedAt)}\n`);
  if (isDeaf(terminal.input)) {
    terminal.err.say('Nobody types here, so all of it stays up until it is told to stop (Ctrl-C, SIGTERM).');
    await aborted(leave);
    return exitCodes.success;
  }
  const interactive = terminal.input.isTTY === true && out.area !== null;
  const knowledge = knowledgeOf(loom, folder);
  let failed = false;

  const room = openRoom({
    terminal,
    prompt: `${pens(out.look()).bold('loom>')} `,
    history,
    complete: (line) => complete(line, knowledge),
    leave,
    async say(line, signal) {
      try {
        const words = splitLine(line);
        const outcome = await execute(words, { ...setting, terminal, place: 'terminal room', signal });
        failed ||= outcome.exitCode !== exitCodes.success;
        return whatNext(outcome.result);
      } catch (error) {
        failed = true;
        terminal.err.stream.write(`${renderError(error, terminal.err.look(), terminal.environment)}\n`);
        return 'stay';
      }
    },
  });
  const isOurs = runsOfRoom(loom);
  const hear = async (message: RoomMessage): Promise<void> => {
    if (message.room === terminalRoom || (await isOurs(message.run))) {
      room.notify(renderMessage(message, out.look(), Date.now()));
    }
  };
  listen(({ state, text }) => {
    if (state === 'notice') room.notify(`${signsOf(out.look()).warning} ${visibleLine(text)}`);
  });
  const stopListening = await loom.runs.listen(null, (message) => void hear(message));
  await room.left.finally(stopListening);
  // A script wants to know whether its lines worked; a person has seen it.
  return failed && !interactive ? exitCodes.failure : exitCodes.success;
}

/** Where somebody has to agree, the words for it stand at the prompt. */
function whatNext(result: Result | null): 'stay' | 'leave' | Offer {
  if (result?.kind === 'leave') return 'leave';
  const asks = result?.kind === 'change' && result.receipt === null && result.prepared.needsYes;
  return asks ? { next: wordsToAgree(result.prepared) } : 'stay';
}

const runsKnownMax = 500;

/** Tells whether a run was started in a terminal: what such a run says in other rooms is shown here as well. */
function runsOfRoom(loom: Loom): (run: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (run) => {
    const answer =
      known.get(run) ??
      loom.runs.get(run).then(
        ({ room }) => room === terminalRoom,
        () => false,
      );
    known.set(run, answer);
    for (const oldest of known.keys()) {
      if (known.size <= runsKnownMax) break;
      known.delete(oldest);
    }
    return answer;
  };
}

/** Resolves when the signal is aborted; keeps the process alive until then. */
function aborted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  return new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  }).finally(() => clearInterval(alive));
}

/** In the room commands are typed as they are. */
function inRoom({ input, out, err, environment }: Setting['terminal']): Setting['terminal'] {
  return openTerminal({ stdin: input, stdout: out.stream, stderr: err.stream, env: environment }, '');
}

function welcome(setting: RoomSetting, tookMs: number): string {
  const { terminal, session } = setting;
  const look = terminal.out.look();
  const pen = pens(look);
  const ui = session.services()?.addresses.temporalUiUrl ?? null;
  return [
    '',
    pen.bold(`HoloLoom is ready (${duration(tookMs)}).`),
    ...wrap('Try: run security-incident-pro incident_id=INC-42', look.width, '  '),
    ...wrap('Also: runs, market, check, doctor, help, quit. Tab completes.', look.width, '  '),
    ...(ui === null ? [] : [`  Temporal: ${visibleLine(ui)}`]),
    ...matrixLines(setting),
    '',
  ].join('\n');
}

/** How to get into the room in Matrix, with any client. */
function matrixLines({ session, matrix, terminal }: RoomSetting): readonly string[] {
  const pen = pens(terminal.out.look());
  const chat = session.services()?.chat ?? null;
  if (chat === null) return matrix && givenAddresses().matrixUrl !== null ? ['  Matrix: the bot listens.'] : [];
  const { homeserverUrl, user, password, room, bot } = chat;
  return [
    '',
    `  ${pen.bold('Matrix')}: log in with any client, then say "!loom help" in the room.`,
    `    homeserver  ${homeserverUrl}`,
    `    user        ${user}`,
    `    password    ${password}`,
    `    room        ${room} (you are in it; ${bot} is the bot)`,
  ];
}
