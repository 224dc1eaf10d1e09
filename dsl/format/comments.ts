import type { Span } from '../tree.ts';

export interface Comment extends Span {
  /** `# ` and what it says. */
  readonly text: string;
  /** Whether nothing but spaces stands before it on its line. */
  readonly alone: boolean;
  /** Whether a bracket is open where it stands, so that the line goes on after it. */
  readonly inBrackets: boolean;
  /** How many characters stand before it on its line. */
  readonly column: number;
}

/** The comments of a text, found by place; each is handed out once. */
export class Comments {
  readonly #all: readonly Comment[];
  readonly #taken = new Set<Comment>();

  constructor(source: string, text: string, spans: readonly Span[]) {
    this.#all = spans.map(({ start, end }) => {
      // Inside brackets the plain form of the text has spaces where the comment was.
      const inBrackets = text[start] !== '#';
      const written = (inBrackets ? source : text).slice(start, end);
      const before = lineBefore(source, start);
      return {
        start,
        end,
        text: plain(written),
        alone: before.trim() === '',
        inBrackets,
        column: before.length,
      };
    });
  }

  /** Those inside brackets from `start` to `end` that no inner brackets took. */
  takeInside(start: number, end: number): readonly Comment[] {
    const found: Comment[] = [];
    for (let at = this.#firstFrom(start); at < this.#all.length; at += 1) {
      const comment = this.#all[at];
      if (comment === undefined || comment.start >= end) break;
      if (comment.inBrackets && !this.#taken.has(comment)) found.push(comment);
    }
    for (const comment of found) this.#taken.add(comment);
    return found;
  }

  /** Those outside of brackets. */
  get outside(): readonly Comment[] {
    return this.#all.filter(({ inBrackets }) => !inBrackets);
  }

  #firstFrom(start: number): number {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#all[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lineBefore(source: string, at: number): string {
  let start = at;
  while (start > 0 && !/[\n\r\u2028\u2029]/.test(source[start - 1] ?? '')) start -= 1;
  return source.slice(start, at);
}

/** A letter right behind the sign could be read as the name of a room, once the comment stands elsewhere. */
function plain(written: string): string {
  return written.trimEnd().replace(/^#(?=\p{L})/u, '# ');
}
