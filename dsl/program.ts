import { limits } from '../domain/limits.ts';
import type { Metadata } from '../domain/market/bundle.ts';
import { Callables } from './callables.ts';
import type { Contract } from './contract.ts';
import { declaredRanges } from './dependencies.ts';
import type { Finding } from './finding.ts';
import { Lines } from './lines.ts';
import { linesIn } from './lines-of-blocks.ts';
import { type LiveExpression, liveExpressions } from './live.ts';
import { normalise } from './normalise.ts';
import { parse } from './parse.ts';
import { surplusOf } from './surplus.ts';
import {
  type ExpressionNode,
  type Fault,
  faultsIn,
  type Identifier,
  type LoopNode,
  type ParameterNode,
  type SectionNode,
  type SourceNode,
  type Span,
  type StepNode,
  type ToolboxNode,
  type ToolNode,
  type UsesNode,
} from './tree.ts';

/** A published version, by what it exports. */
export interface Exporter {
  readonly package: string;
  readonly version: string;
  /** Names of its tools, and of its loop. */
  readonly exports: readonly string[];
}

/** What a program is compiled against. */
export interface CompileContext {
  readonly metadata?: Metadata;
  /** Contracts of the versions chosen for the declared dependencies, by package name. */
  readonly dependencies: ReadonlyMap<string, Contract>;
  /** Names of the HOST tools the worker has; left out, they are not checked. */
  readonly hostTools?: readonly string[];
  /** Published packages that export what the program calls without depending on them; for hints. */
  readonly exporters?: readonly Exporter[];
  /** Whether names that a dependency would bring are taken on trust. */
  readonly offline: boolean;
}

/** A source read and sorted, as the checks and the compiler look at it. */
export interface Program {
  readonly source: string;
  /** The source in its plain form (normalise.ts), of the same length. */
  readonly text: string;
  readonly tree: SourceNode;
  /** What the grammar could not read, in the order of the text. */
  readonly faults: readonly Fault[];
  readonly lines: Lines;
  readonly context: CompileContext;
  /** What reading the text itself brought up. */
  readonly findings: readonly Finding[];
  /** It is no program, or far larger than one can be: only its faults are told, and it seems to hold nothing. */
  readonly unreadable: boolean;
  readonly loops: readonly LoopNode[];
  readonly toolboxes: readonly ToolboxNode[];
  /** The other loops of the source, looked at in the same way. */
  readonly others: readonly Program[];
  /** The loop this is about, which is the first one unless it stands among `others`; what follows are its parts. */
  readonly entry: LoopNode | null;
  readonly uses: readonly UsesNode[];
  readonly inputs: readonly ParameterNode[];
  readonly steps: readonly StepNode[];
  readonly onError: readonly StepNode[];
  /** All lines under STEPS and ON ERROR, also those inside of others, and bodies that are a single action. */
  readonly everyLine: readonly StepNode[];
  readonly output: ExpressionNode | null;
  /** All tools it can call that the file declares: of its own section, and of the toolboxes. */
  readonly tools: readonly ToolNode[];
  /** Those of its own section, and for the first loop those of the toolboxes as well: so each is looked at once. */
  readonly ownTools: readonly ToolNode[];
  readonly callables: Callables;
  readonly live: readonly LiveExpression[];
  /** The 1-based line of a node, for messages. */
  readonly lineOf: (node: { readonly span: Span }) => number;
}

/** What all loops of a source share. */
type Source = Pick<
  Program,
  | 'source'
  | 'text'
  | 'tree'
  | 'faults'
  | 'lines'
  | 'context'
  | 'findings'
  | 'unreadable'
  | 'loops'
  | 'toolboxes'
  | 'lineOf'
>;

/** A text with more faults than this is no program. */
const faultsMax = 500;

/** Reads a source of bounded size. Never throws for what the source holds. */
export function readProgram(source: string, context: CompileContext): Program {
  const { text, findings, tooDeep } = normalise(source);
  const tree: SourceNode = tooDeep ? { kind: 'source', blocks: [] } : parse(text);
  const lines = new Lines(source);
  const faults = faultsIn(tree);
  // What the parts of such a text would mean is not worth a look.
  const surplus = faults.length > faultsMax ? [] : surplusOf(tree);
  const unreadable = tooDeep || faults.length > faultsMax || surplus.length > 0;
  const blocks = unreadable ? [] : tree.blocks;
  const whole: Source = {
    source,
    text,
    tree,
    faults,
    lines,
    context,
    findings: [...findings, ...surplus],
    unreadable,
    loops: blocks.filter((block) => block.kind === 'loop'),
    toolboxes: blocks.filter((block) => block.kind === 'toolbox'),
    lineOf: ({ span }) => lines.placeOf(span.start).line,
  };
  // More are refused, and not looked at.
  const [entry = null, ...others] = whole.loops.slice(0, limits.loopsMax);
  const allUses = whole.loops.flatMap((loop) => usesOf(loop));
  const declared = Object.keys(declaredRanges(allUses, context.metadata));
  const trusting = context.offline || declared.some((name) => !context.dependencies.has(name));
  const programOf = (loop: LoopNode | null): Omit<Program, 'others'> => ({
    ...whole,
    ...partsOf(loop, whole, trusting),
  });
  return { ...programOf(entry), others: others.map((loop) => ({ ...programOf(loop), others: [] })) };
}

/** @param trusting whether a name nobody knows may come from a dependency that was not looked up */
function partsOf(
  loop: LoopNode | null,
  { loops, toolboxes, context }: Source,
  trusting: boolean,
): Omit<Program, keyof Source | 'others'> {
  const stepsOf = (kind: 'steps' | 'on_error'): StepNode[] =>
    sectionsOf(loop, kind).flatMap((section) => section.steps.filter((step) => step.kind === 'step'));
  const uses = usesOf(loop);
  const steps = stepsOf('steps');
  const onError = stepsOf('on_error');
  const everyLine = [...linesIn(steps), ...linesIn(onError)];
  const own = sectionsOf(loop, 'tools').flatMap((section) => section.tools);
  const tools = [...own, ...toolboxes.flatMap((toolbox) => toolbox.tools.filter((tool) => tool.kind === 'tool'))];
  const output = sectionsOf(loop, 'output')[0]?.value ?? null;
  const callables = new Callables({ uses, tools, context, trusting, loops });
  return {
    entry: loop,
    uses,
    inputs: sectionsOf(loop, 'input').flatMap(({ parameters }) => parameters),
    steps,
    onError,
    everyLine,
    output,
    tools,
    ownTools: loop === (loops[0] ?? null) ? tools : own,
    callables,
    live: liveExpressions(everyLine, output, callables),
  };
}

/** What a loop says it depends on. */
export function usesOf(loop: LoopNode | null): readonly UsesNode[] {
  return sectionsOf(loop, 'uses').flatMap(({ entries }) => entries);
}

/** The sections of one kind, in the order of the text. */
export function sectionsOf<Kind extends SectionNode['kind']>(
  loop: LoopNode | null,
  kind: Kind,
): readonly Extract<SectionNode, { kind: Kind }>[] {
  return (loop?.sections ?? []).filter(
    (section): section is Extract<SectionNode, { kind: Kind }> => section.kind === kind,
  );
}

/** The names among identifiers and the faults in their place. */
export function isIdentifier(node: Identifier | { readonly kind: 'fault' } | null): node is Identifier {
  return node?.kind === 'identifier';
}
