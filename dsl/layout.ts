import { limits } from '../domain/limits.ts';
import type { Finding } from './finding.ts';
import type { Span } from './tree.ts';

export interface Layout {
  readonly text: string;
  readonly comments: readonly Span[];
  /** Texts in quotes, with their quotes, from the outermost only. */
  readonly texts: readonly Span[];
  readonly findings: readonly Finding[];
}

/** `text`: between quotes; `hole`: between the braces inside a text; `bracket`: any other open bracket. */
interface Open {
  readonly kind: 'text' | 'hole' | 'bracket';
  readonly at: number;
  /** Whether the text was opened by a curly quote, and so may be closed by one. */
  readonly curly: boolean;
}

const curlyQuotes = '“”„‟';
const bulletLine = /[ \t]*(?:[–—−•◦▪‣][ \t]*|[*·](?=[ \t]))/y;
const wideSpace = /[\u1680\u2000-\u200a\u205f\u3000]/;
/** Lines that never go on from an open bracket: bullets, keywords, and empty ones. */
const lineOfItsOwn = /\n[ \t]*(?:[-–—−•◦▪‣]|[*·][ \t]|[A-Z][A-Z]|\n|$)/y;
/** Before a `#` and a letter: where a value is expected, so that a room is meant and no comment. */
const valueExpected = /(?:[=([{,:?|&<>+*/%!-]|\b(?!END\b)[A-Z]{2,}|\bin)[ \t]*$/;
/** A line on which only sections or a comment can follow. */
const linesFollow = /^[ \t]*(?:STEPS|USES|TOOLS|ON ERROR)[ \t]*:[ \t]*$/;
/** How far back to look for that; nobody writes more spaces. */
const lookBack = 64;

/**
 * Reads a text the way eyes do, before any grammar: where texts, comments and brackets begin and end. Gives bullets,
 * quotes and spaces their plain form, joins lines across open brackets, and stops at the first bracket too deep.
 */
export function readLayout(source: string): Layout {
  const units = source.split('');
  const comments: Span[] = [];
  const texts: Span[] = [];
  const findings: Finding[] = [];
  let open: Open[] = [];
  let lineStart = 0;

  const plainBullet = (at: number): void => {
    bulletLine.lastIndex = at;
    const found = bulletLine.exec(source)?.[0];
    if (found !== undefined) units[at + found.search(/[^ \t]/)] = '-';
  };
  const isolated = (at: number): boolean => {
    lineOfItsOwn.lastIndex = at;
    return lineOfItsOwn.test(source);
  };
  const push = (kind: Open['kind'], at: number, curly = false): boolean => {
    open.push({ kind, at, curly });
    if (open.length <= limits.nestingMax) return true;
    findings.push({
      code: 'loop.too_deep',
      span: { start: at, end: at + 1 },
      message: `Brackets are nested deeper than ${limits.nestingMax} levels here.`,
      hint: 'Give the inner parts steps of their own.',
    });
    return false;
  };
  const closeText = (end: number): void => {
    const text = open.pop();
    if (text !== undefined && !open.some(({ kind }) => kind === 'text')) texts.push({ start: text.at, end });
  };

  plainBullet(0);
  for (let at = 0; at < source.length; at += 1) {
    const unit = source[at] as string;
    const top = open.at(-1);
    if (unit === '\n') {
      const text = open.find(({ kind }) => kind === 'text');
      if (text !== undefined) texts.push({ start: text.at, end: at });
      if (top !== undefined && text === undefined && !isolated(at)) units[at] = ' ';
      else open = [];
      if (open.length === 0) {
        lineStart = at + 1;
        plainBullet(lineStart);
      }
    } else if (top?.kind === 'text') {
      if (unit === '\\' && source[at + 1] !== '\n') at += 1;
      else if (unit === '"' || (top.curly && curlyQuotes.includes(unit))) {
        units[at] = '"';
        closeText(at + 1);
      } else if (unit === '{' && !push('hole', at)) break;
    } else if (unit === '"' || curlyQuotes.includes(unit)) {
      units[at] = '"';
      if (!push('text', at, unit !== '"')) break;
    } else if (unit === '(' || unit === '[' || unit === '{') {
      if (!push('bracket', at)) break;
    } else if (unit === '}' ? top !== undefined : (unit === ')' || unit === ']') && top?.kind === 'bracket') {
      open.pop();
    } else if (unit === '#' && !open.some(({ kind }) => kind === 'hole')) {
      const before = source.slice(Math.max(lineStart, at - lookBack), at);
      const room = /[A-Za-z]/.test(source[at + 1] ?? '') && valueExpected.test(before) && !linesFollow.test(before);
      if (room) continue;
      const newLine = source.indexOf('\n', at);
      const end = newLine === -1 ? source.length : newLine;
      comments.push({ start: at, end });
      // Inside a bracket the line goes on after the comment, so the comment must not stand in its way.
      if (top !== undefined) units.fill(' ', at, end);
      at = end - 1;
    } else if (unit > '\u1000' && wideSpace.test(unit)) units[at] = ' ';
  }
  return { text: units.join(''), comments, texts, findings };
}
