import { CommanderError, Command as WordParser } from 'commander';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { nearest } from '../../dsl/nearest.ts';
import type { Command, Place } from './command.ts';
import { type Field, fieldsOf } from './fields.ts';

/** What a mouth understands: its commands, and options of its own for them (`--json` in a terminal). */
export interface Mouth {
  readonly place: Place;
  readonly commands: readonly Command[];
  readonly optionsFor: (command: Command) => z.ZodObject;
}

export interface Spoken {
  readonly command: Command;
  readonly args: Record<string, unknown>;
  readonly options: Record<string, unknown>;
}

const helpFlags: readonly string[] = ['--help', '-h'];

/**
 * Reads the words a person typed: which command, with which arguments.
 * @throws LoomError `command.unknown` with the nearest name, `command.bad_arguments` with the usage line
 */
export function parse(words: readonly string[], mouth: Mouth): Spoken {
  const { command, rest } = findCommand(words, mouth);
  const help = mouth.commands.find(({ name }) => name === 'help');
  const literal = rest.indexOf('--');
  const askedForHelp = rest.slice(0, literal === -1 ? undefined : literal).some((word) => helpFlags.includes(word));
  if (help !== undefined && command !== help && askedForHelp) {
    return { command: help, args: { command: [command.name] }, options: mouth.optionsFor(help).parse({}) };
  }
  const own = fieldsOf(command.args, command.positional);
  const extra = mouth.optionsFor(command);
  const values = readWords(command, [...own, ...fieldsOf(extra)], rest);
  const pick = (schema: z.ZodObject) =>
    checked(command, own, schema, Object.fromEntries(Object.keys(schema.shape).map((key) => [key, values[key]])));
  return { command, args: pick(command.args), options: pick(extra) };
}

/** `run PROGRAM [name=value ...] [--json]` */
export function usageOf(command: Command, options: z.ZodObject = z.object({})): string {
  const fields = [...fieldsOf(command.args, command.positional), ...fieldsOf(options)];
  return [command.name, ...fields.map((field) => field.usage)].join(' ');
}

/**
 * Finds a command by its name, case not counted.
 * @returns the command whose name takes the most words, and the words behind it
 */
export function findCommand(
  words: readonly string[],
  { commands, place }: Pick<Mouth, 'commands' | 'place'>,
): { readonly command: Command; readonly rest: readonly string[] } {
  const first = (words[0] ?? '').toLowerCase();
  const here = commands.filter((command) => command.places.includes(place));
  for (const length of [3, 2]) {
    const typed = words.slice(0, length).join(' ').toLowerCase();
    const found = here.find(({ name, aliases }) => name === typed || aliases.includes(typed));
    if (found !== undefined && words.length >= length) return { command: found, rest: words.slice(length) };
  }
  const one = here.find(({ name, aliases }) => name === first || aliases.includes(first));
  const group = here.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  const isWordOfGroup = words[1] !== undefined && !words[1].startsWith('-') && one?.positional.length === 0;
  if (one !== undefined && !(group.length > 0 && isWordOfGroup)) return { command: one, rest: words.slice(1) };
  if (one !== undefined) throw unknown(words.slice(0, 2).join(' '), group);
  if (commands.some(({ name }) => name === first)) {
    throw new LoomError('command.unknown', `"${first}" does not work here.`, 'Type "help" to see what does.');
  }
  throw unknown(
    words[0] ?? '',
    here.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
}

function unknown(written: string, candidates: readonly string[]): LoomError {
  const meant = nearest(written, candidates) ?? candidates.find((name) => letters(name) === letters(written)) ?? null;
  const guess = meant === null ? '' : `Did you mean "${meant}"? `;
  return new LoomError('command.unknown', `I do not know "${written}".`, `${guess}Type "help" to see the commands.`);
}

/** The same for `rnu` and `run`: letters in the wrong order are the commonest slip. */
const letters = (word: string): string => [...word.toLowerCase()].sort().join('');

/** Sorts words into arguments and options the way every command line does; values stay text. */
function readWords(command: Command, fields: readonly Field[], words: readonly string[]): Record<string, unknown> {
  const silent = { writeOut: () => undefined, writeErr: () => undefined };
  const parser = new WordParser(command.name).exitOverride().configureOutput(silent).helpOption(false);
  const positional = fields.filter((field) => field.positional);
  for (const { label, kind, required } of positional) {
    const name = kind === 'list' ? `${label}...` : label;
    parser.argument(required ? `<${name}>` : `[${name}]`);
  }
  for (const { kind, flag, positional: byPlace } of fields) {
    if (byPlace) continue;
    if (kind === 'flag') parser.option(flag);
    else if (kind === 'flag or value') parser.option(`${flag} [value]`);
    else if (kind === 'value') parser.option(`${flag} <value>`);
    // Said once for each value, so that a list never takes the words behind it.
    else parser.option(`${flag} <value>`, '', (value: string, others: readonly string[]) => [...others, value], []);
  }
  parser.action(() => undefined);
  try {
    parser.parse([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw badArguments(command, sentence(error.message));
    throw error;
  }
  const byPlace = positional.map(({ key }, index) => [key, parser.processedArgs[index]] as const);
  return { ...parser.opts(), ...Object.fromEntries(byPlace) };
}

function checked(command: Command, fields: readonly Field[], schema: z.ZodObject, values: Record<string, unknown>) {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const field = fields.find(({ key }) => key === path[0]);
    return field === undefined || field.positional ? message : `${field.flag} ${message}`;
  });
  throw badArguments(command, `${wrong.join('; ')}.`);
}

function badArguments(command: Command, message: string): LoomError {
  return new LoomError('command.bad_arguments', message, `Usage: ${usageOf(command)}`);
}

/** "error: unknown option '--jsn'\n(Did you mean --json?)" as a person says it. */
function sentence(message: string): string {
  const [what = '', guess] = message.replace(/^error: /, '').split('\n');
  const said = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`;
  return guess === undefined ? said : `${said} ${guess.replace(/^\(|\)$/g, '')}`;
}
