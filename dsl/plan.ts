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
  /** WHEN: false skips the step, whose result is null then. */
  readonly when?: Expression;
  /** TIMEOUT, in milliseconds: of each try of a tool, of everything else as a whole. */
  readonly timeoutMs?: Expression;
  readonly retry?: { readonly triesMax: number; readonly everyMs: number; readonly backoff: number };
  /** ELSE: the result when the step failed for good. */
  readonly otherwise?: Expression;
  /** UNDO: called when the run fails after this step was done. */
  readonly undo?: PlannedCall;
}

/** A tool and what it is given. */
export interface PlannedCall {
  /** Key into `Plan.tools`. */
  readonly tool: string;
  /** By parameter name. An argument that is the result of a nested call is `{t:'name'}` of that step's path. */
  readonly arguments: readonly (readonly [string, Expression])[];
}

export type PlannedStep =
  | (PlannedStepBase & PlannedCall & { readonly kind: 'call' })
  | (PlannedStepBase & {
      /** Another package's loop, run as a child workflow on exactly this plan. */
      readonly kind: 'loop';
      readonly loop: string;
      readonly from: string;
      readonly planHash: string;
      readonly arguments: readonly (readonly [string, Expression])[];
    })
  | (PlannedStepBase & { readonly kind: 'value'; readonly value: Expression })
  /** The first branch whose test holds runs; the steps of the others are skipped. A null test always holds. */
  | (PlannedStepBase & { readonly kind: 'if'; readonly branches: readonly PlannedBranch[] })
  | (PlannedStepBase & { readonly kind: 'wait'; readonly forMs: Expression })
  | (PlannedStepBase & { readonly kind: 'wait_until'; readonly until: Expression })
  | (PlannedStepBase & { readonly kind: 'fail'; readonly message: Expression })
  /** Ends the run well, with this as its result; what still runs is told to stop, and nothing is undone. */
  | (PlannedStepBase & { readonly kind: 'return'; readonly value: Expression });

export interface PlannedBranch {
  readonly test: Expression | null;
  readonly steps: readonly PlannedStep[];
}

export interface Plan {
  readonly format: typeof planFormat;
  readonly loop: string;
  readonly title: string | null;
  readonly inputs: readonly Parameter[];
  readonly tools: Readonly<Record<string, PlannedTool>>;
  readonly steps: readonly PlannedStep[];
  /** ON ERROR: run when the loop failed and what it did is undone, with `error` in scope. */
  readonly onError?: readonly PlannedStep[];
  /** LIMIT: how long a run may take in all. */
  readonly limitMs?: number;
  /** What the run gives back; null gives the object of all named results. */
  readonly output: Expression | null;
  /** Exact versions the program was compiled against: package name to `{version, sha256}`. */
  readonly lock: Readonly<Record<string, { readonly version: string; readonly sha256: string }>>;
}

/** The tool of that key; undefined for a key the plan does not have, whatever its name. */
export function plannedTool(plan: Plan, key: string): PlannedTool | undefined {
  return Object.hasOwn(plan.tools, key) ? plan.tools[key] : undefined;
}

/** The steps of a block and of the blocks inside it, outer ones first. Branches may hold the same path. */
export function everyStep(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((step) =>
    step.kind === 'if' ? [step, ...step.branches.flatMap((branch) => everyStep(branch.steps))] : [step],
  );
}
