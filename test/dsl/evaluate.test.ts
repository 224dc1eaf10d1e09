import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Expression } from '../../dsl/plan.ts';

const literal = (value: Json): Expression => ({ t: 'literal', value });
const name = (text: string): Expression => ({ t: 'name', name: text });
const field = (of: Expression, text: string): Expression => ({ t: 'field', of, name: text });
const index = (of: Expression, at: Expression): Expression => ({ t: 'index', of, at });

const scope = new Map<string, Json>([
  ['assess', { level: 'high', hosts: ['web-1', 'web-2'], owner: null }],
  ['assess.lookup', 7],
]);

function failure(expression: Expression, values: ReadonlyMap<string, Json> = scope): LoomError {
  try {
    evaluate(expression, values);
  } catch (error) {
    if (error instanceof LoomError) return error;
    throw error;
  }
  throw new Error('It was worked out.');
}

describe('evaluate', () => {
  it.each<[string, Expression, Json]>([
    ['a literal', literal({ a: [1, null] }), { a: [1, null] }],
    ['a name', name('assess.lookup'), 7],
    ['a field', field(name('assess'), 'level'), 'high'],
    ['a field that is null', field(name('assess'), 'owner'), null],
    ['an item of a list', index(field(name('assess'), 'hosts'), literal(1)), 'web-2'],
    ['a field by its name as text', index(name('assess'), literal('level')), 'high'],
    ['a list', { t: 'list', items: [literal(1), name('assess.lookup')] }, [1, 7]],
    [
      'an object',
      {
        t: 'object',
        fields: [
          ['a', literal(1)],
          ['b', name('assess.lookup')],
        ],
      },
      { a: 1, b: 7 },
    ],
    [
      'a text',
      { t: 'template', parts: [literal('n='), name('assess.lookup'), literal(' '), field(name('assess'), 'hosts')] },
      'n=7 ["web-1","web-2"]',
    ],
    ['a text with null', { t: 'template', parts: [field(name('assess'), 'owner'), literal('!')] }, 'null!'],
  ])('works out %s', (_what, expression, expected) => {
    expect(evaluate(expression, scope)).toEqual(expected);
  });

  it('says what was null', () => {
    const error = failure(field(field(name('assess'), 'owner'), 'mail'));
    expect(error.code).toBe('loop.expression_failed');
    expect(error.message).toBe('"assess.owner" is null, so it has no field "mail".');
  });

  it('names the fields there are and the one that was meant', () => {
    const error = failure(field(name('assess'), 'lebel'));
    expect(error.message).toBe('"assess" has no field "lebel"; it has "level", "hosts", "owner".');
    expect(error.hint).toBe('Did you mean "level"?');
  });

  it.each<[string, Expression, string]>([
    [
      'field of a text',
      field(field(name('assess'), 'level'), 'length'),
      '"assess.level" is a text, so it has no field "length".',
    ],
    [
      'field of a list',
      field(field(name('assess'), 'hosts'), 'length'),
      '"assess.hosts" is a list, so it has no field "length".',
    ],
    [
      'position beyond the end',
      index(field(name('assess'), 'hosts'), literal(2)),
      '"assess.hosts" has 2 items, so none at position 2.',
    ],
    [
      'negative position',
      index(field(name('assess'), 'hosts'), literal(-1)),
      'An item of "assess.hosts" is asked for by -1, which is not a position.',
    ],
    ['position in an object', index(name('assess'), literal(0)), '"assess" is an object, not a list.'],
    ['missing value', name('nothing'), 'Nothing called "nothing" has a value here.'],
    ['kind from the future', { t: 'spell' } as never, 'This worker does not know expressions of kind "spell".'],
  ])('refuses a %s', (_what, expression, message) => {
    expect(failure(expression).message).toBe(message);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'never reaches the prototype through "%s"',
    (word) => {
      expect(failure(field(name('assess'), word)).message).toMatch(/has no field/);
      expect(failure(index(name('assess'), literal(word))).message).toMatch(/has no field/);
      expect(failure(name(word)).message).toMatch(/has a value/);
      const made = evaluate({ t: 'object', fields: [[word, literal(1)]] }, scope);
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
      expect(Object.keys(made as object)).toEqual([word]);
      expect(evaluate(field(literal(made), word), scope)).toBe(1);
    },
  );

  it('stops at its bounds, whatever the values are', () => {
    let deep: Expression = literal(1);
    for (let level = 0; level <= limits.expressionDepthMax; level += 1) deep = { t: 'list', items: [deep] };
    expect(failure(deep).message).toMatch(/nested deeper than 64/);

    const many: Expression = {
      t: 'list',
      items: Array.from({ length: limits.expressionOperationsMax }, () => literal(1)),
    };
    expect(failure(many).message).toMatch(/more than 10000 operations/);

    const long = new Map([['x', 'y'.repeat(200 * 1024)]]);
    const negative: Expression = { t: 'unary', operator: '-', of: literal(1) };
    expect(failure({ t: 'list', items: [name('x'), name('x'), negative] }, long).message).toMatch(/longer than 262144/);
    expect(failure({ t: 'template', parts: [name('x'), name('x')] }, long).message).toMatch(/grows beyond 262144/);

    let nested: Json = 1;
    for (let level = 0; level < 100_000; level += 1) nested = [nested];
    const hostile = new Map([['x', nested]]);
    expect(failure(name('x'), hostile).message).toMatch(/nested deeper than 128/);
    expect(failure({ t: 'template', parts: [name('x')] }, hostile).message).toMatch(/nested deeper than 128/);
  });

  it('hands on values larger than what it makes, as they are, up to a bound of their own', () => {
    const large = new Map<string, Json>([['x', { log: 'y'.repeat(1024 * 1024) }]]);
    expect(evaluate(name('x'), large)).toBe(large.get('x'));
    const both: Expression = {
      t: 'object',
      fields: [
        ['one', name('x')],
        ['other', { t: 'list', items: [field(name('x'), 'log'), literal('z')] }],
      ],
    };
    expect(evaluate(both, large)).toMatchObject({ other: [expect.any(String), 'z'] });
    const chosen: Expression = {
      t: 'choice',
      test: { t: 'binary', operator: '==', left: literal(1), right: literal(1) },
      yes: { t: 'binary', operator: '??', left: literal(null), right: index(name('x'), literal('log')) },
      no: literal(0),
    };
    expect(evaluate(chosen, large)).toHaveLength(1024 * 1024);
    const five: Expression = { t: 'list', items: [both, both, name('x')] };
    expect(failure(five, large).message).toMatch(/longer than 4194304/);
    expect(failure({ t: 'template', parts: [name('x')] }, large).message).toMatch(/longer than 262144/);
  });
});
