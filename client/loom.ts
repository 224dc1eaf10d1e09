import type { AnswerReceipt } from '../domain/chat.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { Bundle, Metadata } from '../domain/market/bundle.ts';
import type { Problem } from '../domain/problem.ts';
import type { OpenQuestion, RunMessage, RunSummary, RunView } from '../domain/run.ts';
import type { CompileContext } from '../dsl/compile.ts';
import type { Capabilities } from '../dsl/estimate/capabilities.ts';
import type { CriticalPath } from '../dsl/estimate/critical-path.ts';
import type { PlanEstimate } from '../dsl/estimate/index.ts';
import type { Move } from '../dsl/move.ts';
import type { LoopType, Plan } from '../dsl/plan.ts';
import type { MarketShelf } from './market-shelf.ts';
import type { QualityDoor } from './quality-door.ts';

/** A program as its author has it: the text, and the metadata beside it when it is a package. */
export interface SourceFile {
  /** Shown in problems; not read. */
  readonly file: string;
  readonly source: string;
  readonly metadata?: Metadata;
}

export interface CheckReport {
  readonly file: string;
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** Names taken on trust because `offline` was asked: what a dependency would bring. */
  readonly assumed: readonly string[];
}

/** What a program was compiled to. */
export interface CompiledLoop {
  readonly hash: string;
  readonly plan: Plan;
  /** Plans of the loops it runs, and of those they run, by their hashes. */
  readonly plans: Readonly<Record<string, Plan>>;
  /** Null for a program that is not published. */
  readonly package: string | null;
  readonly version: string | null;
}

export interface PlanReport {
  readonly hash: string;
  readonly loop: string;
  readonly title: string | null;
  readonly inputs: readonly { readonly name: string; readonly type: LoopType; readonly required: boolean }[];
  /** Step paths by wave; steps of a wave have no order among each other. */
  readonly waves: readonly (readonly string[])[];
  readonly tools: readonly {
    readonly name: string;
    readonly from: string | null;
    readonly effect: 'read' | 'write';
    readonly implementation: string;
  }[];
  readonly outputs: readonly string[];
  /** What a run starts and writes. */
  readonly estimate: PlanEstimate;
  readonly criticalPath: CriticalPath;
  /** What a run may touch, with what the loops it runs may touch. */
  readonly capabilities: Capabilities;
  readonly limitMs: number | null;
  readonly schedule: NonNullable<Plan['schedule']> | null;
}

/** Whether a running run could go on with another plan. */
export interface MoveReport {
  readonly run: RunSummary;
  /** Hash of the plan it runs on. */
  readonly plan: string;
  /** `not known`: no worker answers for it. */
  readonly move: Move | { readonly could: 'same plan' | 'not known' };
}

export interface MovesReport {
  readonly loop: string;
  /** Of the plan they are compared with. */
  readonly hash: string;
  readonly runs: readonly MoveReport[];
}

export interface RunRequest {
  /** A published package (`security-incident-pro`, `acme/x@^1.2`), or a program with its text. */
  readonly program: string | SourceFile;
  /** By name; `words` are as a person typed them and are read by the type the loop declares. */
  readonly inputs?: JsonObject;
  readonly words?: Readonly<Record<string, string>>;
}

/** Who asks, from where, and with which id: asking twice with one `requestId` finds the same run. */
export interface Caller {
  readonly requestId: string;
  readonly room: string;
  readonly requester: string;
  /** Power level in the room, 0 when left out; in a terminal everybody has 100. */
  readonly level?: number;
  /** Sits at the machine, so questions of every room may be answered; others answer in the room that was asked. */
  readonly everywhere?: boolean;
}

export interface AnswerRequest {
  /** Which question of the run; may be left out where only one is open. */
  readonly path?: string;
  /** A choice as its text, a unique beginning of it, or its position; a number is always a position, from 1. */
  readonly choice: string | number;
}

/** An answer that counted. */
export interface GivenAnswer extends AnswerReceipt {
  readonly question: OpenQuestion;
  readonly choice: string;
}

/** A message as a room hears it, with the question when it is one. */
export interface RoomMessage extends RunMessage {
  readonly run: string;
  readonly question: OpenQuestion | null;
}

/** A loop that runs by itself at certain times. Times are ISO 8601 in UTC. */
export interface ScheduleView {
  /** `schedule/<room>/<loop>`, or what of it is enough where commands take one. */
  readonly id: string;
  readonly loop: string;
  readonly package: string | null;
  readonly version: string | null;
  readonly room: string;
  readonly requester: string;
  readonly cron: string;
  readonly zone: string | null;
  readonly inputs: JsonObject;
  readonly paused: boolean;
  readonly next: readonly string[];
  /** The last runs it started, newest first. */
  readonly runs: readonly { readonly workflowId: string; readonly startedAt: string }[];
}

export interface PublishedVersion {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly publishedAt: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** The exact versions it runs with, dependencies of dependencies included: `package@version` to sha256. */
  readonly lock: Readonly<Record<string, string>>;
}

/** One finding of `doctor`. */
export interface Finding {
  readonly part: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly version: string | null;
  readonly message: string;
  /** What to do, when something is to be done. */
  readonly hint: string | null;
}

/** Everything a person can do with HoloLoom from TypeScript; the command line and the bot have no other door. */
export interface Loom {
  readonly loops: {
    /** All problems of a program at once. `offline` does not ask the marketplace: names dependencies would bring are assumed. */
    check(program: SourceFile, options: { readonly offline: boolean }): Promise<CheckReport>;
    /** What a program is compiled against: the newest fitting versions of what it declares. Throws `market.dependency_missing`. */
    context(program: SourceFile): Promise<CompileContext>;
    /** What a program will do; `words` are the inputs that are known already. Throws `loop.has_problems` (with the rendered problems as message) when it cannot run. */
    plan(program: string | SourceFile, words?: Readonly<Record<string, string>>): Promise<PlanReport>;
    /** Which running runs of this loop could go on with the plan it has now. Tells only. Throws as `plan` does. */
    moves(program: string | SourceFile): Promise<MovesReport>;
    /** The plan itself. Throws as `plan` does. */
    compiled(program: string | SourceFile): Promise<CompiledLoop>;
    /** Starts a run, or finds the one this request already started. */
    run(request: RunRequest, caller: Caller): Promise<RunView>;
  };
  readonly runs: {
    list(options: { readonly limit: number }): Promise<readonly RunSummary[]>;
    /** `id` is a workflow id or a run id, or a unique beginning of one. */
    get(id: string): Promise<RunView>;
    /** Calls `show` with the run now and after every change; resolves with the finished run, or the latest when `signal` aborts. */
    watch(id: string, show: (run: RunView) => void, signal?: AbortSignal): Promise<RunView>;
    cancel(id: string): Promise<void>;
    /** Questions that wait for an answer, oldest first: asked in a room or by runs of it, asked by one run, all. */
    questions(where: { readonly room?: string; readonly run?: string }): Promise<readonly OpenQuestion[]>;
    /**
     * Answers a question in the caller's name. `run` is a run as for `get`, or the number of a question. The same request
     * twice counts once.
     */
    answer(run: string, answer: AnswerRequest, caller: Caller): Promise<GivenAnswer>;
    /** Tells a run of an event, or all runs of the caller's room whose plan waits for one of that name. */
    emit(
      event: string,
      data: Json,
      where: { readonly run?: string },
      caller: Caller,
    ): Promise<{ readonly told: readonly string[] }>;
    /** Starts a new run that goes on where one ended without its result. */
    resume(run: string, caller: Caller): Promise<RunView>;
    /** Hears what is said and asked from now on, in one room or, with null, in all. @returns a function that stops it */
    listen(room: string | null, hear: (message: RoomMessage) => void): Promise<() => Promise<void>>;
  };
  readonly schedules: {
    /** What would be scheduled: the view it would have, with the next three times. */
    preview(request: RunRequest, caller: Caller): Promise<ScheduleView>;
    /** Runs a loop by its SCHEDULE from now on, in the caller's room. Asked again for the same, it finds the schedule. */
    create(request: RunRequest, caller: Caller): Promise<ScheduleView & { readonly created: boolean }>;
    list(): Promise<readonly ScheduleView[]>;
    pause(id: string): Promise<ScheduleView>;
    resume(id: string): Promise<ScheduleView>;
    remove(id: string): Promise<ScheduleView>;
  };
  readonly market: MarketShelf & {
    /** Checks, compiles against the newest fitting dependencies, stores for ever. Publishing the same content again finds the same version. */
    publish(bundle: Bundle): Promise<PublishedVersion & { readonly created: boolean }>;
    list(): Promise<readonly PublishedVersion[]>;
    show(name: string): Promise<{
      readonly versions: readonly PublishedVersion[];
      readonly documentation: string;
      readonly source: string;
    }>;
  };
  readonly quality: QualityDoor;
  /** What is found, its version, whether it answers, what to do. Never throws. */
  doctor(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}
