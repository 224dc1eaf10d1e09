import { type For, linesOfBody, type Race, type Repeat } from './lines-of-blocks.ts';
import type { Fault, Identifier, StepNode } from './tree.ts';

type Block = readonly (StepNode | Fault)[];

/** Found once for each IF: those around it ask again. A tree never changes. */
const givenByIf = new WeakMap<StepNode, readonly Identifier[]>();

/** The names that are known below a line because of it: its own, and those of the lines in its branches. */
export function namesGivenBy(step: StepNode | Fault): readonly Identifier[] {
  if (step.kind === 'fault') return [];
  const own = step.name === null ? [] : [step.name];
  if (step.does.kind !== 'if') return own;
  const found = givenByIf.get(step);
  if (found !== undefined) return found;
  const names = [...own, ...step.does.branches.flatMap(({ steps }) => namesGivenIn(steps))];
  givenByIf.set(step, names);
  return names;
}

/** The names that are known at the end of a block, in the order of the text. */
export function namesGivenIn(block: Block): readonly Identifier[] {
  return block.flatMap(namesGivenBy);
}

/** A name that is known in one body alone. */
export interface InnerName {
  readonly name: Identifier;
  /** The line of the innermost FOR, REPEAT or FIRST around it. */
  readonly line: StepNode;
  readonly control: For | Repeat | Race;
}

/** The names inside the bodies of a block, in the order of the text. */
export function innerNamesOf(block: Block): readonly InnerName[] {
  return block.flatMap((line) => {
    if (line.kind === 'fault') return [];
    const { does } = line;
    if (does.kind === 'if') return does.branches.flatMap(({ steps }) => innerNamesOf(steps));
    if (does.kind !== 'for' && does.kind !== 'repeat' && does.kind !== 'race') return [];
    const lines = linesOfBody(does.body);
    const own = [...variableOf(does), ...namesGivenIn(lines)].map((name) => ({ name, line, control: does }));
    return [...own, ...innerNamesOf(lines)];
  });
}

/** The name of an item in a FOR, which is known in its body. */
export function variableOf(does: For | Repeat | Race): readonly Identifier[] {
  return does.kind === 'for' && does.variable.kind === 'identifier' ? [does.variable] : [];
}
