import type { Json } from '../domain/json.ts';
import type { LoopType } from './loop-type.ts';

export type { LoopType } from './loop-type.ts';

/**
 * The plan: what a checked program becomes, and all the interpreter ever sees. Canonical JSON, addressed by the
 * sha256 of it (`domain/canonical.ts` contentHash), immutable. A change of meaning is a new `format`; format 2 added
 * FOR, REPEAT, FIRST, ASK, SAY, WAIT FOR, COLLABORATE, loops of the same source, schedules, and tools made by HTTP and
 * PROMPT. A plan without them is still of format 1: its hash stays, and older workers can run it.
 */
export const planFormat = 2;
/** The formats this version can run. */
export const planFormatsRead: readonly number[] = [1, 2];

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

export interface Parameter {
  readonly name: string;
  readonly type: LoopType;
  /** Absent when the caller must give a value. */
  readonly default?: Json;
}

/** How a tool does its work. Expressions see the tool's parameters by name, and nothing else. */
export type Implementation =
  | { readonly kind: 'host'; readonly name: string }
  | {
      readonly kind: 'http';
      readonly method: HttpMethod;
      /** Scheme and host are fixed text; what is put into path and query is percent-encoded. */
      readonly url: Expression;
      /** WITH: the query of GET, HEAD and DELETE, the JSON body of the others. */
      readonly with: Expression | null;
      /** AUTH: the name of a secret, sent as a bearer token; the value is known to the worker alone. */
      readonly secret: string | null;
    }
  | {
      readonly kind: 'prompt';
      readonly prompt: Expression;
      /** AGENT: who is asked; null for the default one. */
      readonly agent: string | null;
    };

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

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
  /**
   * Address of the step inside the plan, unique, and the name its result has in expressions. A call nested in `x` is
   * `x.tool`, `x.tool2` … Steps inside FOR and REPEAT have `[]` where a run puts the position, from 0: `contain[].cut`
   * becomes `contain[3].cut`, which is the activity id.
   */
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
      /** Another loop, run as a child workflow on exactly this plan. */
      readonly kind: 'loop';
      readonly loop: string;
      /** `package@version`, or null for another loop of the same source. */
      readonly from: string | null;
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
  | (PlannedStepBase & { readonly kind: 'return'; readonly value: Expression })
  /** Gives the list of what the body yields for each item, in the order of the items. */
  | (PlannedStepBase & {
      readonly kind: 'for';
      /** The name an item has inside the body. */
      readonly variable: string;
      readonly of: Expression;
      /** MAX: how many items are at work at once. */
      readonly atOnce: number;
      /** FIRST: done after so many successes, and gives their values; what still runs is cancelled. Null for all items. */
      readonly first: number | null;
      /** KEEP GOING: items are `{value, error}`, one of the two null. */
      readonly keepGoing: boolean;
      readonly body: PlannedBody;
    })
  /** Round after round until the test holds, with what the body yields as `it`, which is the result as well. */
  | (PlannedStepBase & {
      readonly kind: 'repeat';
      readonly roundsMax: number;
      /** EVERY: how long to wait between the end of a round and the beginning of the next. */
      readonly everyMs: Expression | null;
      readonly until: Expression;
      readonly body: PlannedBody;
    })
  /** Its steps are branches, each with a name; done when `need` of them are, the others are cancelled and null. */
  | (PlannedStepBase & { readonly kind: 'race'; readonly need: number; readonly steps: readonly PlannedStep[] })
  | (PlannedStepBase & {
      readonly kind: 'ask';
      readonly question: Expression;
      /** Null for the run's own room. */
      readonly room: Expression | null;
      /** A user or a group, a list of them, or the least power level; null for everybody in the room. */
      readonly from: Expression | null;
      /** How many people must make the first choice; any other choice decides at once. */
      readonly need: number;
      /** A list of texts, the first of which lets things go on; null for yes and no. */
      readonly choices: Expression | null;
      readonly withinMs: Expression | null;
      /** Without a name: any other choice than the first fails the step. */
      readonly gate: boolean;
    })
  | (PlannedStepBase & { readonly kind: 'say'; readonly text: Expression; readonly room: Expression | null })
  | (PlannedStepBase & {
      readonly kind: 'wait_for';
      readonly event: string;
      /** Sees the event's data as `it`. */
      readonly where: Expression | null;
      readonly withinMs: Expression | null;
    })
  | (PlannedStepBase & {
      readonly kind: 'collaborate';
      readonly question: Expression;
      /** Names of agents, or one name; null lets the router choose. */
      readonly roles: Expression | null;
      readonly quorum: number | null;
      readonly withinMs: Expression | null;
    });

/** What is done for each item of a FOR, or in each round of a REPEAT. */
export interface PlannedBody {
  readonly steps: readonly PlannedStep[];
  /** YIELD; a body without one yields the object of its named lines, one that is a single action what that gives. */
  readonly yields: Expression;
}

export interface PlannedBranch {
  readonly test: Expression | null;
  readonly steps: readonly PlannedStep[];
}

export interface Plan {
  readonly format: number;
  readonly loop: string;
  readonly title: string | null;
  readonly inputs: readonly Parameter[];
  readonly tools: Readonly<Record<string, PlannedTool>>;
  readonly steps: readonly PlannedStep[];
  /** ON ERROR: run when the loop failed and what it did is undone, with `error` in scope. */
  readonly onError?: readonly PlannedStep[];
  /** LIMIT: how long a run may take in all. */
  readonly limitMs?: number;
  /** SCHEDULE: when the loop asks to be run; nothing happens before somebody says yes. */
  readonly schedule?: { readonly cron: string; readonly zone: string | null };
  /** What the run gives back; null gives the object of all named results. */
  readonly output: Expression | null;
  /** Exact versions the program was compiled against: package name to `{version, sha256}`. */
  readonly lock: Readonly<Record<string, { readonly version: string; readonly sha256: string }>>;
}

/** The tool of that key; undefined for a key the plan does not have, whatever its name. */
export function plannedTool(plan: Plan, key: string): PlannedTool | undefined {
  return Object.hasOwn(plan.tools, key) ? plan.tools[key] : undefined;
}

/** The steps directly inside a step: of all branches of an IF, of a body, of a FIRST. */
export function stepsInside(step: PlannedStep): readonly PlannedStep[] {
  switch (step.kind) {
    case 'if':
      return step.branches.flatMap(({ steps }) => steps);
    case 'for':
    case 'repeat':
      return step.body.steps;
    case 'race':
      return step.steps;
    default:
      return [];
  }
}

/** The steps of a block and of the blocks inside it, outer ones first. Branches of an IF may hold the same path. */
export function everyStep(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((step) => [step, ...everyStep(stepsInside(step))]);
}

const kindsOfFormat1: readonly PlannedStep['kind'][] = [
  'call',
  'loop',
  'value',
  'if',
  'wait',
  'wait_until',
  'fail',
  'return',
];

/** The oldest format that knows everything a plan holds. */
export function formatOf({ steps, onError, output, tools, schedule }: Omit<Plan, 'format'>): number {
  const old = everyStep([...steps, ...(onError ?? [])]).every(
    (step) => kindsOfFormat1.includes(step.kind) && !(step.kind === 'loop' && step.from === null),
  );
  const onlyHost = Object.values(tools).every(({ implementation }) => implementation.kind === 'host');
  const ofRun = asksItsRun([...steps, ...(onError ?? []), output]);
  return old && onlyHost && !ofRun && schedule === undefined ? 1 : planFormat;
}

/** Whether something in it mentions the run itself, or throws its dice. */
function asksItsRun(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { t, name } = node as { readonly t?: unknown; readonly name?: unknown };
  if (t === 'literal') return false;
  if ((t === 'name' && name === 'run') || (t === 'apply' && name === 'uuid')) return true;
  return Object.values(node).some(asksItsRun);
}
