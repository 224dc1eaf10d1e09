import type { Json } from '../../domain/json.ts';
import { functions } from '../../dsl/evaluation/functions.ts';
import { worthOf } from '../support/compiled.ts';

const hosts = [
  { name: 'web-2', load: 0.5, down: false },
  { name: 'db-1', load: 0.9, down: true },
  { name: 'web-1', load: 0.5, down: false },
];
const scope: Record<string, Json> = { hosts, nothing: null, t: '2026-11-23T08:00:00Z', words: ['b', 'a', 'b'] };

const cases: readonly (readonly [expression: string, expected: Json])[] = [
  ['size([1, 2])', 2],
  ['"😀é".size()', 2],
  ['size({a: 1})', 1],
  ['take(words, 2)', ['b', 'a']],
  ['words.drop(2)', ['b']],
  ['words.first()', 'b'],
  ['[].first()', null],
  ['last(words)', 'b'],
  ['words.reverse()', ['b', 'a', 'b']],
  ['[[1], 2, [[3]]].flat()', [1, 2, [3]]],
  ['unique(words)', ['b', 'a']],
  ['[{a: 1, b: 2}, {b: 2, a: 1}].unique()', [{ a: 1, b: 2 }]],
  ['range(3)', [0, 1, 2]],
  ['range(2, 4)', [2, 3]],
  ['range(2, 2)', []],
  ['words.sort()', ['a', 'b', 'b']],
  ['[10, 9, 1].sort()', [1, 9, 10]],
  ['sum([1, 2.5])', 3.5],
  ['[].sum()', 0],
  ['min(3, 1, 2)', 1],
  ['words.max()', 'b'],
  ['[].max()', null],
  ['hosts.map(host => host.name)', ['web-2', 'db-1', 'web-1']],
  ['hosts.filter(host => !host.down).map(host => "{host.name}!")', ['web-2!', 'web-1!']],
  ['any(hosts, host => host.down)', true],
  ['hosts.all(host => host.load < 0.8)', false],
  ['hosts.find(host => host.load > 0.8).name', 'db-1'],
  ['hosts.find(host => host.load > 1)', null],
  ['hosts.sort_by(host => host.load).map(host => host.name)', ['web-2', 'web-1', 'db-1']],
  ['hosts.group_by(host => host.down).keys()', ['false', 'true']],
  ['words.group_by(word => word)', { b: ['b', 'b'], a: ['a'] }],
  ['[[1, 2], [3]].map(row => row.map(cell => cell + row.size()))', [[3, 4], [4]]],
  ['words.join(", ")', 'b, a, b'],
  ['[1, null, {a: 1}].join()', '1null{"a":1}'],
  ['"a,b".split(",")', ['a', 'b']],
  ['"a😀".split("")', ['a', '😀']],
  ['"AbC".lower()', 'abc'],
  ['upper("AbC")', 'ABC'],
  ['trim("  a b ")', 'a b'],
  ['"web-1".starts_with("web")', true],
  ['"web-1".ends_with("2")', false],
  ['"web-1".contains("b-")', true],
  ['hosts.contains({down: true, name: "db-1", load: 0.9})', true],
  ['"a.b.c".replace(".", "$&")', 'a$&b$&c'],
  ['"web-17.example".glob("web-??.*")', true],
  ['"web-1".glob("*-*-*")', false],
  ['"".glob("*")', true],
  ['text(1.50)', '1.5'],
  ['json({b: [1, "x"]})', '{"b":[1,"x"]}'],
  ['parse_json("\\{\\"a\\": [1]\\}").a[0]', 1],
  ['number(" -1.5e2 ")', -150],
  ['round(1.005, 2)', 1.01],
  ['round(-2.4)', -2],
  ['floor(-1.5)', -2],
  ['ceil(1.2)', 2],
  ['abs(-3)', 3],
  ['{b: 1, a: 2}.keys()', ['b', 'a']],
  ['values({b: 1, a: 2})', [1, 2]],
  ['entries({b: 1})', [{ key: 'b', value: 1 }]],
  ['{a: 1}.has("a")', true],
  ['{a: 1}.has("toString")', false],
  ['{a: 1}.get("b", 7)', 7],
  ['{a: 1}.get("constructor")', null],
  ['{a: 1, b: 1}.merge({b: 2})', { a: 1, b: 2 }],
  ['now()', '2026-11-23T12:00:00.000Z'],
  ['uuid()', '00000000-0000-4000-8000-000000000000'],
  ['[now() - 1d, now() - t]', ['2026-11-22T12:00:00.000Z', 4 * 3_600_000]],
];

describe('a function', () => {
  it.each(cases)('%s gives its value', (expression, expected) => {
    expect(worthOf(expression, scope)).toEqual(expected);
  });

  it('is tried above, every one', () => {
    const tried = cases.map(([expression]) => expression).join('\n');
    expect([...functions.keys()].filter((name) => !new RegExp(`\\b${name}\\(`).test(tried))).toEqual([]);
  });

  it.each<[string, string]>([
    ['size(3)', 'size() wants a list, a text or an object, and got a number.'],
    ['take(words, -1)', 'take() wants a whole number from 0, and got -1.'],
    ['take(words, 1.5)', 'take() wants a whole number from 0, and got 1.5.'],
    ['map(nothing, x => x)', 'map() wants a list, and got null.'],
    ['words.filter(word => word)', 'The function of filter() wants true or false, and got a text.'],
    ['sum(words)', 'sum() wants a number, and got a text.'],
    ['[1, "a"].sort()', '"sort" wants two numbers, two times or two texts, and got a text and a number.'],
    ['range(0, 1e9)', 'range() wants whole numbers at most 10000 apart.'],
    ['words.group_by(word => [word])', 'group_by() wants a text for each item, and got a list.'],
    ['number("0x1F")', '"0x1F" is no number.'],
    ['number("")', '"" is no number.'],
    ['parse_json("[1")', 'parse_json() was given a text that is not JSON.'],
    ['lower(nothing)', 'lower() wants a text, and got null.'],
    ['keys(words)', 'keys() wants an object, and got a list.'],
  ])('%s is refused at run time', (expression, message) => {
    expect(() => worthOf(expression, scope)).toThrow(message);
  });
});

describe('an operator', () => {
  it.each<[string, Json]>([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['-(2 + 3) % 3', -2],
    ['"a" + "b"', 'ab'],
    ['[1] + [2]', [1, 2]],
    ['t + 90m', '2026-11-23T09:30:00.000Z'],
    ['t - 1d', '2026-11-22T08:00:00.000Z'],
    ['(t + 1h) - t', 3_600_000],
    ['t < "2026-11-23T09:30:00+01:00"', true],
    ['"b" > "a" && 2 >= 2 && 1 <= 2 && !(1 > 2)', true],
    ['{a: [1, {b: null}]} == {a: [1, {b: null}]}', true],
    ['[1, 2] != [2, 1]', true],
    ['1 == "1"', false],
    ['null == nothing', true],
    ['"db" in "my db" && "a" in words && "down" in hosts[0] && !("toString" in hosts[0])', true],
    ['nothing ?? "none"', 'none'],
    ['false ?? "none"', false],
    ['nothing?.a?.b ?? 1', 1],
    ['hosts[0]?.missing', null],
    ['nothing?.size()', null],
    ['words?.size()', 3],
    ['nothing == null ? "yes" : nothing.field', 'yes'],
    ['true || nothing.field', true],
    ['false && nothing.field', false],
    ['nothing != null && nothing.field == 1 || true', true],
    ['1 < 2 ? 2 < 1 ? "a" : "b" : "c"', 'b'],
    ['0.1 + 0.2', 0.30000000000000004],
  ])('%s gives its value', (expression, expected) => {
    expect(worthOf(expression, scope)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['"a" + 1', '"+" wants two numbers, two texts, two lists, or a time and a duration, and got a text and a number.'],
    ['1 - nothing', '"-" wants two numbers, two times, or a time and a duration, and got a number and null.'],
    ['1 / 0', '1 cannot be divided by 0.'],
    ['1e308 * 10', '* gives no number that can be written down.'],
    ['1 < "2"', '"<" wants two numbers, two times or two texts, and got a number and a text.'],
    ['!words', '"!" wants true or false, and got a list.'],
    ['-words', '"-" wants a number, and got a list.'],
    ['words && true', '"&&" wants true or false, and got a list.'],
    ['words ? 1 : 2', 'What stands before "?" wants true or false, and got a list.'],
    [
      '1 in 2',
      '"in" wants a list, a text in a text, or the name of a field in an object, and got a number and a number.',
    ],
    ['t + 1e300', '2026-11-23T08:00:00Z and 1e+300 ms give no date that can be written down.'],
  ])('%s is refused at run time', (expression, message) => {
    expect(() => worthOf(expression, scope)).toThrow(message);
  });
});

describe('hostile expressions', () => {
  const long = 'a'.repeat(200_000);
  const wide = Array.from({ length: 5_000 }, (_, at) => at);
  let deep: Json = 1;
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  const values: Record<string, Json> = { long, half: `${'a'.repeat(60_000)}b`, wide, deep, other: deep };

  it.each([
    'wide.map(a => wide.map(b => wide.map(c => 1)))',
    'wide.sort_by(a => wide.sort_by(b => -b))',
    'wide.filter(a => a in wide)',
    'wide.map(a => long)',
    'wide.map(a => "{long}{long}")',
    'wide.map(a => upper(long))',
    'wide.unique()',
    'wide.group_by(a => wide.group_by(b => 1).size())',
    'long.contains(half)',
    'long.split(half)',
    'long.replace("a", long)',
    'long.replace("a", "")',
    'long.split("")',
    'half in long',
    'long.glob("*a*a*a*a*a*b")',
    'half.glob(half)',
    'long == half',
    'deep == other',
    'deep.flat().flat()',
    'json(deep)',
    '"{deep}"',
    'text(wide).split(",").map(a => parse_json("[{a}]"))',
    'parse_json(long)',
    'range(10000).map(a => range(10000))',
    '[long, long].join(long)',
    'long + long',
    'wide + wide + wide + wide',
    'min(long, half, long)',
    'wide.reverse().sort()',
    'number(long)',
  ])('%s is worked out or refused, and soon', (expression) => {
    const work = (): void => {
      try {
        worthOf(expression, values);
      } catch (error) {
        expect(error).toMatchObject({ code: 'loop.expression_failed' });
      }
    };
    work();
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(100);
  });
});
