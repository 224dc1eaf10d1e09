import { z } from 'zod';
import type { Json } from '../domain/json.ts';

/**
 * The plan: what a checked program becomes, and all the interpreter ever sees. Canonical JSON, addressed by the
 * sha256 of it (`domain/canonical.ts` contentHash), immutable. A change of meaning is a new `format`.
 */
export const planFormat = 1;

/** An expression as data. `t` says which; evaluated only by `dsl/evaluate.ts`. */
export type Expression =
  | { readonly t: 'literal'; readonly value: Json }
  | { readonly t: 'name'; readonly name: string }
  | { readonly t: 'list'; readonly items: readonly Expression[] }
  | { readonly t: 'object'; readonly fields: readonly (readonly [string, Expression])[] }
  /** `optional`: null has fields that are null, and a field that is not there is null. */
  | { readonly t: 'field'; readonly of: Expression; readonly name: string; readonly optional?: true }
  | { readonly t: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly t: 'template'; readonly parts: readonly Expression[] }
  | { readonly t: 'unary'; readonly operator: '!' | '-'; readonly of: Expression }
  | { readonly t: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly t: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  /** A function of `dsl/evaluation/functions.ts`; `each` is what it does with every item. */
  | {
      readonly t: 'apply';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly each?: { readonly parameter: string; readonly body: Expression };
    };

export type BinaryOperator =
  | '??'
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/** A type as data. */
export type LoopType =
  | { readonly t: 'text' | 'number' | 'bool' | 'duration' | 'time' | 'user' | 'room' | 'any' }
  | { readonly t: 'literal'; readonly value: string }
  | { readonly t: 'list' | 'map' | 'optional'; readonly of: LoopType }
  | {
      readonly t: 'object';
      readonly fields: readonly { readonly name: string; readonly optional: boolean; readonly type: LoopType }[];
    }
  | { readonly t: 'union'; readonly of: readonly LoopType[] };

export interface Parameter {
  readonly name: string;
  readonly type: LoopType;
  /** Absent when the caller must give a value. */
  readonly default?: Json;
}

/** How a tool does its work. Only HOST in format 1's core; HTTP and PROMPT join as new kinds. */
export type Implementation = { readonly kind: 'host'; readonly name: string };

/** A tool as the plan carries it: everything the activity needs, resolved when the program was published. */
export interface PlannedTool {
  /** Its name as authors call it; becomes the Temporal activity type. */
  readonly name: string;
  /** `package@version` it came from, or null for a tool of the program's own file. */
  readonly from: string | null;
  readonly parameters: readonly Parameter[];
  readonly returns: LoopType;
  readonly effect: 'read' | 'write';
  readonly implementation: Implementation;
}

interface PlannedStepBase {
  /** Address of the step inside the run, unique; becomes the activity id. A call nested in `x` is `x.tool`, `x.tool2` … */
  readonly path: string;
  /** The name it gives its result, or null. */
  readonly name: string | null;
  /** 1-based line in the published source, and that line's text (at most 200 characters), for the card and the web UI. */
  readonly line: number;
  readonly source: string;
  /** Paths of earlier steps that must be done first: data it mentions, and order that was asked for. Sorted. */
  readonly after: readonly string[];
  /** Wave by data, from 0: the longest chain of steps before it. */
  readonly wave: number;
}

export type PlannedStep =
  | (PlannedStepBase & {
      readonly kind: 'call';
      /** Key into `Plan.tools`. */
      readonly tool: string;
      /** By parameter name. An argument that is the result of a nested call is `{t:'name'}` of that step's path. */
      readonly arguments: readonly (readonly [string, Expression])[];
    })
  | (PlannedStepBase & {
      /** Another package's loop, run as a child workflow on exactly this plan. */
      readonly kind: 'loop';
      readonly loop: string;
      readonly from: string;
      readonly planHash: string;
      readonly arguments: readonly (readonly [string, Expression])[];
    })
  | (PlannedStepBase & { readonly kind: 'value'; readonly value: Expression });

export interface Plan {
  readonly format: typeof planFormat;
  readonly loop: string;
  readonly title: string | null;
  readonly inputs: readonly Parameter[];
  readonly tools: Readonly<Record<string, PlannedTool>>;
  readonly steps: readonly PlannedStep[];
  /** What the run gives back; null gives the object of all named results. */
  readonly output: Expression | null;
  /** Exact versions the program was compiled against: package name to `{version, sha256}`. */
  readonly lock: Readonly<Record<string, { readonly version: string; readonly sha256: string }>>;
}

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What travels in Temporal's history instead of the plan; the worker's payload codec swaps the plan in. */
export const planReferenceSchema = z.object({ 'hololoom/plan': hashSchema });
export type PlanReference = z.infer<typeof planReferenceSchema>;

export function planReference(hash: string): PlanReference {
  return { 'hololoom/plan': hash };
}
