import type { Json } from '../../domain/json.ts';

/** An expression that wants more than it may have, or something it may not see, and what becomes of it. */
export interface HostileExpression {
  readonly what: string;
  readonly expression: string;
  /** What it is worth, or what the refusal says. */
  readonly ends: { readonly value: Json } | { readonly refusal: RegExp };
}

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

const fieldsOf = (count: number): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`field_${at}`, at] as const));

/** As large as what tools may give, and of the shapes that cost the most. */
export const hostileScope: Readonly<Record<string, Json>> = {
  letters: 'a'.repeat(250_000),
  longest: 'a'.repeat(2_000_000),
  commas: ','.repeat(250_000),
  spaces: ' '.repeat(250_000),
  quotes: '"'.repeat(200_000),
  controls: '\u0001'.repeat(200_000),
  faces: '\u{1f600}'.repeat(100_000),
  letters_that_grow: '\u0390'.repeat(200_000),
  numbers: Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 5_000),
  many: Array.from({ length: 500_000 }, () => 1),
  times: Array.from({ length: 500 }, (_, at) => new Date(1_700_000_000_000 + ((at * 7_919) % 500)).toISOString()),
  long_words: Array.from({ length: 60 }, (_, at) => `${'a'.repeat(4_000)}${at}`),
  object: fieldsOf(100_000),
  other: fieldsOf(99_999),
  huge: fieldsOf(150_000),
  deep: nested(100_000),
  deep_json: '['.repeat(100_000) + ']'.repeat(100_000),
  wide_json: `[${'[],'.repeat(80_000)}[]]`,
  words: ['__proto__', 'constructor', 'toString', '__proto__'],
  proto_json: '{"__proto__": {"admin": true}, "constructor": 1}',
  stars: `${'*a'.repeat(100)}b`,
};

const times = (count: number, part: string): string => part.repeat(count);
const operations = /more than 10000 operations/;
const grows = /grows beyond 262144 characters/;
const long = /longer than 262144 characters/;
const deep = /nested deeper than 128 levels/;
const value = (value: Json): HostileExpression['ends'] => ({ value });
const refusal = (refusal: RegExp): HostileExpression['ends'] => ({ refusal });

const cases: readonly (readonly [what: string, expression: string, ends: HostileExpression['ends']])[] = [
  // Growth.
  ['a text doubled again and again', `["${times(40, 'a')}"].map(a => a + a).map(a => a + a)[0].size()`, value(160)],
  ['a text added to itself', `letters + letters`, refusal(grows)],
  ['a text put into a text twice', '"{letters}{letters}"', refusal(grows)],
  ['a text for each of many items', 'range(3000).map(i => letters).join()', refusal(operations)],
  ['a text made longer in each item', 'range(3000).map(i => "{letters}{i}").size()', refusal(operations)],
  ['lists doubled by flat', `[numbers]${times(8, '.map(l => l + l)')}.size()`, refusal(operations)],
  ['a list in a list for each item', 'range(2000).map(i => numbers)', refusal(long)],
  ['maps in maps', 'range(100).map(a => range(100).map(b => range(100).map(c => 1)))', refusal(operations)],
  ['maps in maps in one line', `range(9)${times(30, '.map(a => [a, a])')}.size()`, value(9)],
  ['lists of themselves', `range(4)${times(20, '.map(a => [a, a])')}`, refusal(long)],
  ['objects of themselves', `[1]${times(25, '.map(a => {a, b: a})')}`, refusal(long)],
  ['what grew compared with itself', `[1]${times(20, '.map(a => [a, a])')}.unique().size()`, value(1)],
  ['what grew compared with its like', `[1, 1]${times(20, '.map(a => [a, a])')}.unique()`, refusal(operations)],
  // Ranges and lists.
  ['a range without an end', 'range(1e9)', refusal(/at most 10000 apart/)],
  ['a range beyond all numbers', 'range(-9e15, 9e15)', refusal(/at most 10000 apart/)],
  ['a range of the wrong order', 'range(1e9, 0)', value([])],
  ['ranges in ranges', 'range(10000).map(i => range(10000)).size()', refusal(operations)],
  ['sorting many numbers', 'numbers.sort()', refusal(operations)],
  ['sorting many times', 'times.sort().first()', value('2023-11-14T22:13:20.000Z')],
  ['sorting long texts that begin alike', 'long_words.sort().size()', refusal(operations)],
  ['sorting what cannot be compared', '[1, "a", null, {}].sort()', refusal(/wants two numbers/)],
  ['sorting by sorting', 'range(50).sort_by(i => range(50).sort_by(j => -j)[0])', refusal(operations)],
  ['the different ones among many', 'numbers.unique()', refusal(operations)],
  ['a list too long to go through', 'many.map(i => i)', refusal(operations)],
  ['the sum of too many', 'sum(many)', refusal(operations)],
  // Texts.
  ['letters of a long text', 'letters.split("").size()', refusal(operations)],
  ['parts of a text of commas', 'commas.split(",").size()', refusal(operations)],
  ['a replacement that grows', `replace(letters, "a", "${times(4_000, 'b')}")`, refusal(grows)],
  ['a replacement between all letters', 'replace(letters, "", "bb")', refusal(grows)],
  ['a long part that nearly fits everywhere', `letters.contains("${times(2_000, 'a')}b")`, value(false)],
  [
    'a long part looked for again and again',
    `range(50).map(i => letters.contains("${times(2_000, 'a')}b"))`,
    refusal(operations),
  ],
  ['a longest text', 'longest.upper()', refusal(operations)],
  ['letters that grow as capitals', 'letters_that_grow.upper().size()', refusal(operations)],
  ['the size of many faces', 'faces.size()', value(100_000)],
  ['a pattern of stars', `glob("${times(3_000, 'a')}", stars)`, value(false)],
  ['a pattern of stars on a long text', 'glob(letters, stars)', refusal(operations)],
  ['patterns for each item', 'range(1000).map(i => glob(stars, stars))', refusal(operations)],
  ['spaces before no number', 'number(spaces)', refusal(/is no number/)],
  ['spaces before no number, for each item', 'range(3000).all(i => number(spaces + "1") == 1)', refusal(operations)],
  ['a join of many with a long text between', 'range(4000).join(letters)', refusal(/10000 operations|grows beyond/)],
  // JSON.
  ['a value nested too deep', 'json(deep)', refusal(deep)],
  ['a value nested too deep as a position', 'numbers[deep]', refusal(/asked for by a list/)],
  ['a value nested too deep in a text', '"{deep}"', refusal(deep)],
  ['values nested too deep compared', 'deep == [deep]', refusal(/128 levels cannot be compared/)],
  ['JSON nested too deep', 'parse_json(deep_json)', refusal(deep)],
  ['JSON of nothing but brackets', 'parse_json(wide_json).size()', value(80_001)],
  ['JSON of JSON of JSON', 'json(json(json(quotes))).size()', refusal(long)],
  ['JSON of control characters', 'json(controls)', refusal(long)],
  ['JSON for each item', 'range(500).map(i => json(numbers)).size()', refusal(operations)],
  // Objects.
  ['the size of a large object, for each item', 'range(3000).map(i => size(object)).sum()', refusal(operations)],
  ['large objects compared, for each item', 'range(3000).any(i => object == other)', refusal(operations)],
  ['a field that a huge object does not have', 'huge.feild_7', refusal(/has no field "feild_7"; it has "field_0"/)],
  ['a huge object in a text', '"{huge}"', refusal(long)],
  ['names of a prototype as groups', 'words.group_by(w => w).keys()', value(['__proto__', 'constructor', 'toString'])],
  ['the group of a prototype', 'words.group_by(w => w).toString', value(['toString'])],
  ['a prototype as a field', '{}.__proto__', refusal(/has no field "__proto__"/)],
  ['a constructor as a field', '[].constructor', refusal(/is a list, so it has no field/)],
  ['a constructor by its name', '{}["constructor"]', refusal(/has no field "constructor"/)],
  ['a prototype in JSON', 'parse_json(proto_json).admin', refusal(/has no field "admin"/)],
  [
    'a prototype in JSON merged',
    'merge({a: 1}, parse_json(proto_json)).keys()',
    value(['a', '__proto__', 'constructor']),
  ],
  [
    'whether there is a prototype',
    '["__proto__" in {}, has({}, "constructor"), get({}, "toString")]',
    value([false, false, null]),
  ],
  // Numbers and depth.
  ['a number beyond all numbers', '1e308 * 10', refusal(/no number that can be written down/)],
  ['digits beyond all digits', 'round(1.5, 1e9)', value(1.5)],
  ['a time beyond all times', '"2026-01-31T09:00:00Z" + 1e300', refusal(/no date that can be written down/)],
  [
    'functions in functions',
    `${times(25, '[1].map(a => ')}1${times(25, ')')}`,
    value(JSON.parse(`${'['.repeat(25)}1${']'.repeat(25)}`) as Json),
  ],
];

export const hostileExpressions: readonly HostileExpression[] = cases.map(([what, expression, ends]) => ({
  what,
  expression,
  ends,
}));
