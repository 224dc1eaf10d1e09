import { LoomError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { evaluate } from '../evaluate.ts';
import type { Expression, LoopType, Plan } from '../plan.ts';
import { Scope } from '../scope.ts';
import { sampleOf } from './sample.ts';
import { shapesExpected } from './shape.ts';

/** What one dry run is given. */
export interface Setting {
  readonly plan: Plan;
  /** Plans of the loops it runs, by hash; a loop that is not among them gives a sample. */
  readonly plans: ReadonlyMap<string, Plan>;
  readonly inputs: JsonObject;
  /** Whether a step is made to fail, by its address in the run. */
  readonly fails: (path: string) => boolean;
  /** What is answered to a question, by its address; the first choice where this is undefined. */
  readonly answer: (path: string) => string | undefined;
  /** What a step gives, by its address, in place of a sample; undefined for a sample. */
  readonly result: (path: string) => Json | undefined;
  /**
   * Planned path of a step that is to be reached with all done before it that may be done, whatever IF and WHEN say of
   * samples; null to do as they say.
   */
  readonly toward: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** Where steps run: the loop itself, an item of a FOR, or a round of a REPEAT. */
export interface Frame {
  readonly scope: Scope;
  /** When steps were done, by planned path; infinity for those that never will be. */
  readonly ends: Map<string, number>;
  readonly positions: readonly number[];
  readonly outer: Frame | null;
}

export function frameInside(outer: Frame, position: number, own: Iterable<readonly [string, Json]> = []): Frame {
  return { scope: new Scope(outer.scope, own), ends: new Map(), positions: [...outer.positions, position], outer };
}

export function endIn(frame: Frame, path: string): number | undefined {
  for (let each: Frame | null = frame; each !== null; each = each.outer) {
    const found = each.ends.get(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Works expressions out with sample values; where those do not do, it makes something up and says so. */
export class Scene {
  readonly setting: Setting;
  readonly #shapeOf: (name: string) => LoopType;
  #notes: string[] = [];
  #uuids = 0;

  constructor(setting: Setting) {
    this.setting = setting;
    this.#shapeOf = shapesExpected(setting.plan);
  }

  /** What had to be made up since this was asked last. */
  takeNote(): string | null {
    const [note = null] = this.#notes;
    this.#notes = [];
    return note;
  }

  /** A made-up result; of one without a type, what the program does with it says more. */
  sample(type: LoopType, path: string, at: number): Json {
    const name = path.slice(path.lastIndexOf('.') + 1);
    return sampleOf(type.t === 'any' ? this.#shapeOf(path) : type, name, this.setting.startedAt + at);
  }

  /** @param at milliseconds since the run began; @param otherwise what stands in when samples do not do */
  workOut(expression: Expression, { scope }: Pick<Frame, 'scope'>, at: number, otherwise: Json): Json {
    try {
      return evaluate(expression, scope, { now: this.setting.startedAt + at, uuid: () => this.#uuid() });
    } catch (error) {
      this.#notes.push(LoomError.from(error).message);
      return otherwise;
    }
  }

  fields(fields: readonly (readonly [string, Expression])[], frame: Frame, at: number): JsonObject {
    return Object.fromEntries(fields.map(([name, value]) => [name, this.workOut(value, frame, at, name)]));
  }

  holds(test: Expression, frame: Pick<Frame, 'scope'>, at: number): boolean {
    return this.workOut(test, frame, at, true) === true;
  }

  text(expression: Expression, frame: Frame, at: number): string {
    const value = this.workOut(expression, frame, at, 'text');
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  milliseconds(expression: Expression, frame: Frame, at: number): number {
    const value = this.workOut(expression, frame, at, 0);
    return typeof value === 'number' && value >= 0 ? Math.ceil(value) : 0;
  }

  #uuid(): string {
    this.#uuids += 1;
    return `00000000-0000-4000-8000-${String(this.#uuids).padStart(12, '0')}`;
  }
}
