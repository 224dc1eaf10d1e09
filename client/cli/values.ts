import { isJsonObject, type Json } from '../../domain/json.ts';
import type { Look } from './look.ts';
import { signsOf } from './look.ts';
import { pad, shorten, visibleLine, widthOf, wrap } from './text.ts';

const textMax = 40;
/** Paths, ids and checksums are of no use when they are cut. */
const wordMax = 120;
const itemsMax = 6;
const depthMax = 2;
const linesMax = 4;
const namesMax = 20;

/** A value said shortly, and whether that is all of it. */
interface Said {
  readonly text: string;
  readonly whole: boolean;
}

export interface ShownValue {
  readonly lines: readonly string[];
  /** False when something was left out, so the reader has to be told how to see the rest. */
  readonly whole: boolean;
}

/** Shows a result within the width: an object field by field, each in a few lines. */
export function showValue(value: Json, look: Look, indent: string): ShownValue {
  const fields: (readonly [string, Json])[] = isJsonObject(value) ? Object.entries(value) : [['', value]];
  const names = fields.map(([name]) => shorten(visibleLine(name), namesMax, signsOf(look).ellipsis));
  const nameWidth = Math.max(...names.map((name) => widthOf(name)), 0);
  const hanging = `${indent}${' '.repeat(nameWidth === 0 ? 0 : nameWidth + 2)}`;
  const shown = fields.map(([, field], index): ShownValue => {
    const { text, whole } = say(field, look);
    const all = wrap(text, look.width, hanging);
    const lines = all.slice(0, linesMax);
    const cut = all.length > linesMax;
    if (cut)
      lines[linesMax - 1] = `${shorten(lines[linesMax - 1] ?? '', look.width - 4, '')} ${signsOf(look).ellipsis}`;
    lines[0] =
      `${indent}${pad(names[index] ?? '', hanging.length - indent.length)}${(lines[0] ?? '').trimStart()}`.trimEnd();
    return { lines, whole: whole && !cut };
  });
  return { lines: shown.flatMap(({ lines }) => lines), whole: shown.every(({ whole }) => whole) };
}

/** Text stands for itself; anything else is written as JSON is, without the quotes of its keys. */
function say(value: Json, look: Look): Said {
  if (typeof value !== 'string') return inline(value, look, 0);
  const first = value.trim().split('\n', 1)[0] ?? '';
  const whole = first === value.trim();
  return { text: visibleLine(first) + (whole ? '' : ` ${signsOf(look).ellipsis}`), whole };
}

function inline(value: Json, look: Look, depth: number): Said {
  if (typeof value === 'string') {
    const text = shorten(visibleLine(value), /\s/.test(value) ? textMax : wordMax, signsOf(look).ellipsis);
    return { text: `"${text}"`, whole: text === value };
  }
  if (Array.isArray(value)) return list(value, look, depth);
  if (isJsonObject(value)) return object(value, look, depth);
  return { text: String(value), whole: true };
}

function list(items: readonly Json[], look: Look, depth: number): Said {
  if (items.length === 0) return { text: '[]', whole: true };
  // A row of braces with nothing in them tells less than their number.
  const tooDeep =
    depth >= depthMax || (depth === depthMax - 1 && items.some((item) => typeof item === 'object' && item !== null));
  if (tooDeep) return { text: `[${items.length} ${items.length === 1 ? 'item' : 'items'}]`, whole: false };
  const said = items.slice(0, itemsMax).map((item) => inline(item, look, depth + 1));
  const more = items.length > itemsMax ? [`${signsOf(look).ellipsis} ${items.length} in all`] : [];
  return {
    text: `[${[...said.map(({ text }) => text), ...more].join(', ')}]`,
    whole: more.length === 0 && said.every(({ whole }) => whole),
  };
}

function object(value: { readonly [key: string]: Json }, look: Look, depth: number): Said {
  const entries = Object.entries(value);
  if (entries.length === 0) return { text: '{}', whole: true };
  if (depth >= depthMax) return { text: `{${signsOf(look).ellipsis}}`, whole: false };
  const said = entries.map(([key, field]) => {
    const { text, whole } = inline(field, look, depth + 1);
    return { text: `${visibleLine(key)}: ${text}`, whole };
  });
  return { text: `{${said.map(({ text }) => text).join(', ')}}`, whole: said.every(({ whole }) => whole) };
}
