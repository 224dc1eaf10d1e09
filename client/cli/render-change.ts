import type { Change, Growth } from '../../domain/market/difference.ts';
import { type PowerKind, powerKinds } from '../../domain/market/generation.ts';
import { inWords, shortHash } from '../../domain/market/proposal.ts';
import type { Result } from '../commands/result.ts';
import type { PreparedChange } from '../market-workspace.ts';
import { type Look, pens, signsOf } from './look.ts';
import { renderMoves } from './render-moves.ts';
import { type Cell, cell, table } from './table.ts';
import { visibleLine, wrap, wrapBehind } from './text.ts';

/** A change to what is installed: made, or shown with what to type to agree. */
export function renderChange({ prepared, receipt }: Extract<Result, { kind: 'change' }>, look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  if (prepared.idle) return `${pen.green(signs.completed)} Nothing changes: it is so already.`;
  const words = visibleLine(inWords(prepared.request));
  const head =
    receipt === null
      ? [pen.bold(`market ${words}`), ...wrap('would change what is installed in this room:', look.width, '  ')]
      : [
          `${pen.green(signs.completed)} ${visibleLine(doneText(prepared))}`,
          pen.dim(`  generation ${receipt.generation}${receipt.before === 0 ? '' : `, before ${receipt.before}`}`),
        ];
  return [
    ...head,
    ...table(
      prepared.changes.map((change) => changeRow(change, look)),
      look,
      { gives: 1, indent: '  ' },
    ),
    ...growthLines(prepared.growth, look),
    ...sizeLines(prepared, look),
    ...meanwhileLines(prepared, look),
    ...(receipt === null ? agreeLines(prepared, look) : []),
  ].join('\n');
}

/** `forensic-tools (installed), compliance-logger (installed)` */
function doneText({ changes }: PreparedChange): string {
  if (changes.length === 0) return 'Done: only how it updates is different.';
  const became = ({ from, to }: Change): string =>
    to === null ? 'uninstalled' : from === null ? 'installed' : `${from} replaced`;
  return changes.map((change) => `${change.package} (${became(change)})`).join(', ');
}

function changeRow({ package: name, from, to, direct }: Change, look: Look): Cell[] {
  const pen = pens(look);
  const versions = to === null ? `${from} goes` : from === null ? to : `${from} ${signsOf(look).arrow} ${to}`;
  return [
    cell(to === null ? '-' : from === null ? '+' : '~', to === null ? pen.red : from === null ? pen.green : pen.yellow),
    cell(visibleLine(name), pen.bold),
    cell(visibleLine(versions)),
    cell(direct ? '' : 'as a dependency', pen.dim),
  ];
}

const powerLabels: Readonly<Record<PowerKind, string>> = {
  hosts: 'calls',
  secrets: 'uses secrets',
  agents: 'asks agents',
  hostTools: 'HOST tools',
  rooms: 'speaks in',
  people: 'asks people',
  writes: 'changes things',
};

function growthLines(growth: readonly Growth[], look: Look): string[] {
  const pen = pens(look);
  return growth.flatMap(({ package: name, powers }) => [
    pen.bold(`  ${visibleLine(name)} may touch what it could not touch before`),
    ...powerKinds.flatMap((kind) => {
      const what = powers[kind];
      if (what === undefined) return [];
      const label = powerLabels[kind];
      const [first = '', ...others] = wrap(what.map(visibleLine).join(', '), look.width, ' '.repeat(20));
      const shown = kind === 'writes' || kind === 'secrets' ? pen.yellow(label) : pen.dim(label);
      return [`    ${shown}${' '.repeat(16 - label.length)}${first.trimStart()}`, ...others];
    }),
  ]);
}

function sizeLines({ sizes }: PreparedChange, look: Look): string[] {
  if (sizes.packages === 0) return [];
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
  const plans = sizes.planBytes === 0 ? '' : `, ${kib(sizes.planBytes)} of plans compiled for this room`;
  return [pens(look).dim(`  ${kib(sizes.sourceBytes)} of programs${plans}`)];
}

/** What it means for what runs, and for what runs by itself. */
function meanwhileLines({ moves, schedules }: PreparedChange, look: Look): string[] {
  const pen = pens(look);
  return [
    ...moves.flatMap((report) => [
      '  Runs that go on finish on the plan they have.',
      ...indented(renderMoves(report, look)),
    ]),
    ...schedules.flatMap(({ loop, version }) =>
      wrapBehind(
        pen.yellow(signsOf(look).warning),
        `${visibleLine(loop)} runs by itself as ${visibleLine(version ?? 'it was')} until it is scheduled again: ${look.prompt}schedule remove ${visibleLine(loop)}, then schedule add.`,
        look.width,
        '  ',
      ),
    ),
  ];
}

const indented = (text: string): string[] => text.split('\n').map((line) => `  ${line}`);

/** What to type to agree to exactly this. */
export function wordsToAgree({ request, hash }: PreparedChange): string {
  const flags = request.kind === 'install' && request.autoUpdate === true ? ' --auto-update' : '';
  return `market ${inWords(request)}${flags} --yes ${shortHash(hash)}`;
}

function agreeLines(prepared: PreparedChange, look: Look): string[] {
  const line = `${look.prompt}${visibleLine(wordsToAgree(prepared))}`;
  return ['  Nothing is changed yet. To agree:', `    ${pens(look).bold(line)}`];
}
