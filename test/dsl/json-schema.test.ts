import type { Json } from '../../domain/json.ts';
import { declaredOnly, jsonSchemaOf } from '../../dsl/json-schema.ts';
import type { LoopType } from '../../dsl/plan.ts';

const text: LoopType = { t: 'text' };
const ticket: LoopType = {
  t: 'object',
  fields: [
    {
      name: 'level',
      optional: false,
      type: {
        t: 'union',
        of: [
          { t: 'literal', value: 'low' },
          { t: 'literal', value: 'high' },
        ],
      },
    },
    {
      name: 'hosts',
      optional: true,
      type: { t: 'list', of: { t: 'object', fields: [{ name: 'name', optional: false, type: text }] } },
    },
    { name: 'owner', optional: false, type: { t: 'optional', of: { t: 'user' } } },
  ],
};

describe('a type of LOOP', () => {
  it('is a closed schema', () => {
    expect(jsonSchemaOf(ticket)).toEqual({
      type: 'object',
      properties: {
        level: {
          anyOf: [
            { type: 'string', const: 'low' },
            { type: 'string', const: 'high' },
          ],
        },
        hosts: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' } },
            required: ['name'],
            additionalProperties: false,
          },
        },
        owner: { anyOf: [{ type: 'string', description: 'a user such as @ann' }, { type: 'null' }] },
      },
      required: ['level', 'owner'],
      additionalProperties: false,
    });
  });

  it.each<[LoopType, Json, Json]>([
    [
      ticket,
      { level: 'low', tool: 'x', hosts: [{ name: 'a', room: '#x' }], owner: null },
      { level: 'low', hosts: [{ name: 'a' }], owner: null },
    ],
    [{ t: 'map', of: { t: 'object', fields: [] } }, { a: { b: 1 } }, { a: {} }],
    [{ t: 'list', of: text }, ['a', 'b'], ['a', 'b']],
    [text, { not: 'a text' }, { not: 'a text' }],
    [{ t: 'any' }, { a: 1 }, { a: 1 }],
  ])('%j keeps what it declares and nothing else', (type, value, kept) => {
    expect(declaredOnly(value, type)).toEqual(kept);
  });
});
