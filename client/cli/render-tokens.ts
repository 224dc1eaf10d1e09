import { stateOfToken } from '../../domain/market/registry.ts';
import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

type Shown<Kind extends Result['kind']> = Extract<Result, { kind: Kind }>;

/** A token that was just made: the only time anybody sees it. */
export function renderToken({ token }: Shown<'token'>, look: Look): string {
  const pen = pens(look);
  return [
    `${pen.green(signsOf(look).completed)} Whoever holds this token publishes for ${pen.bold(visibleLine(token.publisher))}, until ${token.expiresAt.slice(0, 10)}:`,
    '',
    `  ${token.token}`,
    '',
    ...wrap(`It is shown this once. "${look.prompt}registry token revoke ${token.id}" ends it.`, look.width, '  '),
  ].join('\n');
}

export function renderPushed({ pushed }: Shown<'pushed'>, look: Look): string {
  const pen = pens(look);
  const { package: name, version, created, origin } = pushed;
  const what = created ? 'is published' : 'was published before, with the same content,';
  return `${pen.green(signsOf(look).completed)} ${pen.bold(visibleLine(`${name} ${version}`))} ${what} at ${visibleLine(origin)}`;
}

export function renderTokens({ tokens }: Shown<'tokens'>, look: Look, now: number): string {
  const pen = pens(look);
  if (tokens.length === 0)
    return wrap(`There are no tokens. "${look.prompt}registry token new PUBLISHER" makes one.`, look.width).join('\n');
  const rows = tokens.map((token) => {
    const state = stateOfToken(token, now);
    return [
      cell(token.id, pen.bold),
      cell(visibleLine(token.publisher)),
      cell(
        state === 'good' ? `until ${token.expiresAt.slice(0, 10)}` : state,
        state === 'good' ? undefined : pen.yellow,
      ),
      cell(`made ${token.createdAt.slice(0, 10)} by ${visibleLine(token.by)}`, pen.dim),
    ];
  });
  return table(rows, look, { head: ['token', 'publisher', 'lets in', ''], gives: 3 }).join('\n');
}
