import type { AuditVerdict } from '../domain/audit.ts';
import type { AnswerReceipt } from '../domain/chat.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { Metadata } from '../domain/market/bundle.ts';
import type { Problem } from '../domain/problem.ts';
import type { OpenQuestion, RunMessage, RunSummary, RunView } from '../domain/run.ts';
import type { CompileContext } from '../dsl/compile.ts';
import type { Capabilities } from '../dsl/estimate/capabilities.ts';
import type { CriticalPath } from '../dsl/estimate/critical-path.ts';
import type { PlanEstimate } from '../dsl/estimate/index.ts';
import type { Move } from '../dsl/move.ts';
import type { LoopType, Plan } from '../dsl/plan.ts';
import type { AgentsShelf, Ask } from './agents-shelf.ts';
import type { OwnKey } from './keyring.ts';
import type { MarketDoor } from './market-door.ts';
import type { QualityDoor } from './quality-door.ts';
import type { RegistryDoor } from './registry-door.ts';

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
  /** Other names of the room, as loops write it: `#ops`. */
  readonly roomNames?: readonly string[];
  /** The server that names of people without one belong to, where there is one. */
  readonly home?: string;
}

export interface AnswerRequest {
  /** Which question of the run; may be left out where only one is open. */
  readonly path?: string;
  /** A choice as its text, a unique beginning of it, or its position; a number is always a position, from 1. */
  readonly choice: string | number;
  /** The beginning of the hash of the plan the caller was shown; any other plan is refused. */
  readonly plan?: string;
}

/** A question and what became of it. */
export interface AskedView {
  readonly question: OpenQuestion;
  /** Hash of the plan that asks. */
  readonly plan: string;
  /** Who has answered, as far as the run still knows. */
  readonly votes: readonly { readonly user: string; readonly choice: string }[];
  /** `over`: nobody can answer it any more, and no answer decided it. */
  readonly state: 'open' | 'decided' | 'over';
  /** What was decided. */
  readonly choice: string | null;
}

/** An answer that counted. */
export interface GivenAnswer extends AnswerReceipt {
  readonly question: OpenQuestion;
  readonly choice: string;
}

/** An answer that was taken back. */
export interface WithdrawnAnswer extends Pick<AnswerReceipt, 'votes' | 'need'> {
  readonly question: OpenQuestion;
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
  /** Asks whoever suits a question. Throws `agent.*`. */
  readonly ask: Ask;
  readonly agents: AgentsShelf;
  readonly loops: {
    /** All problems of a program at once. `offline` does not ask the marketplace: names dependencies would bring are assumed. */
    check(program: SourceFile, options: { readonly offline: boolean }): Promise<CheckReport>;
    /** What a program is compiled against: the newest fitting versions of what it declares. Throws `market.dependency_missing`. */
    context(program: SourceFile): Promise<CompileContext>;
    /** What a program will do; `words` are the inputs that are known already, and what is installed in `room` decides what a name means. Throws `loop.has_problems` (with the rendered problems as message) when it cannot run. */
    plan(program: string | SourceFile, words?: Readonly<Record<string, string>>, room?: string): Promise<PlanReport>;
    /** Which running runs of this loop could go on with the plan it has now. Tells only. Throws as `plan` does. */
    moves(program: string | SourceFile, room?: string): Promise<MovesReport>;
    /** The plan itself. Throws as `plan` does. */
    compiled(program: string | SourceFile, room?: string): Promise<CompiledLoop>;
    /**
     * Starts a run, or finds the one this request already started. A name means what is installed in the caller's room; what is
     * not installed is run for callers with power level 50 only. Throws `market.not_installed`.
     */
    run(request: RunRequest, caller: Caller): Promise<RunView>;
  };
  readonly runs: {
    /** The newest first; `room`: only those that were started there. */
    list(options: { readonly limit: number; readonly room?: string }): Promise<readonly RunSummary[]>;
    /** How many runs that were started in a room go on. */
    goingOn(room: string): Promise<number>;
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
    /** Takes back the caller's answer, as long as the question is not decided. `run` as for `answer`. */
    withdraw(run: string, question: { readonly path?: string }, caller: Caller): Promise<WithdrawnAnswer>;
    /** Tells a run of an event, or all runs of the caller's room whose plan waits for one of that name. */
    emit(
      event: string,
      data: Json,
      where: { readonly run?: string },
      caller: Caller,
    ): Promise<{ readonly told: readonly string[] }>;
    /** Starts a new run that goes on where one ended without its result. */
    resume(run: string, caller: Caller): Promise<RunView>;
    /** A question by its number, also one that is decided. */
    asked(number: number): Promise<AskedView>;
    /** Hears which run changed, by its workflow id; null when something may have been missed. @returns a function that stops it */
    changes(hear: (run: string | null) => void): Promise<() => Promise<void>>;
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
  /** Keys of whoever sits at the machine. */
  readonly keys: {
    /** Makes a key; for whoever owns the keys when no publisher is named. Throws `market.key_exists`. */
    create(publisher?: string): Promise<OwnKey>;
    list(): Promise<readonly OwnKey[]>;
    /** Puts a new key in the place of the present one, here and in the registry. */
    rotate(publisher?: string): Promise<OwnKey>;
  };
  readonly market: MarketDoor;
  readonly registry: RegistryDoor;
  readonly audit: {
    /** Whether what was allowed and refused in rooms is still all as it was written. */
    verify(): Promise<AuditVerdict>;
  };
  readonly quality: QualityDoor;
  /** What is found, its version, whether it answers, what to do. Never throws. */
  doctor(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}
