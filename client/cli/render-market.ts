import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { renderPackageCard } from './render-package-card.ts';
import { cell, table } from './table.ts';
import { pad, visible, visibleLine, wrap } from './text.ts';

/** One package: what it is and how its runs went, its versions, its documentation, its text. */
export function renderPackage(found: Extract<Result, { kind: 'package' }>, look: Look, now: number): string {
  const pen = pens(look);
  const [newest] = found.versions;
  if (newest === undefined) return '';
  const dependencies = Object.entries(newest.dependencies).map(([name, range]) => `${name} ${range}`);
  const facts = [
    ['author', newest.author],
    ['needs', dependencies.join(', ') || 'nothing else'],
    ['versions', found.versions.map(({ version }) => version).join(', ')],
    ['checksum', `sha256 ${newest.sha256}`],
  ].map(([name = '', value = '']) => [cell(pad(name, 10), pen.dim), cell(visibleLine(value))]);
  const block = (title: string, text: string) => [
    '',
    pen.bold(title),
    ...(look.medium === 'chat'
      ? [pen.code(visible(text.trimEnd()))]
      : visible(text.trimEnd())
          .split('\n')
          .map((line) => `  ${line}`)),
  ];
  const head = `${pen.bold(visibleLine(`${newest.package} ${newest.version}`))}  ${visibleLine(newest.title)}`;
  return [
    ...(found.card === null
      ? [head, ...wrap(visible(newest.description), look.width, '  ')]
      : [renderPackageCard(found.card, look, now)]),
    ...table(facts, look, { gives: 1, indent: '  ' }),
    ...block('Documentation', found.documentation),
    ...block('Program', found.source),
  ].join('\n');
}

export function renderPublished({ version, created }: Extract<Result, { kind: 'published' }>, look: Look): string {
  const pen = pens(look);
  const name = visibleLine(`${version.package} ${version.version}`);
  const said = created ? 'is published' : 'was published before, with the same content';
  return [
    `${pen.green(signsOf(look).completed)} ${pen.bold(name)} ${said}`,
    pen.dim(`  sha256 ${visibleLine(version.sha256)}`),
  ].join('\n');
}
