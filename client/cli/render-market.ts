import { fingerprint } from '../../domain/market/signature.ts';
import type { Result } from '../commands/result.ts';
import type { PublishedVersion } from '../market-door.ts';
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
    ['signed', signedBy(newest)],
    ['needs', dependencies.join(', ') || 'nothing else'],
    ['versions', found.versions.map(versionWithStanding).join(', ')],
    ...(newest.yanked === null ? [] : [['withdrawn', newest.yanked]]),
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
    ...(found.from === undefined
      ? []
      : [
          '',
          pen.yellow(
            `At ${visibleLine(found.from)}, not here: ${look.prompt}market install ${visibleLine(newest.package)}`,
          ),
        ]),
    ...block('Documentation', found.documentation),
    ...block('Program', found.source),
  ].join('\n');
}

function signedBy({ publisher, keyId }: PublishedVersion): string {
  if (keyId === null) return 'not yet: it is from before packages were';
  return `by ${publisher ?? 'somebody'}, key ${fingerprint(keyId)}`;
}

function versionWithStanding({ version, yanked, deprecated }: PublishedVersion): string {
  if (yanked !== null) return `${version} (withdrawn)`;
  return deprecated === null ? version : `${version} (deprecated)`;
}

export function renderPublished({ version, created }: Extract<Result, { kind: 'published' }>, look: Look): string {
  const pen = pens(look);
  const name = visibleLine(`${version.package} ${version.version}`);
  const said = created ? 'is published' : 'was published before, with the same content';
  const signed =
    version.keyId === null
      ? []
      : [`  signed by ${visibleLine(version.publisher ?? '')}, key ${fingerprint(version.keyId)}`];
  return [
    `${pen.green(signsOf(look).completed)} ${pen.bold(name)} ${said}`,
    pen.dim(`  sha256 ${visibleLine(version.sha256)}`),
    ...signed.map(pen.dim),
  ].join('\n');
}
