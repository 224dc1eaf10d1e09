/**
 * What is to be written, before anybody knows where its lines will break. Only inside brackets can a line go on in the
 * next one, so brackets and what stands in them are the only places to break at.
 */
export type Doc = string | readonly Doc[] | Bracket | Chain;

export interface Bracket {
  readonly kind: 'bracket';
  readonly open: string;
  readonly close: string;
  readonly items: readonly Item[];
  /** Whether a comma may stand behind the last item. */
  readonly comma: boolean;
  /** Its author gave each item a line of its own. */
  readonly keepOpen: boolean;
  /** Comments on lines of their own behind the last item. */
  readonly last: readonly string[];
}
export interface Item {
  readonly doc: Doc;
  /** Comments on lines of their own before it, and those behind it on its line. */
  readonly before: readonly string[];
  readonly behind: readonly string[];
}
/** Operands with their operators: inside brackets the line may break between them. */
export interface Chain {
  readonly kind: 'chain';
  readonly parts: readonly Doc[];
  readonly gap: ' ' | '';
}

/** How wide a line may be, in characters. */
export const widthMax = 120;
/** A line beginning like this would be no continuation: a bullet, a room (read as a comment there), a keyword. */
const neverFirst = /^(?:[-–—−•◦▪‣*·#]|[A-Z][A-Z])/;

type Breakable = Bracket | Chain;
const isBreakable = (doc: Doc): doc is Breakable => typeof doc === 'object' && 'kind' in doc;

/** A doc on one line, without its comments. */
export function flat(doc: Doc): string {
  if (typeof doc === 'string') return doc;
  if (!isBreakable(doc)) return doc.map(flat).join('');
  if (doc.kind === 'chain') return doc.parts.map(flat).join(doc.gap);
  return doc.open + doc.items.map((item) => flat(item.doc)).join(', ') + doc.close;
}

export const widthOf = (text: string): number => [...text].length;

/** A line while it is written, with what could still be broken to make it shorter. */
interface Line {
  indent: number;
  text: string;
  candidates: Breakable[];
}

/**
 * Breaks a doc into lines: brackets with comments in them always, others only where a line would be wider than
 * `widthMax`, the widest first.
 * @param indent of the first line, in spaces
 * @param hang of what is inside brackets, from the indent of the first line
 */
export function layOut(doc: Doc, indent: number, hang: number): string[] {
  // An open object stays open when it is formatted again, so what it does to the others must not depend on why it is.
  let open: ReadonlySet<Breakable> = new Set();
  for (;;) {
    const linesWith = (broken: ReadonlySet<Breakable>) => new Writer(broken, indent, hang).write(doc);
    const broken = brokenIn(linesWith, open);
    const opened = [...broken].filter((each) => each.kind === 'bracket' && staysOpen(each) && !open.has(each));
    if (opened.length === 0) return linesWith(broken).map((line) => `${' '.repeat(line.indent)}${line.text}`.trimEnd());
    open = new Set([...open, ...opened]);
  }
}

/** What has to be broken for lines to fit, the widest first. @param open what is broken anyway */
function brokenIn(
  linesWith: (broken: ReadonlySet<Breakable>) => readonly Line[],
  open: ReadonlySet<Breakable>,
): ReadonlySet<Breakable> {
  const broken = new Set(open);
  for (let wide = tooWide(linesWith(broken)); wide.length > 0; wide = tooWide(linesWith(broken))) {
    for (const { candidates } of wide) broken.add(innermost(widest(candidates), broken));
  }
  // What was broken first may fit again, now that something behind it is broken.
  for (const each of [...broken].filter((one) => !open.has(one))) {
    broken.delete(each);
    if (tooWide(linesWith(broken)).length > 0) broken.add(each);
  }
  return broken;
}

/** Whether it will be taken for one that its author opened. */
function staysOpen({ open, items }: Bracket): boolean {
  const [first] = items;
  return open === '{' && first !== undefined && !neverFirst.test(flat(first.doc));
}

/** Lines that are too wide and could be shorter. */
const tooWide = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ indent, text, candidates }) => candidates.length > 0 && indent + widthOf(text) > widthMax);

const widest = (docs: readonly Breakable[]): Breakable =>
  docs.reduce((most, each) => (flat(each).length >= flat(most).length ? each : most));

/** Brackets around nothing but brackets are broken together: `f({` … `})`. */
function innermost(doc: Breakable, broken: ReadonlySet<Breakable>): Breakable {
  const [only, ...others] = doc.kind === 'bracket' ? doc.items : [];
  if (only === undefined || others.length > 0 || !isBreakable(only.doc) || only.doc.kind === 'chain') return doc;
  const isWhole = only.doc.items.length === 0 || broken.has(only.doc) || isForced(only.doc);
  return isWhole ? doc : innermost(only.doc, broken);
}

class Writer {
  readonly #broken: ReadonlySet<Breakable>;
  readonly #lines: Line[];
  readonly #base: number;

  constructor(broken: ReadonlySet<Breakable>, indent: number, hang: number) {
    this.#broken = broken;
    this.#lines = [{ indent, text: '', candidates: [] }];
    this.#base = indent + hang;
  }

  write(doc: Doc): readonly Line[] {
    this.#write(doc, { indent: this.#base, inOpenBracket: false, exposed: true });
    return this.#lines;
  }

  get #line(): Line {
    return this.#lines.at(-1) ?? { indent: 0, text: '', candidates: [] };
  }

  #newLine(indent: number): void {
    this.#line.text = this.#line.text.trimEnd();
    this.#lines.push({ indent, text: '', candidates: [] });
  }

  #write(doc: Doc, where: Where): void {
    if (typeof doc === 'string') this.#line.text += doc;
    else if (!isBreakable(doc)) for (const part of doc) this.#write(part, where);
    else if (doc.kind === 'chain') this.#chain(doc, where);
    else if (this.#broken.has(doc) || isForced(doc)) this.#openBracket(doc, where);
    else this.#flatBracket(doc, where);
  }

  #chain(chain: Chain, where: Where): void {
    const breaks = where.inOpenBracket && this.#broken.has(chain);
    const candidate = where.inOpenBracket && where.exposed && !breaks;
    const inside = { ...where, exposed: where.exposed && !candidate };
    if (candidate) this.#line.candidates.push(chain);
    chain.parts.forEach((part, at) => {
      if (at > 0 && breaks && !neverFirst.test(flat(part))) this.#newLine(where.indent + 2);
      else if (at > 0) this.#line.text += chain.gap;
      this.#write(part, breaks ? { ...inside, indent: where.indent + 2 } : inside);
    });
    if (candidate && !this.#line.candidates.includes(chain)) this.#line.candidates.push(chain);
  }

  #flatBracket(bracket: Bracket, where: Where): void {
    const candidate = where.exposed && bracket.items.length > 0;
    if (candidate) this.#line.candidates.push(bracket);
    this.#line.text += bracket.open;
    bracket.items.forEach(({ doc }, at) => {
      if (at > 0) this.#line.text += ', ';
      this.#write(doc, { ...where, inOpenBracket: false, exposed: where.exposed && !candidate });
    });
    this.#line.text += bracket.close;
    // The bracket may end on a later line, when there are open ones in it.
    if (candidate && !this.#line.candidates.includes(bracket)) this.#line.candidates.push(bracket);
  }

  #openBracket({ open, close, items, comma, last }: Bracket, { indent }: Where): void {
    const inner = indent + 2;
    this.#line.text += open;
    let waiting: string[] = [];
    items.forEach(({ doc, before, behind }, at) => {
      const glued = neverFirst.test(flat(doc));
      waiting.push(...before);
      if (!glued) {
        this.#comments(waiting, inner);
        waiting = [];
        this.#newLine(inner);
      } else if (at > 0) this.#line.text += ' ';
      this.#write(doc, { indent: inner, inOpenBracket: true, exposed: true });
      if (at < items.length - 1 || comma) this.#line.text += ',';
      waiting.push(...behind);
      const next = items[at + 1];
      if (next !== undefined && neverFirst.test(flat(next.doc))) return;
      const [first, ...others] = waiting;
      if (first !== undefined) this.#line.text += `  ${first}`;
      waiting = others;
    });
    this.#comments([...waiting, ...last], inner);
    this.#newLine(indent);
    this.#line.text += close;
  }

  #comments(comments: readonly string[], indent: number): void {
    for (const comment of comments) {
      this.#newLine(indent);
      this.#line.text += comment;
    }
  }
}

interface Where {
  /** Of the line in which the brackets around it were opened. */
  readonly indent: number;
  /** Whether the brackets around it are broken: only then may what is in them break as well. */
  readonly inOpenBracket: boolean;
  /** Whether nothing around it could be broken instead. */
  readonly exposed: boolean;
}

function isForced({ items, keepOpen, last }: Bracket): boolean {
  return keepOpen || last.length > 0 || items.some(({ before, behind }) => before.length + behind.length > 0);
}
