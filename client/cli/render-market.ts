import type { Result } from '../commands/result.ts';
import type { PublishedVersion } from '../loom.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visible, visibleLine, wrap } from './text.ts';

/** The published packages, newest version of each. */
export function renderPackages(packages: readonly PublishedVersion[], look: Look): string {
  if (packages.length === 0) {
    const hint = `Nothing is published yet. "${look.prompt}market publish FOLDER" publishes a package.`;
    return wrap(hint, look.width).join('\n');
  }
  const pen = pens(look);
  const rows = packages.map(({ package: name, version, title }) => [
    cell(visibleLine(name), pen.bold),
    cell(visibleLine(version)),
    cell(visibleLine(title), pen.dim),
  ]);
  return table(rows, look, { head: ['package', 'version', 'title'], gives: 2 }).join('\n');
}

/** One package: what it is, its versions, its documentation, its text. */
export function renderPackage(found: Extract<Result, { kind: 'package' }>, look: Look): string {
  const pen = pens(look);
  const [newest] = found.versions;
  if (newest === undefined) return '';
  const dependencies = Object.entries(newest.dependencies).map(([name, range]) => `${name} ${range}`);
  const facts = [
    ['by', newest.author],
    ['published', newest.publishedAt],
    ['checksum', `sha256 ${newest.sha256}`],
    ['needs', dependencies.join(', ') || 'nothing else'],
    ['versions', found.versions.map(({ version }) => version).join(', ')],
  ].map(([name = '', value = '']) => [cell(name, pen.dim), cell(visibleLine(value))]);
  const block = (title: string, text: string) => [
    '',
    pen.bold(title),
    ...(look.medium === 'chat'
      ? [pen.code(visible(text.trimEnd()))]
      : visible(text.trimEnd())
          .split('\n')
          .map((line) => `  ${line}`)),
  ];
  return [
    `${pen.bold(visibleLine(`${newest.package} ${newest.version}`))}  ${visibleLine(newest.title)}`,
    ...wrap(visible(newest.description), look.width, '  '),
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
