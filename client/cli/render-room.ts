import type { AuditVerdict } from '../../domain/audit.ts';
import { roleOf } from '../../domain/roles.ts';
import { creatorLevel } from '../../domain/room/power-levels.ts';
import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap, wrapBehind } from './text.ts';

/** The settings of a room, or the one that was changed. */
export function renderSettings({ settings, changed }: Extract<Result, { kind: 'settings' }>, look: Look): string {
  const pen = pens(look);
  const rows = settings.map(({ name, value, set, description }) => [
    cell(visibleLine(name), pen.bold),
    cell(visibleLine(value)),
    cell(set ? 'set here' : 'unless set', pen.dim),
    cell(visibleLine(description), pen.dim),
  ]);
  const lines = table(rows, look, { head: ['setting', 'is', '', 'what it means'], gives: 3 });
  return (changed === null ? lines : [`${pen.green(signsOf(look).completed)} Set.`, ...lines]).join('\n');
}

/** Whether the chain of what was allowed and refused is whole. */
export function renderAudited({ rows, head, brokenAt }: AuditVerdict, look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  if (brokenAt !== null) {
    const said = `Entry ${brokenAt} is not what was written, or one before it is missing. What comes after cannot be trusted.`;
    return wrapBehind(pen.red(signs.failed), said, look.width).join('\n');
  }
  return [
    `${pen.green(signs.completed)} ${rows} ${rows === 1 ? 'entry' : 'entries'}, all as they were written.`,
    pen.dim(`  The last one is ${head}`),
  ].join('\n');
}

/** What an admin does with the registration of an appservice. */
export function renderRegistered({ file, url, account }: Extract<Result, { kind: 'registered' }>, look: Look): string {
  const pen = pens(look);
  const todo = [
    `It holds the tokens of @${account}: keep it where nobody else can read it.`,
    `Name it in the homeserver's app_service_config_files, and start the homeserver again; it will send events to ${url}.`,
    `Set HOLOLOOM_MATRIX_REGISTRATION to it in place of HOLOLOOM_MATRIX_TOKEN, and start the bot.`,
  ];
  return [
    `${pen.green(signsOf(look).completed)} ${pen.bold(visibleLine(file))} registers the bot`,
    ...todo.flatMap((line) => wrap(visibleLine(line), look.width, '  ')),
  ].join('\n');
}

/** Who somebody is in a room. */
export function renderPerson({ standing, may, mayNot }: Extract<Result, { kind: 'person' }>, look: Look): string {
  const pen = pens(look);
  const level = standing.level === creatorLevel ? 'as its creator' : `power level ${standing.level}`;
  const head = `${pen.bold(visibleLine(standing.user))}: ${roleOf(standing)} of this room, ${level}`;
  return [
    ...wrap(head, look.width),
    ...wrapBehind(pen.green(signsOf(look).completed), may.join(', ') || 'nothing', look.width, '  '),
    ...(mayNot.length === 0 ? [] : wrapBehind(pen.red(signsOf(look).failed), mayNot.join(', '), look.width, '  ')),
  ].join('\n');
}
