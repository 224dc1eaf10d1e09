import { z } from 'zod';
import type { Command } from '../commands/command.ts';
import { fieldsOf } from '../commands/fields.ts';
import { usageOf } from '../commands/parse.ts';
import type { Result } from '../commands/result.ts';
import { type Look, pens } from './look.ts';
import { cell, table } from './table.ts';
import { terminalOptions } from './terminal-mouth.ts';
import { pad, widthOf, wrap } from './text.ts';

/** A summary beside the usage needs this many columns; where there are fewer it stands below. */
const besideMin = 32;

/** All commands, one line each. */
export function renderCommands({ commands, withheld }: Extract<Result, { kind: 'commands' }>, look: Look): string {
  const pen = pens(look);
  const usages = commands.map(shortUsage);
  const others = withheld === 0 ? '' : ` ${withheld} more ask for a higher power level than yours.`;
  const more = wrap(`"${look.prompt}help COMMAND" tells more about one.${others}`, look.width);
  if (look.medium === 'chat') {
    const rows = commands.map(({ summary }, index) => [cell(usages[index] ?? '', pen.bold), cell(summary)]);
    return [...table(rows, look, { gives: 1 }), '', ...more].join('\n');
  }
  const wide = Math.max(...usages.map((usage) => widthOf(usage))) + 4;
  const beside = look.width - wide >= besideMin;
  const lines = commands.flatMap(({ summary }, index) => {
    const usage = pen.bold(usages[index] ?? '');
    const margin = beside ? ' '.repeat(wide) : '      ';
    const [first = '', ...others] = wrap(summary, look.width, margin);
    return beside ? [`  ${pad(usage, wide - 2)}${first.trimStart()}`, ...others] : [`  ${usage}`, first, ...others];
  });
  return [...lines, '', ...more].join('\n');
}

/** Positional arguments only: options are told by `help COMMAND`. */
function shortUsage(command: Command): string {
  const positional = fieldsOf(command.args, command.positional).filter((field) => field.positional);
  return [command.name, ...positional.map((field) => field.usage)].join(' ');
}

/** One command whole: usage, arguments, options, examples. */
export function renderCommand(command: Command, look: Look): string {
  const pen = pens(look);
  const options = look.medium === 'chat' ? z.object({}) : terminalOptions(command);
  const fields = [...fieldsOf(command.args, command.positional), ...fieldsOf(options)];
  const described = (wanted: boolean) => fields.filter(({ positional }) => positional === wanted);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', pen.bold(title), ...lines];
  const explained = (wanted: boolean) =>
    described(wanted).flatMap(({ usage, description }) => [
      `  ${usage.replace(/^\[|\]$/g, '')}`,
      ...wrap(`${description}.`, look.width, '      '),
    ]);
  return [
    ...wrap(command.summary, look.width),
    '',
    ...wrap(`${pen.bold('Usage:')} ${look.prompt}${usageOf(command, options)}`, look.width),
    ...section('Arguments', explained(true)),
    ...section('Options', explained(false)),
    ...section(
      'Examples',
      command.examples.map((example) => `  ${look.prompt}${example}`),
    ),
    ...section('Also called', command.aliases.length === 0 ? [] : [`  ${command.aliases.join(', ')}`]),
  ].join('\n');
}
