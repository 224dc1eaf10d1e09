import fc from 'fast-check';
import type { Json } from '../../domain/json.ts';
import type { LoopType } from '../../dsl/plan.ts';

const plain = ['text', 'number', 'bool', 'duration', 'time', 'user', 'room'] as const;
export const names = ['a', 'b', 'c'] as const;

/** Random types; `any` only where asked for. */
export function types({ withAny = false, depth = 2 } = {}): fc.Arbitrary<LoopType> {
  const leaves: fc.Arbitrary<LoopType>[] = [
    fc.constantFrom(...plain).map((t) => ({ t })),
    fc.constantFrom('low', 'high', '2026-01-31T09:00:00Z').map((value) => ({ t: 'literal', value })),
  ];
  if (withAny) leaves.push(fc.constant<LoopType>({ t: 'any' }));
  if (depth === 0) return fc.oneof(...leaves);
  const inner = types({ withAny, depth: depth - 1 });
  const fields = fc
    .uniqueArray(fc.record({ name: fc.constantFrom(...names), optional: fc.boolean(), type: inner }), {
      selector: ({ name }) => name,
      maxLength: 3,
    })
    .chain((all) =>
      fc.boolean().map((exact): LoopType => ({ t: 'object', fields: all, ...(exact ? { exact: true as const } : {}) })),
    );
  return fc.oneof(
    ...leaves,
    inner.map((of): LoopType => ({ t: 'list', of })),
    inner.map((of): LoopType => ({ t: 'map', of })),
    inner.map((of): LoopType => ({ t: 'optional', of })),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((of): LoopType => ({ t: 'union', of })),
    fields,
  );
}

const instants = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000).toISOString());
const json = fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>;

/** Random values of a type, as a service may give them: an object may hold fields its type does not name. */
export function valuesOf(type: LoopType): fc.Arbitrary<Json> {
  switch (type.t) {
    case 'any':
      return json;
    case 'text':
      return fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('low', 'a', '1', '2026-01-31T09:00:00Z'));
    case 'user':
      return fc.constantFrom('@ann', '@bo');
    case 'room':
      return fc.constantFrom('#ops', '#on-call');
    case 'number':
    case 'duration':
      return fc.integer({ min: -3, max: 1_000 });
    case 'bool':
      return fc.boolean();
    case 'time':
      return instants;
    case 'literal':
      return fc.constant(type.value);
    case 'optional':
      return isEmpty(type.of) ? fc.constant(null) : fc.option(valuesOf(type.of), { nil: null, freq: 3 });
    case 'union':
      return fc.oneof(...type.of.filter((each) => !isEmpty(each)).map(valuesOf));
    case 'list':
      return isEmpty(type.of) ? fc.constant([]) : fc.array(valuesOf(type.of), { maxLength: 3 });
    case 'map':
      return isEmpty(type.of) ? fc.constant({}) : fc.dictionary(fc.constantFrom(...names), valuesOf(type.of));
    case 'object':
      return objectsOf(type);
  }
}

const isEmpty = (type: LoopType): boolean => type.t === 'union' && type.of.every(isEmpty);

function objectsOf({ fields, exact }: Extract<LoopType, { t: 'object' }>): fc.Arbitrary<Json> {
  const known = fc.record(Object.fromEntries(fields.map(({ name, type }) => [name, valuesOf(type)])), {
    requiredKeys: fields.flatMap(({ name, optional }) => (optional ? [] : [name])),
  });
  const others = fc.dictionary(fc.constantFrom(...names, 'surplus'), json, { maxKeys: exact === true ? 0 : 2 });
  return fc.tuple(others, known).map(([surplus, own]) => {
    const unknown = Object.entries(surplus).filter(([name]) => !fields.some((field) => field.name === name));
    return { ...Object.fromEntries(unknown), ...own };
  });
}
