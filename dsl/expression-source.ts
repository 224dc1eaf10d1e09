import type { Json } from '../domain/json.ts';
import type { BinaryOperator, Expression } from './plan.ts';

/** How strong the operators bind; what binds weaker inside something stronger gets brackets. */
const strength: Readonly<Record<BinaryOperator, number>> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  in: 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};
const choice = 0;
const sign = 8;
const suffix = 9;
const nothingAround = -1;

/** An expression of a plan as its author would write it. */
export function expressionSource(expression: Expression): string {
  return written(expression, nothingAround);
}

function written(expression: Expression, around: number): string {
  const inside = (text: string, own: number): string => (own < around ? `(${text})` : text);
  switch (expression.t) {
    case 'literal':
      return valueSource(expression.value);
    case 'name':
      return nameSource(expression.name);
    case 'list':
      return `[${expression.items.map(expressionSource).join(', ')}]`;
    case 'object':
      return `{${expression.fields.map(fieldSource).join(', ')}}`;
    case 'field':
      return `${written(expression.of, suffix)}${expression.optional ? '?.' : '.'}${expression.name}`;
    case 'index':
      return `${written(expression.of, suffix)}[${expressionSource(expression.at)}]`;
    case 'template':
      return `"${expression.parts.map(partSource).join('')}"`;
    case 'unary':
      return inside(`${expression.operator}${written(expression.of, sign)}`, sign);
    case 'binary': {
      const own = strength[expression.operator];
      const left = written(expression.left, own);
      return inside(`${left} ${expression.operator} ${written(expression.right, own + 1)}`, own);
    }
    case 'choice': {
      const [test, yes, no] = [expression.test, expression.yes, expression.no];
      return inside(`${written(test, choice + 1)} ? ${expressionSource(yes)} : ${expressionSource(no)}`, choice);
    }
    case 'apply': {
      const { name, each } = expression;
      const given = expression.arguments.map(expressionSource);
      const all = each === undefined ? given : [...given, `${each.parameter} => ${expressionSource(each.body)}`];
      return `${name}(${all.join(', ')})`;
    }
  }
}

/** Inside a body names are paths: `contain[].cut` is written `cut` there. */
function nameSource(path: string): string {
  return path.slice(path.lastIndexOf('[].') === -1 ? 0 : path.lastIndexOf('[].') + '[].'.length);
}

function fieldSource([name, value]: readonly [string, Expression]): string {
  const text = expressionSource(value);
  const key = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : valueSource(name);
  return text === key ? key : `${key}: ${text}`;
}

function partSource(part: Expression): string {
  if (part.t === 'literal' && typeof part.value === 'string') return escaped(part.value);
  return `{${expressionSource(part)}}`;
}

const escaped = (text: string): string =>
  text
    .replace(/["\\{}]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');

/** A value as it is written in a program; rooms and people without quotes. */
export function valueSource(value: Json): string {
  if (typeof value === 'string') return /^[#@][A-Za-z0-9][\w.=/+:-]*$/.test(value) ? value : `"${escaped(value)}"`;
  if (Array.isArray(value)) return `[${value.map(valueSource).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, each]) => fieldSource([name, { t: 'literal', value: each }]))
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** Milliseconds as people write them: `1h30m`. */
export function durationSource(ms: number): string {
  let left = Math.round(ms);
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return parts.length === 0 ? '0s' : parts.join('');
}

/** An expression that gives a duration. */
export function durationExpressionSource(expression: Expression): string {
  const { value } = expression.t === 'literal' ? expression : { value: null };
  return typeof value === 'number' ? durationSource(value) : expressionSource(expression);
}
