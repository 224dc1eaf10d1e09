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
/** Lines that never go on from an open bracket: bullets, keywords, and empty ones. */
const lineOfItsOwn = /\n[ \t]*(?:[-–—−•◦▪‣]|[*·][ \t]|[A-Z][A-Z]|\n|$)/y;
/** Before a `#` and a letter: where a value is expected, so that a room is meant and no comment. */
const valueExpected = /(?:[=([{,:?|&<>+*/%!-]|\b(?!END\b)[A-Z]{2,}|\bin)[ \t]*$/;
/** A line on which only sections or a comment can follow. */
const linesFollow = /^[ \t]*(?:STEPS|USES|TOOLS|ON ERROR)[ \t]*:[ \t]*$/;
/** How far back to look for that; nobody writes more spaces. */
const lookBack = 64;
/** What changes how the text goes on, inside texts and outside of them. */
const turningInText = /[\n"“”„‟\\{]/g;
const turning = /[\n"“”„‟()[\]{}#\u1680\u2000-\u200a\u205f\u3000]/g;

/**
 * Reads a text the way eyes do, before any grammar: where texts, comments and brackets begin and end. Gives bullets,
 * quotes and spaces their plain form, joins lines across open brackets, and stops at the first bracket too deep.
 */
export function readLayout(source: string): Layout {
  return new LayoutReader(source).read();
}

class LayoutReader {
  readonly #source: string;
  /** Parts to be written otherwise, ascending; each keeps its length. */
  readonly #edits: { readonly start: number; readonly text: string }[] = [];
  readonly #comments: Span[] = [];
  readonly #texts: Span[] = [];
  readonly #findings: Finding[] = [];
  #open: Open[] = [];
  #lineStart = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): Layout {
    this.#plainBullet(0);
    for (let at = 0; at < this.#source.length && this.#findings.length === 0; ) {
      const inText = this.#open.at(-1)?.kind === 'text';
      const next = inText ? turningInText : turning;
      next.lastIndex = at;
      const found = next.exec(this.#source);
      if (found === null) break;
      const [unit] = found;
      if (unit === '\n') at = this.#atLineEnd(found.index);
      else at = inText ? this.#inText(unit, found.index) : this.#outside(unit, found.index);
    }
    return { text: this.#edited(), comments: this.#comments, texts: this.#texts, findings: this.#findings };
  }

  /** Goes past the end of a line; texts never go on in the next one, brackets may. */
  #atLineEnd(at: number): number {
    const text = this.#open.find(({ kind }) => kind === 'text');
    if (text !== undefined) this.#texts.push({ start: text.at, end: at });
    lineOfItsOwn.lastIndex = at;
    if (this.#open.length > 0 && text === undefined && !lineOfItsOwn.test(this.#source)) {
      this.#edits.push({ start: at, text: ' ' });
      return at + 1;
    }
    this.#open = [];
    this.#lineStart = at + 1;
    this.#plainBullet(at + 1);
    return at + 1;
  }

  #inText(unit: string, at: number): number {
    if (unit === '\\') return this.#source[at + 1] === '\n' ? at + 1 : at + 2;
    if (unit === '{') this.#push('hole', at);
    else if (unit === '"' || this.#open.at(-1)?.curly) {
      if (unit !== '"') this.#edits.push({ start: at, text: '"' });
      const text = this.#open.pop();
      const outermost = !this.#open.some(({ kind }) => kind === 'text');
      if (text !== undefined && outermost) this.#texts.push({ start: text.at, end: at + 1 });
    }
    return at + 1;
  }

  #outside(unit: string, at: number): number {
    const top = this.#open.at(-1);
    if (unit === '"') this.#push('text', at);
    else if (curlyQuotes.includes(unit)) {
      this.#edits.push({ start: at, text: '"' });
      this.#push('text', at, true);
    } else if (unit === '(' || unit === '[' || unit === '{') this.#push('bracket', at);
    else if (unit === '}' || unit === ')' || unit === ']') {
      if (unit === '}' || top?.kind === 'bracket') this.#open.pop();
    } else if (unit === '#') return this.#atHash(at);
    else this.#edits.push({ start: at, text: ' ' });
    return at + 1;
  }

  #atHash(at: number): number {
    if (this.#open.some(({ kind }) => kind === 'hole')) return at + 1;
    const before = this.#source.slice(Math.max(this.#lineStart, at - lookBack), at);
    const letter = /[A-Za-z]/.test(this.#source[at + 1] ?? '');
    if (letter && valueExpected.test(before) && !linesFollow.test(before)) return at + 1;
    const newLine = this.#source.indexOf('\n', at);
    const end = newLine === -1 ? this.#source.length : newLine;
    this.#comments.push({ start: at, end });
    // Inside a bracket the line goes on after the comment, so the comment must not stand in its way.
    if (this.#open.length > 0) this.#edits.push({ start: at, text: ' '.repeat(end - at) });
    return end;
  }

  #push(kind: Open['kind'], at: number, curly = false): void {
    this.#open.push({ kind, at, curly });
    if (this.#open.length <= limits.nestingMax) return;
    this.#findings.push({
      code: 'loop.too_deep',
      span: { start: at, end: at + 1 },
      message: `Brackets are nested deeper than ${limits.nestingMax} levels here.`,
      hint: 'Give the inner parts steps of their own.',
    });
  }

  #plainBullet(at: number): void {
    bulletLine.lastIndex = at;
    const found = bulletLine.exec(this.#source)?.[0];
    if (found !== undefined) this.#edits.push({ start: at + found.search(/[^ \t]/), text: '-' });
  }

  #edited(): string {
    let text = '';
    let done = 0;
    for (const edit of this.#edits) {
      text += this.#source.slice(done, edit.start) + edit.text;
      done = edit.start + edit.text.length;
    }
    return text + this.#source.slice(done);
  }
}
