import fc from 'fast-check';
import { functions } from '../../dsl/evaluation/functions.ts';

const operators = ['??', '||', '&&', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%'];
const literals = ['1', '-2.5', '"low"', '"a"', '"2026-01-31T09:00:00Z"', 'true', 'null', '2h', '[]', '#ops', '@ann'];

/** Random expressions over the names `a`, `b` and `c`, right or wrong, that call every function of the language. */
export function expressions(depth: number, names: readonly string[] = ['a', 'b', 'c']): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: fc.constantFrom(...literals) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...names), fc.constantFrom('.a', '.b', '?.a', '?.b?.a', '[0]'))
        .map(([name, part]) => name + part),
    },
  );
  if (depth === 0) return leaf;
  const inner = expressions(depth - 1, names);
  const item = `x${depth}`;
  const body = expressions(depth - 1, [item, item, ...names]);
  return fc.oneof(
    leaf,
    fc.tuple(inner, fc.constantFrom('.a', '?.a', '?.b', '["a"]', '[0]')).map(([of, part]) => `(${of})${part}`),
    fc
      .tuple(inner, fc.constantFrom(...operators), inner)
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(fc.constantFrom('!', '-'), inner).map(([sign, of]) => `${sign}(${of})`),
    fc.tuple(inner, inner, inner).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    // Tests of names, for what is known behind them.
    fc
      .tuple(
        fc.constantFrom(...names),
        fc.constantFrom(' == null', ' != null', ' == "low"', '?.a != null', ' in ["low", "high"]'),
        inner,
        inner,
      )
      .map(([name, test, yes, no]) => `(${name}${test} ? ${yes} : ${no})`),
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(' != null && ', ' == null || '), inner)
      .map(([name, test, rest]) => `(${name}${test}${rest})`),
    fc.tuple(inner, inner).map(([one, other]) => `[${one}, ${other}]`),
    fc.tuple(inner, inner).map(([one, other]) => `{a: ${one}, b: ${other}}`),
    inner.map((hole) => (hole.includes('"') ? hole : `"so {${hole}}"`)),
    fc
      .tuple(fc.constantFrom(...functions.keys()), fc.array(inner, { minLength: 3, maxLength: 3 }), body, fc.boolean())
      .map(([name, given, lambda, asked]) => callOf(name, given, `${item} => ${lambda}`, asked)),
  );
}

function callOf(name: string, given: readonly string[], lambda: string, asked: boolean): string {
  const takes = functions.get(name);
  const values = given.slice(0, Math.min(takes?.takes[1] ?? 0, given.length));
  const all = takes?.withEach === true ? [...values, lambda] : values;
  const [first, ...others] = all;
  return asked && first !== undefined && takes?.withEach !== true
    ? `(${first})?.${name}(${others.join(', ')})`
    : `${name}(${all.join(', ')})`;
}

/** What a well-typed expression is to be. */
export type Wanted = 'number' | 'text' | 'bool' | 'texts' | 'hosts' | 'maybe';

/** The inputs well-typed expressions mention, as they are declared. */
export const inputsOfWellTyped = [
  'n: number',
  'd: duration',
  't: text',
  'k: "low"|"high"',
  'w: time',
  'y: bool',
  'q: text?',
  'm: map<number>',
  'hosts: list<{name: text, load: number, owner: text?, tags: list<text>}>',
].join(', ');

/** What can be mentioned besides the inputs, by what it is. */
export type Names = Readonly<Partial<Record<Wanted, readonly string[]>>>;

/** Random expressions that are right by the way they are made. */
export function wellTyped(wanted: Wanted, depth: number, names: Names = {}): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...inputs[wanted], ...(names[wanted] ?? []));
  if (depth === 0) return leaf;
  const of = (kind: Wanted): fc.Arbitrary<string> => wellTyped(kind, depth - 1, names);
  const item = `h${depth}`;
  const ofHost = (kind: Wanted): fc.Arbitrary<string> => wellTyped(kind, depth - 1, withNames(names, fieldsOf(item)));
  const choice = fc.tuple(of('bool'), of(wanted), of(wanted)).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`);
  return fc.oneof(leaf, choice, ...made(wanted, of, ofHost, item));
}

const inputs: Readonly<Record<Wanted, readonly string[]>> = {
  number: ['1', 'n', 'd', '2h', '(m.get("a") ?? 0)'],
  text: ['"a"', 't', 'k', 'w', '(q ?? "none")', '"{n} of {hosts}"'],
  bool: ['y', 'true', 'k == t', '(q != null && q.size() > 0)', '(q == null || q.starts_with("a"))'],
  texts: ['[]', '["a", t]'],
  hosts: ['hosts', '[{name: t, load: 1, owner: q, tags: []}]'],
  maybe: ['q', 'null', 't', 'hosts.first()?.owner'],
};

const fieldsOf = (host: string): Names => ({
  number: [`${host}.load`],
  text: [`${host}.name`],
  texts: [`${host}.tags`],
  maybe: [`${host}.owner`],
});

export function withNames(names: Names, others: Names): Names {
  const kinds = Object.keys(inputs) as Wanted[];
  return Object.fromEntries(kinds.map((kind) => [kind, [...(names[kind] ?? []), ...(others[kind] ?? [])]]));
}

type Of = (wanted: Wanted) => fc.Arbitrary<string>;

function made(wanted: Wanted, of: Of, ofHost: Of, item: string): fc.Arbitrary<string>[] {
  const one = (kind: Wanted, write: (part: string) => string): fc.Arbitrary<string> => of(kind).map(write);
  const two = (kind: Wanted, other: Wanted, write: (left: string, right: string) => string): fc.Arbitrary<string> =>
    fc.tuple(of(kind), of(other)).map(([left, right]) => write(left, right));
  const each = (kind: Wanted, write: (list: string, body: string) => string): fc.Arbitrary<string> =>
    fc.tuple(of('hosts'), ofHost(kind)).map(([list, body]) => write(list, `${item} => ${body}`));
  switch (wanted) {
    case 'number':
      return [
        two('number', 'number', (left, right) => `(${left} + ${right} * 2)`),
        one('number', (part) => `round(-${part}, 1).abs()`),
        one('texts', (part) => `size(${part})`),
        each('number', (list, body) => `${list}.map(${body}).sum()`),
        each('number', (list, body) => `(${list}.map(${body}).max() ?? 0)`),
      ];
    case 'text':
      return [
        two('text', 'text', (left, right) => `(${left} + ${right}).upper()`),
        two('text', 'text', (left, right) => `${left}.replace("a", ${right})`),
        one('maybe', (part) => `(${part} ?? "none")`),
        one('texts', (part) => `${part}.sort().join(", ")`),
        one('number', (part) => `"is {${part.includes('"') ? 'n' : part}}"`),
      ];
    case 'bool':
      return [
        two('number', 'number', (left, right) => `${left} < ${right}`).map((part) => `(${part})`),
        two('text', 'texts', (left, right) => `(t + ${left} in ${right})`),
        two('bool', 'bool', (left, right) => `(${left} && !(${right}))`),
        two('maybe', 'text', (left, right) => `(${left} == t + ${right})`),
        each('bool', (list, body) => `${list}.any(${body})`),
      ];
    case 'texts':
      return [
        two('texts', 'texts', (left, right) => `(${left} + ${right}).unique()`),
        one('text', (part) => `${part}.split(",").take(2)`),
        each('text', (list, body) => `${list}.map(${body})`),
        each('text', (list, body) => `${list}.group_by(${body}).keys()`),
        each('texts', (list, body) => `${list}.map(${body}).flat()`),
      ];
    case 'hosts':
      return [
        each('bool', (list, body) => `${list}.filter(${body})`),
        each('number', (list, body) => `${list}.sort_by(${body}).reverse()`),
        two('hosts', 'hosts', (left, right) => `(${left} + ${right})`),
      ];
    case 'maybe':
      return [
        each('bool', (list, body) => `${list}.find(${body})?.name`),
        one('texts', (part) => `${part}.last()`),
        one('texts', (part) => `${part}.min()`),
      ];
  }
}
