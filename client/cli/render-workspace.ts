import type { Change } from '../../domain/market/difference.ts';
import type { WorkspaceSettings } from '../../domain/market/settings.ts';
import type { Result } from '../commands/result.ts';
import type { GenerationView, UpdateView, WorkspaceView } from '../market-workspace.ts';
import { ago, duration } from './durations.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

/** What a room has installed: what was asked for, then what that needs. */
export function renderInstalled({ generation, entries, avoided }: WorkspaceView, look: Look): string {
  if (entries.length === 0) {
    const hint = `Nothing is installed in this room. "${look.prompt}market install PACKAGE" shows what a package would bring.`;
    return wrap(hint, look.width).join('\n');
  }
  const pen = pens(look);
  const rows = entries
    .toSorted((one, other) => Number(other.direct) - Number(one.direct))
    .map((entry) => [
      cell(visibleLine(entry.package), entry.direct ? pen.bold : pen.dim),
      cell(visibleLine(entry.version)),
      cell(entry.direct ? visibleLine(entry.range ?? '') : 'as a dependency', pen.dim),
      cell(entry.autoUpdate ? 'updates by itself' : '', pen.dim),
    ]);
  return [
    pen.dim(`Generation ${generation} of this room`),
    ...table(rows, look, { head: ['package', 'version', 'range', ''], gives: 0 }),
    ...(avoided.length === 0
      ? []
      : wrap(`Returned from: ${avoided.map(visibleLine).join(', ')}`, look.width).map(pen.dim)),
  ].join('\n');
}

/** Which packages are behind. */
export function renderOutdated(updates: readonly UpdateView[], look: Look, now: number): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const behind = updates.filter(
    ({ update, waiting, beyond, yanked }) => update !== null || waiting !== null || beyond !== null || yanked,
  );
  if (behind.length === 0) return `${pen.green(signs.completed)} Everything that is installed here is up to date.`;
  const rows = behind.map(({ package: name, installed, update, waiting, beyond, yanked }) => [
    cell(visibleLine(name), pen.bold),
    cell(yanked ? `${installed} (yanked)` : installed, yanked ? pen.red : pen.dim),
    cell(update ?? '', pen.green),
    cell(waiting === null ? '' : `${waiting.version} in ${duration(Date.parse(waiting.until) - now)}`, pen.dim),
    cell(beyond ?? '', pen.dim),
  ]);
  return [
    ...table(rows, look, { head: ['package', 'installed', 'update', 'waits', 'beyond its range'], gives: 0 }),
    ...(behind.some(({ update }) => update !== null) ? [pen.dim(`  ${look.prompt}market update`)] : []),
  ].join('\n');
}

/** The sets a room had. */
export function renderGenerations(generations: readonly GenerationView[], look: Look, now: number): string {
  if (generations.length === 0) return 'Nothing was ever installed in this room.';
  const pen = pens(look);
  const rows = generations.map(({ number, current, at, by, reason, changes }) => [
    cell(current ? signsOf(look).arrow : ' ', pen.green),
    cell(String(number), current ? pen.bold : undefined),
    cell(visibleLine(reason)),
    cell(visibleLine(changes.map(changeText).join(', ')), pen.dim),
    cell(`${visibleLine(by)}, ${ago(now - Date.parse(at))}`, pen.dim),
  ]);
  return [
    ...table(rows, look, { gives: 3 }),
    ...(generations.length > 1 ? [pen.dim(`  ${look.prompt}market rollback NUMBER`)] : []),
  ].join('\n');
}

function changeText({ package: name, from, to }: Change): string {
  if (to === null) return `-${name} ${from}`;
  return from === null ? `+${name} ${to}` : `${name} ${from} to ${to}`;
}

export function renderRolledBack({ receipt, workspace }: Extract<Result, { kind: 'rolled_back' }>, look: Look): string {
  const done = `${pens(look).green(signsOf(look).completed)} This room is at generation ${receipt.generation} again, and was at ${receipt.before}.`;
  return [done, 'Runs that go on finish on the plan they have.', renderInstalled(workspace, look)].join('\n');
}

export function renderMarketSettings(settings: WorkspaceSettings, look: Look): string {
  const { cooldownMs, canary, canaryMs, watchMs, everyMs } = settings;
  const rows = [
    ['cooldown', `${duration(cooldownMs)} before an update takes a new version`],
    [
      'canary',
      canary === null ? 'no room tries updates first' : `${canary} tries updates first, for ${duration(canaryMs)}`,
    ],
    ['watch', `runs are compared for ${duration(watchMs)} after an update`],
    ['every', `updates are looked for every ${duration(everyMs)}`],
  ];
  return table(
    rows.map(([label = '', text = '']) => [cell(label, pens(look).dim), cell(visibleLine(text))]),
    look,
    { gives: 1 },
  ).join('\n');
}
