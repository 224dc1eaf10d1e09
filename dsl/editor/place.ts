import { isKeyword } from '../keywords.ts';

/** Something that was written before the cursor. */
export interface Token {
  readonly kind: 'name' | 'keyword' | 'value' | 'sign' | 'bullet';
  readonly text: string;
}

/** What is open at the cursor: the line itself, a bracket, a text, or the braces inside a text. */
export interface Frame {
  readonly opener: 'line' | '(' | '[' | '{' | 'text' | 'hole';
  /** What stands in it before the cursor, and before the word at the cursor. */
  readonly tokens: readonly Token[];
}

/** Where a cursor stands in its line. */
export interface Place {
  /** Outermost first; there is always one. */
  readonly frames: readonly [Frame, ...Frame[]];
  /** The beginning of the word that is being written, up to the cursor. */
  readonly prefix: string;
  /** Whether the word follows a dot, so that a field is meant. */
  readonly afterDot: boolean;
}

interface Open {
  readonly opener: Frame['opener'];
  readonly tokens: Token[];
}

const signs = ['??', '||', '&&', '==', '!=', '<=', '>=', '=>', '->', '?.'];
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /[0-9][A-Za-z0-9_.]*/y;
const handle = /[#@][A-Za-z0-9_][A-Za-z0-9_.:=/+-]*/y;

/**
 * Reads a line up to the cursor, whatever is still missing in it.
 * @param text in its plain form (normalise.ts), where a line goes on while a bracket is open
 */
export function placeAt(text: string, offset: number): Place {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const prefix = /[A-Za-z_][A-Za-z0-9_]*$/.exec(text.slice(start, offset))?.[0] ?? '';
  const end = offset - prefix.length;
  const reader = new LineReader(text, end);
  const frames = reader.read(start);
  const afterDot = /\.$/.test(text.slice(start, end)) && frames.at(-1)?.opener !== 'text';
  return { frames, prefix, afterDot };
}

class LineReader {
  readonly #text: string;
  readonly #end: number;
  readonly #open: [Open, ...Open[]] = [{ opener: 'line', tokens: [] }];

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  read(start: number): readonly [Open, ...Open[]] {
    for (let at = start; at < this.#end; ) {
      at = this.#top().opener === 'text' ? this.#inText(at) : this.#outside(at);
    }
    return this.#open;
  }

  #top(): Open {
    return this.#open.at(-1) ?? this.#open[0];
  }

  #inText(at: number): number {
    const unit = this.#text[at];
    if (unit === '\\') return at + 2;
    if (unit === '{') this.#open.push({ opener: 'hole', tokens: [] });
    if (unit === '"') this.#close('text');
    return at + 1;
  }

  #outside(at: number): number {
    const unit = this.#text.charAt(at);
    const { tokens } = this.#top();
    if (unit === ' ' || unit === '\t') return at + 1;
    if (unit === '"') this.#open.push({ opener: 'text', tokens: [] });
    else if (unit === '(' || unit === '[' || unit === '{') this.#open.push({ opener: unit, tokens: [] });
    else if (unit === ')') this.#close('(');
    else if (unit === ']') this.#close('[');
    else if (unit === '}') this.#close('{', 'hole');
    else return this.#token(at, unit, tokens);
    return at + 1;
  }

  #token(at: number, unit: string, tokens: Token[]): number {
    const name = this.#match(word, at);
    if (name !== null) {
      tokens.push({ kind: isKeyword(name) ? 'keyword' : name === 'in' ? 'sign' : 'name', text: name });
      return at + name.length;
    }
    const value = this.#match(number, at) ?? this.#match(handle, at);
    if (value !== null) {
      tokens.push({ kind: 'value', text: value });
      return at + value.length;
    }
    const sign = signs.find((each) => this.#text.startsWith(each, at)) ?? unit;
    const isBullet = sign === '-' && tokens.length === 0 && this.#open.length === 1;
    tokens.push({ kind: isBullet ? 'bullet' : 'sign', text: sign });
    return at + sign.length;
  }

  #match(pattern: RegExp, at: number): string | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0] ?? null;
  }

  /** A closed bracket or text counts as one value of what it stands in; a bracket that closes nothing is passed over. */
  #close(...openers: readonly Frame['opener'][]): void {
    const top = this.#top();
    if (!openers.includes(top.opener) || this.#open.length === 1) return;
    this.#open.pop();
    if (top.opener !== 'hole') this.#top().tokens.push({ kind: 'value', text: top.opener });
  }
}
