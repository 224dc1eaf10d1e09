import { fingerprint } from '../../domain/market/signature.ts';
import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

type Shown<Kind extends Result['kind']> = Extract<Result, { kind: Kind }>;
const release = ({ package: name, version }: { readonly package: string; readonly version: string }): string =>
  visibleLine(`${name} ${version}`);

export function renderKeys({ keys }: Shown<'keys'>, look: Look): string {
  if (keys.length === 0)
    return wrap(`There are no keys here. "${look.prompt}key new" makes one.`, look.width).join('\n');
  const pen = pens(look);
  const rows = keys.map(({ publisher, keyId, createdAt }) => [
    cell(visibleLine(publisher), pen.bold),
    cell(fingerprint(keyId)),
    cell(createdAt.slice(0, 10), pen.dim),
  ]);
  return table(rows, look, { head: ['publisher', 'key', 'made on'], gives: 1 }).join('\n');
}

export function renderKey({ key, done }: Shown<'key'>, look: Look): string {
  const pen = pens(look);
  const what = done === 'made' ? 'has a key' : 'has a new key; the old one signed for it';
  return [
    `${pen.green(signsOf(look).completed)} ${pen.bold(visibleLine(key.publisher))} ${what}: ${fingerprint(key.keyId)}`,
    ...wrap(
      'It is kept in the state folder, under keys/. Keep a copy where nobody else can read it.',
      look.width,
      '  ',
    ),
  ].join('\n');
}

const marks = { yanked: 'is withdrawn', deprecated: 'is deprecated', restored: 'stands again' } as const;

export function renderMarked({ version, mark }: Shown<'marked'>, look: Look): string {
  const pen = pens(look);
  const reason = mark === 'yanked' ? version.yanked : mark === 'deprecated' ? version.deprecated : null;
  const said = `${pen.green(signsOf(look).completed)} ${pen.bold(release(version))} ${marks[mark]}`;
  return reason === null ? said : `${said}: ${visibleLine(reason)}`;
}

export function renderExported({ releases, exporter, file, bytes }: Shown<'exported'>, look: Look): string {
  const pen = pens(look);
  const root = releases.at(-1);
  const others = releases.slice(0, -1).map(release).join(', ');
  return [
    `${pen.green(signsOf(look).completed)} ${pen.bold(root === undefined ? '' : release(root))} is written to ${visibleLine(file)} (${Math.ceil(bytes / 1024)} KiB)`,
    ...wrap(`with ${others === '' ? 'nothing else' : others}; signed by ${visibleLine(exporter)}`, look.width, '  '),
  ].join('\n');
}

export function renderImported({ releases, keys }: Shown<'imported'>, look: Look): string {
  const pen = pens(look);
  const { completed, warning } = signsOf(look);
  return [
    ...releases.map((each) =>
      each.created
        ? `${pen.green(completed)} ${pen.bold(release(each))} is here now`
        : `${pen.dim(completed)} ${release(each)} was here already`,
    ),
    ...keys.map(
      ({ publisher, keyId }) =>
        `${pen.yellow(warning)} ${visibleLine(publisher)} was not known: the key ${fingerprint(keyId)} is trusted from now on`,
    ),
    ...(keys.length === 0
      ? []
      : wrap('Compare it with the one they tell you: "key list" shows it where it is kept.', look.width, '  ')),
  ].join('\n');
}

export function renderAudit({ report }: Shown<'audited'>, look: Look): string {
  const pen = pens(look);
  const { completed, failed } = signsOf(look);
  const { entries, releases, keys, unsigned, head, findings } = report;
  const looked = `${releases} releases, ${keys} keys and ${entries} entries of the log`;
  const old =
    unsigned === 0
      ? []
      : [`  ${unsigned === 1 ? '1 release is' : `${unsigned} releases are`} from before packages were signed.`];
  if (findings.length === 0) {
    return [
      `${pen.green(completed)} ${pen.bold('Everything is as it was written')}: ${looked}`,
      ...old,
      pen.dim(`  head of the log ${head}`),
    ].join('\n');
  }
  return [
    `${pen.red(failed)} ${pen.bold(findings.length === 1 ? 'One thing is' : `${findings.length} things are`)} not as written, in ${looked}:`,
    ...table(
      findings.map(({ where, what }) => [cell(visibleLine(where), pen.bold), cell(visibleLine(what))]),
      look,
      { gives: 1, indent: '  ' },
    ),
    ...old,
    ...wrap('Keep a copy of the database as it is, then find out who wrote to it past HoloLoom.', look.width, '  '),
  ].join('\n');
}
