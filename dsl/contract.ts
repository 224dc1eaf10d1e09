import type { LoopType, Parameter, PlannedTool } from './plan.ts';

/** What a published version offers to the programs that depend on it; stored beside its plan. */
export interface Contract {
  readonly package: string;
  readonly version: string;
  /** Content hash of the published artifact: what a lock pins. */
  readonly sha256: string;
  /** The loop that a call of the package runs, or null for a pure toolbox. */
  readonly entry: {
    readonly loop: string;
    readonly planHash: string;
    readonly inputs: readonly Parameter[];
    /** What the loop gives back, as inferred when it was published; absent in contracts from before types were followed. */
    readonly returns?: LoopType;
  } | null;
  /** Tools of its TOOLS blocks. Tools of a loop's own `TOOLS:` section stay private. */
  readonly tools: readonly PlannedTool[];
}
