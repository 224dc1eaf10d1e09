import fc from 'fast-check';
import { LoomError } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';
import { conformance } from '../../../dsl/conform.ts';
import { describeType } from '../../../dsl/describe-type.ts';
import { functions } from '../../../dsl/evaluation/functions.ts';
import { functionTypes } from '../../../dsl/infer/function-types.ts';
import { typesOf } from '../../../dsl/infer/index.ts';
import { normal } from '../../../dsl/infer/join.ts';
import type { LoopType } from '../../../dsl/plan.ts';
import { readProgram } from '../../../dsl/program.ts';
import { worthOf } from '../../support/compiled.ts';
import {
  expressions,
  inputsOfWellTyped,
  type Names,
  type Wanted,
  wellTyped,
  withNames,
} from '../../support/random-expressions.ts';
import { types, valuesOf } from '../../support/typed-values.ts';

/** `INFERRED_EXPRESSIONS=200000 INFERRED_SEED=7` for a longer or another run. */
const runs = Number(process.env.INFERRED_EXPRESSIONS ?? 5_000);
const seed = Number(process.env.INFERRED_SEED ?? 20_261_123);

const wantedKinds: readonly Wanted[] = ['number', 'text', 'bool', 'texts', 'hosts', 'maybe'];

/** What is found of an expression whose names are inputs. */
function inferred(inputs: string, expression: string) {
  const source = `LOOP x\n  INPUT: ${inputs}\n  STEPS:\n    - worth = ${expression}\nEND\n`;
  const program = readProgram(source, { dependencies: new Map(), offline: false });
  const { findings, places } = typesOf(program);
  const type = places.find(({ name }) => name === 'worth')?.type;
  if (type === undefined || program.faults.length > 0) throw new Error(`No expression: ${expression}`);
  return { type, findings, isKnown: places.every((place) => !holdsAny(place.type)) };
}

const holdsAny = (type: LoopType): boolean => JSON.stringify(type).includes('"t":"any"');

/** What depends on values, and no type could tell. */
const ofValues = [
  /has \d+ items, so none at position/,
  /which is not a position/,
  /cannot be divided by 0/,
  /gives no number that can be written down/,
  /give no date that can be written down/,
  /wants a whole number from 0/,
  /wants whole numbers at most/,
  /is no number\.$/,
  // A map need not have the field that is asked for.
  /has no field "[ab]"; it has/,
];

/** The worth of an expression; undefined where only its values keep it from having one. */
function worthOrNothing(expression: string, scope: Readonly<Record<string, Json>>): Json | undefined {
  try {
    return worthOf(expression, scope);
  } catch (error) {
    const message = error instanceof LoomError ? error.message : String(error);
    if (ofValues.some((each) => each.test(message))) return undefined;
    throw new Error(`${expression}: ${message}`);
  }
}

describe('types of functions', () => {
  it('are known for every one', () => {
    expect(Object.keys(functionTypes).sort()).toEqual([...functions.keys()].sort());
  });

  it('name every value that is taken', () => {
    for (const [name, { takes }] of functions) {
      const named = functionTypes[name]?.takes.length ?? 0;
      if (name !== 'min' && name !== 'max') expect([name, named]).toEqual([name, takes[1]]);
    }
  });
});

describe('what is inferred', () => {
  it('is what the evaluator gives, and no value is of a wrong kind where nothing was told', () => {
    const declared = fc.tuple(types(), types(), types({ depth: 1 })).chain(([a, b, c]) => {
      const inputs = { a: declarable(a), b: declarable(b), c: declarable(c) };
      return fc.tuple(
        fc.constant(inputs),
        expressions(3),
        fc.record({ a: valuesOf(inputs.a), b: valuesOf(inputs.b), c: valuesOf(inputs.c) }),
      );
    });
    const met = { silent: 0, worked: 0 };
    fc.assert(
      fc.property(declared, ([inputs, expression, scope]) => {
        const written = Object.entries(inputs).map(([name, type]) => `${name}: ${describeType(type)}`);
        const { type, findings, isKnown } = inferred(written.join(', '), expression);
        if (findings.length > 0 || !isKnown) return;
        met.silent += 1;
        const worth = worthOrNothing(expression, scope);
        if (worth === undefined) return;
        met.worked += 1;
        expect({ expression, scope, misfit: conformance(worth, type) }).toEqual({ expression, scope, misfit: null });
      }),
      { numRuns: runs, seed },
    );
    expect(met.worked).toBeGreaterThan(runs / 20);
  });

  it.each(wantedKinds)('has no problem with what is right: %s', (wanted) => {
    fc.assert(
      fc.property(wellTyped(wanted, 3), inputValues, (expression, values) => {
        const { type, findings } = inferred(inputsOfWellTyped, expression);
        expect({ expression, findings }).toEqual({ expression, findings: [] });
        const worth = worthOrNothing(expression, values);
        if (worth !== undefined)
          expect({ expression, misfit: conformance(worth, type) }).toEqual({ expression, misfit: null });
      }),
      { numRuns: 200, seed },
    );
  });

  it('has no problem with lines that are right, and each gives what was inferred, or null where it is skipped', () => {
    fc.assert(
      fc.property(linesOf(5), inputValues, (lines, inputs) => {
        const written = lines.map(
          ({ name, expression, when }) => `- ${name} = ${expression}${when === null ? '' : ` WHEN ${when}`}`,
        );
        const source = ['LOOP x', `INPUT: ${inputsOfWellTyped}`, 'STEPS:', ...written, 'END', ''].join('\n');
        const program = readProgram(source, { dependencies: new Map(), offline: false });
        const { findings, returns } = typesOf(program);
        expect({ source, findings }).toEqual({ source, findings: [] });
        const scope = new Map(Object.entries<Json>(inputs));
        const results: Record<string, Json> = {};
        for (const { name, expression, when } of lines) {
          const runs = when === null || worthOrNothing(when, Object.fromEntries(scope)) === true;
          const worth = runs ? worthOrNothing(expression, Object.fromEntries(scope)) : null;
          if (worth === undefined) return;
          scope.set(name, worth);
          results[name] = worth;
        }
        expect({ source, misfit: returns && conformance(results, returns) }).toEqual({ source, misfit: null });
      }),
      { numRuns: 300, seed },
    );
  });
});

/** Values for what `inputsOfWellTyped` declares. */
const inputValues = fc.record({
  n: valuesOf({ t: 'number' }),
  d: valuesOf({ t: 'duration' }),
  t: valuesOf({ t: 'text' }),
  k: fc.constantFrom('low', 'high'),
  w: valuesOf({ t: 'time' }),
  y: fc.boolean(),
  q: valuesOf({ t: 'optional', of: { t: 'text' } }),
  m: valuesOf({ t: 'map', of: { t: 'number' } }),
  hosts: fc.array(
    fc.record({
      name: valuesOf({ t: 'text' }),
      load: valuesOf({ t: 'number' }),
      owner: valuesOf({ t: 'optional', of: { t: 'text' } }),
      tags: valuesOf({ t: 'list', of: { t: 'text' } }),
    }),
    { maxLength: 3 },
  ),
});

interface Line {
  readonly name: string;
  readonly expression: string;
  readonly when: string | null;
}

/** Lines that are right by the way they are made, each over the names of those above it. */
function linesOf(count: number, names: Names = {}, at = 0): fc.Arbitrary<readonly Line[]> {
  if (at === count) return fc.constant([]);
  return fc.record({ kind: fc.constantFrom(...wantedKinds), isSkipped: fc.boolean() }).chain(({ kind, isSkipped }) => {
    const name = `v${at}`;
    const when = isSkipped ? wellTyped('bool', 1, names) : fc.constant(null);
    return fc.tuple(wellTyped(kind, 2, names), when).chain(([expression, test]) => {
      const known = withNames(names, namesOf(name, kind, test));
      return linesOf(count, known, at + 1).map((others) => [{ name, expression, when: test }, ...others]);
    });
  });
}

/** How a name may be used: as it is, or with a value for when its line was skipped. */
function namesOf(name: string, kind: Wanted, when: string | null): Names {
  if (when === null || kind === 'maybe') return { [kind]: [name] };
  const otherwise: Readonly<Record<Wanted, string>> = {
    number: '0',
    text: '"x"',
    bool: 'false',
    texts: '[]',
    hosts: '[]',
    maybe: 'null',
  };
  const skipped = [
    `(${name} ?? ${otherwise[kind]})`,
    `(${name} != null ? ${name} : ${otherwise[kind]})`,
    `(${when} ? ${name} : ${otherwise[kind]})`,
  ];
  return { [kind]: skipped };
}

/** A type as a program can declare it. */
const declarable = (type: LoopType): LoopType => normal(inexact(type));

function inexact(type: LoopType): LoopType {
  switch (type.t) {
    case 'list':
    case 'map':
      return { t: type.t, of: inexact(type.of) };
    case 'optional':
      return { t: 'optional', of: inexact(type.of) };
    case 'union':
      return { t: 'union', of: type.of.map(inexact) };
    case 'object':
      return { t: 'object', fields: type.fields.map((field) => ({ ...field, type: inexact(field.type) })) };
    default:
      return type;
  }
}
