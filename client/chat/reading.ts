import { LoomError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Command } from '../commands/command.ts';
import { fieldsOf } from '../commands/fields.ts';
import { splitLine } from '../commands/line.ts';
import { findCommand, type Mouth, parse, type Spoken, usageOf } from '../commands/parse.ts';
import { pipedIn } from '../commands/program.ts';
import { type Addressed, addressed, type SaidText, type Surroundings } from './addressed.ts';
import { type Block, takeBlocks } from './blocks.ts';
import { plainTyping } from './typography.ts';

/** Where it was said, and the run whose thread it is. */
export interface Hearing extends Surroundings {
  readonly mouth: Mouth;
  /** What people type to mean the run of this thread: a command that needs a run takes it when none is named. */
  readonly runOfThread: string | null;
}

/** What a message says to us. */
export type Reading =
  /** Nothing: people talk to each other, or a bot talks. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'refused'; readonly error: LoomError }
  | { readonly kind: 'spoken'; readonly spoken: Spoken; readonly blocks: readonly Block[] };

const silence: Reading = { kind: 'silence' };
/** Reads a message. Total: whatever the text, it is a command, a refusal that says why, or deliberately nothing. */
export function read(said: SaidText, hearing: Hearing): Reading {
  const heard = addressed(said, hearing);
  if (heard === null) return silence;
  try {
    return readCommand(heard, hearing);
  } catch (error) {
    return { kind: 'refused', error: LoomError.from(error) };
  }
}

function readCommand({ text, how }: Addressed, hearing: Hearing): Reading {
  const { mouth } = hearing;
  const { blocks, rest } = takeBlocks(text);
  const line = plainTyping(rest);
  // In the thread of a run people may also talk about it.
  if (how === 'thread' && !beginsWithCommand(line, mouth)) return silence;
  assertReadable(text);
  const words = splitLine(line);
  if (words.length === 0) words.push(...(blocks.some(({ kind }) => kind === 'loop') ? ['plan'] : ['help']));
  const { command, rest: given } = findCommand(words, mouth);
  const name = words.slice(0, words.length - given.length);
  const whole = [...name, ...withBlocks(command, given, blocks)];
  return { kind: 'spoken', spoken: parseInThread(whole, command, name.length, hearing), blocks };
}

function beginsWithCommand(line: string, { commands, place }: Mouth): boolean {
  const [first = ''] = line.trim().toLowerCase().split(/\s/, 1);
  return commands.some(
    ({ name, aliases, places }) =>
      places.includes(place) && [name, ...aliases].some((each) => each.split(' ', 1)[0] === first),
  );
}

/** Neither PostgreSQL nor Temporal can keep such a text. @throws LoomError `chat.unreadable_text` */
function assertReadable(text: string): void {
  if (!/[\0\p{Cs}\ufffd]/u.test(text)) return;
  throw new LoomError(
    'chat.unreadable_text',
    'The message holds a character that is none (U+0000, or half of one).',
    'Type it anew, or paste it without that character.',
  );
}

/** Puts what was pasted where the command wants it. @throws LoomError `command.bad_arguments` */
function withBlocks(command: Command, words: readonly string[], blocks: readonly Block[]): readonly string[] {
  const fields = fieldsOf(command.args, command.positional);
  const takesProgram = fields.some(({ completes }) => completes === 'program' || completes === 'file');
  const takesValues = fields.some(({ kind, label }) => kind === 'list' && label === 'name=value');
  const programs = blocks.filter(({ kind }) => kind === 'loop');
  const values = blocks.flatMap((block) => (block.kind === 'values' ? [block.values] : []));
  const refuse = (message: string, hint = `Usage: ${usageOf(command)}`): never => {
    throw new LoomError('command.bad_arguments', message, hint);
  };
  if (programs.length > 1) refuse('Two programs are pasted.', 'Paste one at a time, or put both into one block.');
  if (programs.length > 0 && !takesProgram) refuse(`"${command.name}" takes no program.`);
  const withProgram = programs.length > 0 && !words.includes(pipedIn) ? [pipedIn, ...words] : words;
  // A package is a program, what is said about it, and how to use it: it takes blocks of every kind as they are.
  if (isPackage(command)) return words.length === 0 ? [pipedIn] : withProgram;
  if (values.length > 0 && !takesValues) refuse(`"${command.name}" takes no values.`);
  if (blocks.some(({ kind }) => kind === 'text')) {
    refuse('I cannot tell what the block is.', 'Paste a program that begins with LOOP, or values as a JSON object.');
  }
  return [...withProgram, ...values.flatMap(wordsOf)];
}

const isPackage = ({ positional }: Command): boolean => positional[0] === 'folder';

/** `{"repo": "core", "limit": 5}` as somebody would type it. */
function wordsOf(values: JsonObject): string[] {
  return Object.entries(values).map(([name, value]) => {
    return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
}

/** In the thread of a run, commands about a run are about that one unless they name another. */
function parseInThread(
  words: readonly string[],
  command: Command,
  nameLength: number,
  { mouth, runOfThread }: Hearing,
): Spoken {
  const [first] = fieldsOf(command.args, command.positional);
  const about = first?.positional === true && (first.completes === 'run' || first.completes === 'question');
  if (runOfThread === null || !about) return parse(words, mouth);
  const given = words.slice(nameLength);
  if (given.length === 0 || given[0]?.startsWith('-')) {
    return parse([...words.slice(0, nameLength), runOfThread, ...given], mouth);
  }
  try {
    return parse(words, mouth);
  } catch (error) {
    if (LoomError.from(error).code !== 'command.bad_arguments') throw error;
    return parse([...words.slice(0, nameLength), runOfThread, ...given], mouth);
  }
}
