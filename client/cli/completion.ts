import type { Command, Place } from '../commands/command.ts';
import { type Completes, type Field, fieldsOf } from '../commands/fields.ts';
import { splitLine } from '../commands/line.ts';
import { findCommand } from '../commands/parse.ts';
import { isPath } from '../commands/words.ts';
import { terminalOptions } from './terminal-mouth.ts';

/** What words can be completed with; asked only when it matters, and never throws. */
export interface Knowledge {
  readonly place: Place;
  readonly commands: readonly Command[];
  readonly packages: () => Promise<readonly string[]>;
  /** Packages somebody installed by name. */
  readonly installed: () => Promise<readonly string[]>;
  /** Names of the inputs of a program. */
  readonly inputs: (program: string) => Promise<readonly string[]>;
  readonly runs: () => Promise<readonly string[]>;
  /** Numbers of the open questions of the room. */
  readonly questions: () => Promise<readonly string[]>;
  /** Paths that begin like this; folders end in a slash. */
  readonly files: (beginning: string) => Promise<readonly string[]>;
}

/**
 * Completes the last word of a line.
 * @returns what it may become, each with the space or sign that follows, and the word as it stands
 */
export async function complete(line: string, knowledge: Knowledge): Promise<[string[], string]> {
  const [, head = '', last = ''] = /^(.*?)(\S*)$/s.exec(line) ?? [];
  const candidates = await candidatesFor(words(head), last, knowledge);
  return [[...new Set(candidates)].filter((candidate) => candidate.startsWith(last)).sort(), last];
}

async function candidatesFor(
  before: readonly string[],
  last: string,
  knowledge: Knowledge,
): Promise<readonly string[]> {
  const names = commandWords(before, knowledge);
  const spoken = commandOf(before, knowledge);
  if (spoken === null) return names;
  const { command, rest } = spoken;
  const given = rest.filter((word) => !word.startsWith('-'));
  const fields = fieldsOf(command.args, command.positional);
  if (last.startsWith('-')) {
    const flags = [...fields, ...fieldsOf(terminalOptions(command))].filter(({ positional }) => !positional);
    return flags.map(({ flag }) => `${flag} `);
  }
  const field = fieldAt(fields, given.length);
  const values = field === undefined ? [] : await valuesOf(field.completes, given, last, knowledge);
  return [...names, ...values];
}

/** The next word of every command whose name begins with the words so far. */
function commandWords(before: readonly string[], { commands, place }: Knowledge): string[] {
  return commands
    .filter(({ places }) => places.includes(place))
    .map(({ name }) => name.split(' '))
    .filter((name) => name.length > before.length && before.every((word, index) => word.toLowerCase() === name[index]))
    .map((name) => `${name[before.length]} `);
}

function commandOf(before: readonly string[], knowledge: Knowledge): ReturnType<typeof findCommand> | null {
  try {
    return before.length === 0 ? null : findCommand(before, knowledge);
  } catch {
    return null;
  }
}

/** The field a positional word belongs to; a list takes all that follow. */
function fieldAt(fields: readonly Field[], index: number): Field | undefined {
  const positional = fields.filter((field) => field.positional);
  const last = positional.at(-1);
  return positional[index] ?? (last?.kind === 'list' ? last : undefined);
}

async function valuesOf(completes: Completes | null, given: readonly string[], last: string, knowledge: Knowledge) {
  const spaced = (all: readonly string[]): string[] => all.map((each) => `${each} `);
  const files = async (): Promise<string[]> =>
    (await knowledge.files(last)).map((path) => (path.endsWith('/') ? path : `${path} `));
  switch (completes) {
    case 'command':
      return commandWords(given, knowledge);
    case 'file':
      return files();
    case 'package':
      return spaced(await knowledge.packages());
    case 'installed':
      return spaced(await knowledge.installed());
    case 'program':
      return isPath(last) ? files() : spaced(await knowledge.packages());
    case 'run':
      return spaced(await knowledge.runs());
    case 'question':
      return spaced(await knowledge.questions());
    case 'input': {
      const known = await knowledge.inputs(given[0] ?? '');
      const used = given.map((word) => word.split('=', 1)[0]);
      return known.filter((name) => !used.includes(name)).map((name) => `${name}=`);
    }
    case null:
      return [];
  }
}

function words(head: string): string[] {
  try {
    return splitLine(head);
  } catch {
    return head.trim().split(/\s+/);
  }
}
