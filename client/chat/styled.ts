/**
 * Text with its looks, as the renderers of the terminal write it: SGR sequences of ECMA-48. Whatever comes from outside
 * holds no escape character any more (`cli/text.ts` shows it as text), so a sequence is always ours.
 */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
  /** A colour by its name, or null. */
  readonly colour: Colour | null;
  /** Stands as it was typed, in letters that are all as wide. */
  readonly code: boolean;
}

export type Colour = 'red' | 'green' | 'yellow' | 'cyan';

const sequence = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`, 'g');
const colours: Readonly<Record<number, Colour>> = { 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };

/** Takes styled text apart. */
export function spansOf(styled: string): readonly Span[] {
  const spans: Span[] = [];
  let style: Omit<Span, 'text'> = { bold: false, colour: null, code: false };
  let from = 0;
  const take = (to: number): void => {
    if (to > from) spans.push({ text: styled.slice(from, to), ...style });
  };
  for (const match of styled.matchAll(sequence)) {
    take(match.index);
    from = match.index + match[0].length;
    for (const code of (match[1] ?? '').split(';')) style = styleAfter(style, Number(code));
  }
  take(styled.length);
  return spans;
}

function styleAfter(style: Omit<Span, 'text'>, code: number): Omit<Span, 'text'> {
  if (code === 0) return { bold: false, colour: null, code: false };
  if (code === 1) return { ...style, bold: true };
  if (code === 22) return { ...style, bold: false };
  if (code === 10 || code === 11) return { ...style, code: code === 11 };
  if (code === 39) return { ...style, colour: null };
  return code >= 30 && code <= 37 ? { ...style, colour: colours[code] ?? null } : style;
}

/** The text without its looks. */
export function plainOf(styled: string): string {
  return spansOf(styled)
    .map(({ text }) => text)
    .join('');
}
