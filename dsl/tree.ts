import type { Fault, Span } from './fault.ts';
import type { BinaryOperator } from './plan.ts';

export type { Fault, FaultKind, Span } from './fault.ts';

/** What the grammar makes of a text. Nothing here says whether a program is right. */
interface Placed {
  readonly span: Span;
}
/** Faults that belong to a node as a whole: a bracket that stays open, words after its end. */
interface Faulty {
  readonly faults: readonly Fault[];
}

export interface Identifier extends Placed {
  readonly kind: 'identifier';
  readonly text: string;
}
/** A keyword as the language spells it; `faults` when it was written otherwise. */
export interface Word extends Placed, Faulty {
  readonly kind: 'word';
  readonly text: string;
}
type Declared = Identifier | Fault;

export interface SourceNode {
  readonly kind: 'source';
  readonly blocks: readonly (LoopNode | ToolboxNode | Fault)[];
}
export interface LoopNode extends Placed, Faulty {
  readonly kind: 'loop';
  readonly keyword: Word;
  readonly name: Declared;
  readonly version: Identifier | null;
  readonly title: TextNode | null;
  readonly sections: readonly (SectionNode | Fault)[];
  readonly end: Word | null;
}
export interface ToolboxNode extends Placed, Faulty {
  readonly kind: 'toolbox';
  readonly keyword: Word;
  readonly name: Declared;
  readonly tools: readonly (ToolNode | Fault)[];
  readonly end: Word | null;
}

interface Section extends Placed, Faulty {
  readonly keyword: Word;
}
export type SectionNode =
  | (Section & { readonly kind: 'uses'; readonly entries: readonly UsesNode[] })
  | (Section & { readonly kind: 'input'; readonly parameters: readonly ParameterNode[] })
  | (Section & { readonly kind: 'tools'; readonly tools: readonly ToolNode[] })
  | (Section & { readonly kind: 'schedule'; readonly cron: ExpressionNode; readonly zone: ExpressionNode | null })
  | (Section & { readonly kind: 'limit'; readonly value: ExpressionNode })
  | (Section & { readonly kind: 'steps'; readonly steps: readonly (StepNode | Fault)[] })
  | (Section & { readonly kind: 'on_error'; readonly steps: readonly (StepNode | Fault)[] })
  | (Section & { readonly kind: 'output'; readonly value: ExpressionNode });

export interface UsesNode extends Placed, Faulty {
  readonly kind: 'use';
  readonly alias: Identifier | null;
  readonly package: Declared;
  readonly range: Identifier | null;
}
export interface ParameterNode extends Placed {
  readonly kind: 'parameter';
  readonly name: Declared;
  readonly type: TypeNode | null;
  readonly default: ExpressionNode | null;
}
export interface ToolNode extends Placed, Faulty {
  readonly kind: 'tool';
  readonly name: Declared;
  readonly parameters: readonly ParameterNode[];
  readonly returns: TypeNode | null;
  readonly implementation: ImplementationNode | Fault;
}
export interface ImplementationNode extends Placed, Faulty {
  readonly kind: 'implementation';
  readonly read: Word | null;
  readonly by:
    | { readonly kind: 'host'; readonly keyword: Word; readonly name: Declared }
    | {
        readonly kind: 'http';
        readonly keyword: Word;
        readonly method: Declared;
        readonly url: ExpressionNode;
        readonly body: ExpressionNode | null;
        readonly secret: Declared | null;
      }
    | {
        readonly kind: 'prompt';
        readonly keyword: Word;
        readonly prompt: ExpressionNode;
        readonly agent: Declared | null;
      };
}

export type TypeNode =
  | (Placed & { readonly kind: 'named_type'; readonly name: string })
  | (Placed & Faulty & { readonly kind: 'container_type'; readonly name: string; readonly of: TypeNode })
  | (Placed & { readonly kind: 'literal_type'; readonly text: TextNode })
  | (Placed & { readonly kind: 'optional_type'; readonly of: TypeNode })
  | (Placed & { readonly kind: 'union_type'; readonly of: readonly TypeNode[] })
  | (Placed &
      Faulty & {
        readonly kind: 'object_type';
        readonly fields: readonly {
          readonly name: Declared;
          readonly optional: boolean;
          readonly type: TypeNode;
        }[];
      })
  | Fault;

export interface StepNode extends Placed, Faulty {
  readonly kind: 'step';
  readonly name: Identifier | null;
  readonly does: ActionNode;
  readonly clauses: readonly ClauseNode[];
}
export interface ClauseNode extends Placed {
  readonly kind: 'clause';
  readonly keyword: Word;
  /** Names of AFTER; empty for the others. */
  readonly names: readonly Declared[];
  /** What stands behind the keyword; null for AFTER. */
  readonly value: ExpressionNode | null;
  /** EVERY and BACKOFF of RETRY. */
  readonly options: readonly OptionNode[];
}
/** `MAX 5`, `KEEP GOING`, `IN room`: a word that shapes the control it stands in, with its value. */
export interface OptionNode extends Placed {
  readonly kind: 'option';
  readonly keyword: Word;
  readonly value: ExpressionNode | null;
}

export type ActionNode = ControlNode | ExpressionNode;
export interface BranchNode extends Placed, Faulty {
  readonly kind: 'branch';
  readonly keyword: Word;
  /** Null for ELSE. */
  readonly test: ExpressionNode | null;
  readonly steps: readonly (StepNode | Fault)[];
}
export type BodyNode =
  | (Placed &
      Faulty & {
        readonly kind: 'block';
        readonly steps: readonly (StepNode | Fault)[];
        readonly yields: ExpressionNode | null;
        readonly end: Word | null;
      })
  | (Placed & { readonly kind: 'inline'; readonly does: ActionNode });
export type ControlNode =
  | (Placed & { readonly kind: 'if'; readonly branches: readonly BranchNode[]; readonly end: Word | null })
  | (Placed & {
      readonly kind: 'for';
      readonly keyword: Word;
      readonly variable: Declared;
      readonly of: ExpressionNode;
      readonly options: readonly OptionNode[];
      readonly body: BodyNode;
      readonly faults: readonly Fault[];
    })
  | (Placed & {
      readonly kind: 'repeat';
      readonly keyword: Word;
      readonly options: readonly OptionNode[];
      readonly body: BodyNode;
      readonly until: ExpressionNode | null;
      readonly faults: readonly Fault[];
    })
  | (Placed & {
      readonly kind: 'race';
      readonly keyword: Word;
      readonly count: ExpressionNode | null;
      readonly body: BodyNode;
      readonly faults: readonly Fault[];
    })
  /** ASK, SAY, FAIL, RETURN, COLLABORATE, and the three WAITs (`WAIT`, `WAIT UNTIL`, `WAIT FOR`). */
  | (Placed & {
      readonly kind: 'act';
      readonly keyword: Word;
      readonly value: ExpressionNode;
      readonly options: readonly OptionNode[];
    });

export interface TextNode extends Placed, Faulty {
  readonly kind: 'text';
  /** Pieces as they will be read (escapes undone) and the expressions between them. */
  readonly parts: readonly ({ readonly kind: 'piece'; readonly text: string } | ExpressionNode)[];
}
export interface ArgumentNode extends Placed {
  readonly kind: 'argument';
  readonly name: Identifier | null;
  readonly value: ExpressionNode;
}
export interface CallNode extends Placed, Faulty {
  readonly kind: 'call';
  /** A name, or a field of something: `tool(…)`, `alias.tool(…)`, `list.size()`. */
  readonly callee: Extract<ExpressionNode, { kind: 'name' | 'field' }>;
  readonly arguments: readonly ArgumentNode[];
}
export type ExpressionNode =
  | TextNode
  | CallNode
  | Fault
  | (Placed & { readonly kind: 'constant'; readonly value: null | boolean | number })
  | (Placed & { readonly kind: 'duration' | 'room' | 'user'; readonly text: string })
  | (Placed & { readonly kind: 'name'; readonly text: string })
  | (Placed & Faulty & { readonly kind: 'list'; readonly items: readonly ExpressionNode[] })
  | (Placed & Faulty & { readonly kind: 'object'; readonly fields: readonly ObjectFieldNode[] })
  | (Placed & {
      readonly kind: 'field';
      readonly of: ExpressionNode;
      readonly name: Declared;
      readonly optional: boolean;
    })
  | (Placed & Faulty & { readonly kind: 'index'; readonly of: ExpressionNode; readonly at: ExpressionNode })
  | (Placed & { readonly kind: 'unary'; readonly operator: string; readonly of: ExpressionNode })
  | (Placed & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (Placed & {
      readonly kind: 'choice';
      readonly test: ExpressionNode;
      readonly yes: ExpressionNode;
      readonly no: ExpressionNode;
    })
  | (Placed & { readonly kind: 'lambda'; readonly parameter: Identifier; readonly body: ExpressionNode })
  | (Placed & Faulty & { readonly kind: 'group'; readonly of: ExpressionNode });

export interface ObjectFieldNode extends Placed {
  readonly kind: 'object_field';
  readonly key: Identifier | TextNode | Fault;
  /** Null for the shorthand `{name}`. */
  readonly value: ExpressionNode | null;
}

/** All faults below a node, in the order of the text. The depth of a tree is bounded by the grammar. */
export function faultsIn(node: unknown): readonly Fault[] {
  const found: Fault[] = [];
  collect(node, found);
  return found.sort((a, b) => a.span.start - b.span.start);
}

function collect(node: unknown, found: Fault[]): void {
  if (typeof node !== 'object' || node === null) return;
  if ((node as { kind?: unknown }).kind === 'fault') found.push(node as Fault);
  else if (Array.isArray(node)) for (const item of node) collect(item, found);
  else for (const name in node) if (name !== 'span') collect((node as Record<string, unknown>)[name], found);
}
