import type { Json } from '../../domain/json.ts';
import type { Expression, LoopType, Plan, PlannedStep } from '../plan.ts';
import { everyStep, plannedTool } from '../plan.ts';
import type { Known } from './known.ts';
import { exactly, oneOf, type Range, sum } from './range.ts';

/** What travels by reference when it is larger, so that history never holds more of one value. */
export const valueBytesMost = 64 * 1024;
const anything: Range = { least: 1, most: valueBytesMost };
const encoder = new TextEncoder();

export const bytesOfText = (text: string): number => encoder.encode(text).length;
export const bytesOfJson = (value: Json): Range => within(exactly(bytesOfText(JSON.stringify(value))));

function within({ least, most }: Range): Range {
  return {
    least: Math.min(least, valueBytesMost),
    most: most === null ? valueBytesMost : Math.min(most, valueBytesMost),
  };
}

/** How long a value of a type is as JSON. */
export function bytesOfType(type: LoopType): Range {
  switch (type.t) {
    case 'number':
      return { least: 1, most: 25 };
    case 'bool':
      return { least: 4, most: 5 };
    case 'duration':
      return { least: 1, most: 17 };
    case 'time':
      return { least: 10, most: 40 };
    case 'literal':
      return exactly(bytesOfText(JSON.stringify(type.value)));
    case 'optional':
      return oneOf([bytesOfType(type.of), exactly(4)]);
    case 'union':
      return oneOf(type.of.map(bytesOfType));
    case 'object': {
      const fields = type.fields.map(({ name, optional, type: of }) => {
        const field = sum([exactly(bytesOfText(JSON.stringify(name)) + 2), bytesOfType(of)]);
        return optional ? { ...field, least: 0 } : field;
      });
      // Fields beyond the declared ones are let through.
      return { least: sum([exactly(1), ...fields]).least, most: valueBytesMost };
    }
    case 'text':
    case 'user':
    case 'room':
    case 'list':
    case 'map':
      return { least: 2, most: valueBytesMost };
    case 'any':
      return anything;
  }
}

/** How long the results of steps and the inputs are as JSON, by the names they have in expressions. */
export class Sizes {
  readonly #plan: Plan;
  readonly #steps: ReadonlyMap<string, readonly PlannedStep[]>;
  readonly #inputs: ReadonlyMap<string, Range>;
  readonly #found = new Map<string, Range>();

  constructor(plan: Plan, known: Known) {
    this.#plan = plan;
    const steps = new Map<string, PlannedStep[]>();
    for (const step of everyStep([...plan.steps, ...(plan.onError ?? [])])) {
      steps.set(step.path, [...(steps.get(step.path) ?? []), step]);
    }
    this.#steps = steps;
    this.#inputs = new Map(
      plan.inputs.map(({ name, type }) => {
        const value = known.get(name);
        return [name, value === undefined ? bytesOfType(type) : bytesOfJson(value)];
      }),
    );
  }

  /** Of the object of these expressions. */
  ofFields(fields: readonly (readonly [string, Expression])[]): Range {
    return within(
      sum([
        exactly(2 + Math.max(0, fields.length - 1)),
        ...fields.map(([name, value]) => sum([exactly(bytesOfText(JSON.stringify(name)) + 1), this.of(value)])),
      ]),
    );
  }

  of(expression: Expression): Range {
    switch (expression.t) {
      case 'literal':
        return bytesOfJson(expression.value);
      case 'name':
        return this.ofName(expression.name);
      case 'list':
        return within(
          sum([
            exactly(2 + Math.max(0, expression.items.length - 1)),
            ...expression.items.map((item) => this.of(item)),
          ]),
        );
      case 'object':
        return this.ofFields(expression.fields);
      case 'choice':
        return oneOf([this.of(expression.yes), this.of(expression.no)]);
      case 'template': {
        const fixed = expression.parts.reduce(
          (bytes, part) => bytes + (part.t === 'literal' ? bytesOfText(String(part.value)) : 0),
          2,
        );
        return { least: Math.min(fixed, valueBytesMost), most: valueBytesMost };
      }
      default:
        return anything;
    }
  }

  ofName(name: string): Range {
    const known = this.#inputs.get(name) ?? this.#found.get(name);
    if (known !== undefined) return known;
    // Nothing can need itself to be worked out; this only guards plans made by hand.
    this.#found.set(name, anything);
    const steps = this.#steps.get(name) ?? [];
    const size = steps.length === 0 ? anything : oneOf(steps.map((step) => this.ofResult(step)));
    this.#found.set(name, size);
    return size;
  }

  ofResult(step: PlannedStep): Range {
    const { when, otherwise } = step;
    const nothing = exactly(4);
    return oneOf([
      this.#given(step),
      // Whatever is in a block is null where the block is left out.
      ...(when === undefined && this.#plan.steps.includes(step) ? [] : [nothing]),
      ...(otherwise === undefined ? [] : [this.of(otherwise)]),
    ]);
  }

  #given(step: PlannedStep): Range {
    switch (step.kind) {
      case 'call': {
        const tool = plannedTool(this.#plan, step.tool);
        return tool === undefined ? anything : bytesOfType(tool.returns);
      }
      case 'value':
        return this.of(step.value);
      case 'if':
      case 'wait':
      case 'wait_until':
      case 'say':
        return exactly(4);
      default:
        return anything;
    }
  }
}
