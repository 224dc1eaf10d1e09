import type { BlockNames } from './block-names.ts';
import type { BlockOrder, LineNumbers } from './block-order.ts';
import type { CompiledClauses } from './compile-clauses.ts';
import type { Bindings } from './compile-expression.ts';
import type { PlannedStep } from './plan.ts';
import type { CallNode, ExpressionNode, OptionNode, StepNode } from './tree.ts';

/** What the lines of a block share. */
export interface Block {
  readonly names: BlockNames;
  readonly numbers: LineNumbers;
  readonly order: BlockOrder;
}

/** A line while its steps are made. */
export interface Line {
  readonly node: StepNode;
  /** Its name, as its step carries it. */
  readonly name: string | null;
  /** The path of its name, or its number. */
  readonly prefix: string;
  readonly base: Pick<PlannedStep, 'line' | 'source'>;
  readonly clauses: CompiledClauses;
  /** Paths it waits for whatever it mentions. */
  readonly waitsFor: readonly string[];
  /** A path for a call of this line that has no name, another for each. */
  readonly pathFor: (call: CallNode) => string;
  readonly bindings: Bindings;
}

/** The path of what a line does, when it is no call. */
export const pathOf = ({ name, prefix }: Line, kind: string): string => (name === null ? `${prefix}.${kind}` : prefix);

/** What stands behind a word that shapes a control. */
export function optionOf(options: readonly OptionNode[], word: string): ExpressionNode | null {
  return options.find(({ keyword }) => keyword.text === word)?.value ?? null;
}

/** A path that is not taken yet: `x.tool`, `x.tool2` …; it is taken then. */
export function freePath(wanted: string, taken: Set<string>): string {
  let path = wanted;
  for (let count = 2; taken.has(path); count += 1) path = `${wanted}${count}`;
  taken.add(path);
  return path;
}
