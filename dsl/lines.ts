/** The lines of a text as written, found by offset. A line ends at LF, CR, CRLF or a Unicode line or paragraph separator. */
export class Lines {
  readonly #text: string;
  /** Offsets at which lines begin, ascending. */
  readonly #starts: readonly number[];
  /** Where the last question was answered: columns are counted on from here, so that long lines stay cheap. */
  #last = { line: 0, offset: 0, column: 1 };

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    const lineEnd = /\r\n|[\n\r\u2028\u2029]/g;
    while (lineEnd.test(text)) starts.push(lineEnd.lastIndex);
    this.#starts = starts;
  }

  /** 1-based line and column; columns count code points. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    const line = this.#lineAt(offset);
    const start = this.#starts[line] ?? 0;
    const from = this.#last.line === line && this.#last.offset <= offset ? this.#last : { offset: start, column: 1 };
    let column = from.column;
    for (let at = from.offset; at < offset; at += 1) if (!this.#insidePair(at)) column += 1;
    this.#last = { line, offset, column };
    return { line: line + 1, column };
  }

  /** The offset of a 1-based line and column; the end of the line where it has no such column. */
  offsetOf(line: number, column: number): number {
    const end = this.endOf(line);
    let offset = this.startOf(line);
    for (let left = column - 1; left > 0 && offset < end; left -= 1) offset += this.#insidePair(offset + 1) ? 2 : 1;
    return offset;
  }

  startOf(line: number): number {
    return this.#starts[line - 1] ?? 0;
  }

  /** The text of a 1-based line, without its end. */
  textOf(line: number): string {
    return this.#text.slice(this.startOf(line), this.endOf(line));
  }

  /** The offset behind the last character of a 1-based line. */
  endOf(line: number): number {
    const start = this.startOf(line);
    let end = this.#starts[line] ?? this.#text.length;
    while (end > start && /[\n\r\u2028\u2029]/.test(this.#text[end - 1] ?? '')) end -= 1;
    return end;
  }

  /** Whether the second half of a surrogate pair is at this offset. */
  #insidePair(at: number): boolean {
    const unit = this.#text.charCodeAt(at);
    const before = this.#text.charCodeAt(at - 1);
    return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
