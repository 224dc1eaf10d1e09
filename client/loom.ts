import type { JsonObject } from '../domain/json.ts';
import type { Bundle, Metadata } from '../domain/market.ts';
import type { Problem } from '../domain/problem.ts';
import type { RunSummary, RunView } from '../domain/run.ts';
import type { CompileContext } from '../dsl/compile.ts';
import type { LoopType } from '../dsl/plan.ts';

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

export interface PlanReport {
  readonly hash: string;
  readonly loop: string;
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
    /** What a program will do. Throws `loop.has_problems` (with the rendered problems as message) when it cannot run. */
    plan(program: string | SourceFile): Promise<PlanReport>;
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
  };
  readonly market: {
    /** Checks, compiles against the newest fitting dependencies, stores for ever. Publishing the same content again finds the same version. */
    publish(bundle: Bundle): Promise<PublishedVersion & { readonly created: boolean }>;
    list(): Promise<readonly PublishedVersion[]>;
    show(name: string): Promise<{
      readonly versions: readonly PublishedVersion[];
      readonly documentation: string;
      readonly source: string;
    }>;
  };
  /** What is found, its version, whether it answers, what to do. Never throws. */
  doctor(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}
