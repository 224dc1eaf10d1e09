import type { Callables } from './callables.ts';
import { actionOf } from './lines-of-blocks.ts';
import type { BodyNode, CallNode, ExpressionNode, OptionNode, Span, StepNode } from './tree.ts';
import { partsOf } from './walk.ts';

/**
 * Where an expression stands: in what a line does, its options included; in what is worked out again and again while
 * it goes on; at the end of a body; behind a clause; in OUTPUT.
 */
export type Place =
  | 'line'
  | 'ELSE IF'
  | 'EVERY'
  | 'UNTIL'
  | 'WHERE'
  | 'YIELD'
  | 'WHEN'
  | 'TIMEOUT'
  | 'ELSE'
  | 'UNDO'
  | 'OUTPUT';
const clausePlaces: readonly string[] = ['WHEN', 'TIMEOUT', 'ELSE', 'UNDO'] satisfies Place[];

/** An expression that a run works out. Numbers that must be fixed are none. */
export interface LiveExpression {
  readonly node: ExpressionNode;
  /** The step it stands in; null for OUTPUT. */
  readonly step: StepNode | null;
  readonly place: Place;
  /** Itself and all expressions inside it, in the order of the text. */
  readonly parts: readonly ExpressionNode[];
  /** The calls among them. */
  readonly calls: readonly CallNode[];
  /** Those calls among them that may never be made, or more than once: in one side of a choice, in a function. */
  readonly uncertain: ReadonlySet<CallNode>;
  /** The names it uses as values: not those of tools and aliases, nor those a lambda gives inside it. */
  readonly mentions: readonly Mention[];
}

export interface Mention {
  readonly text: string;
  readonly span: Span;
}

/** @param lines all lines there are, also those inside of others */
export function liveExpressions(
  lines: readonly StepNode[],
  output: ExpressionNode | null,
  callables: Callables,
): readonly LiveExpression[] {
  const found = lines.flatMap((step) => [
    ...expressionsOf(step, callables).map(([place, node]) => live(node, place, step, callables)),
    ...step.clauses.flatMap(({ keyword, value }) =>
      value !== null && isClausePlace(keyword.text) ? [live(value, keyword.text, step, callables)] : [],
    ),
  ]);
  return output === null ? found : [...found, live(output, 'OUTPUT', null, callables)];
}

const isClausePlace = (word: string): word is Place => clausePlaces.includes(word);

/** Options whose values are numbers written as they are. */
const fixedOptions: ReadonlySet<string> = new Set(['MAX', 'FIRST', 'NEED', 'QUORUM']);

type Placed = readonly [Place, ExpressionNode];

function expressionsOf(step: StepNode, callables: Callables): readonly Placed[] {
  const action = actionOf(step, callables);
  switch (action.kind) {
    case 'if':
      return action.branches.flatMap(({ test }, at): Placed[] =>
        test === null ? [] : [[at === 0 ? 'line' : 'ELSE IF', test]],
      );
    case 'for':
      return [['line', action.control.of], ...yielded(action.control.body)];
    case 'repeat': {
      const { options, body, until } = action.control;
      const tests: Placed[] = until === null ? [] : [['UNTIL', until]];
      return [...optionsOf(options), ...yielded(body), ...tests];
    }
    case 'race':
      return yielded(action.control.body);
    case 'tool':
    case 'loop':
    case 'value':
      return [['line', action.expression]];
    default:
      return [['line', action.act.value], ...optionsOf(action.act.options)];
  }
}

const yielded = (body: BodyNode): readonly Placed[] =>
  body.kind === 'block' && body.yields !== null ? [['YIELD', body.yields]] : [];

function optionsOf(options: readonly OptionNode[]): readonly Placed[] {
  return options.flatMap(({ keyword: { text }, value }): Placed[] => {
    if (value === null || fixedOptions.has(text)) return [];
    return [[text === 'EVERY' || text === 'WHERE' ? text : 'line', value]];
  });
}

/** A part with the names that functions around it give, and whether it may be left out. */
interface Part {
  readonly node: ExpressionNode;
  readonly given: ReadonlySet<string>;
  readonly maybe: boolean;
}

function live(node: ExpressionNode, place: Place, step: StepNode | null, callables: Callables): LiveExpression {
  return { step, place, ...partsOfWhole(node, (name) => callables.isAlias(name)) };
}

/** The parts of an expression that stands in no line; it knows no aliases. */
export function liveIn(node: ExpressionNode): Omit<LiveExpression, 'step' | 'place'> {
  return partsOfWhole(node, () => false);
}

function partsOfWhole(
  node: ExpressionNode,
  isAlias: (name: string) => boolean,
): Omit<LiveExpression, 'step' | 'place'> {
  const parts: ExpressionNode[] = [];
  const calls: CallNode[] = [];
  const uncertain = new Set<CallNode>();
  const mentions: Mention[] = [];
  const waiting: Part[] = [{ node, given: new Set(), maybe: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node: part, given, maybe } = next;
    parts.push(part);
    if (part.kind === 'call') calls.push(part);
    if (part.kind === 'call' && maybe) uncertain.add(part);
    for (const mention of mentionedBy(part)) if (!given.has(mention.text)) mentions.push(mention);
    const inside = part.kind === 'lambda' ? new Set([...given, part.parameter.text]) : given;
    const receiver = aliasCalled(part, isAlias);
    for (const inner of partsOf(part).toReversed()) {
      if (inner !== receiver) waiting.push({ node: inner, given: inside, maybe: maybe || mayBeLeftOut(part, inner) });
    }
  }
  return { node, parts, calls, uncertain, mentions };
}

function mayBeLeftOut(whole: ExpressionNode, part: ExpressionNode): boolean {
  if (whole.kind === 'lambda') return true;
  if (whole.kind === 'choice') return part !== whole.test;
  return whole.kind === 'binary' && part === whole.right && ['??', '||', '&&'].includes(whole.operator);
}

/** The names an expression itself uses, without those of its parts; `{a, b}` uses a and b. */
function mentionedBy(node: ExpressionNode): readonly Mention[] {
  if (node.kind === 'name') return [node];
  if (node.kind !== 'object') return [];
  return node.fields.flatMap(({ key, value }) => (value === null && key.kind === 'identifier' ? [key] : []));
}

/** What stands before the dot of `alias.tool(…)`. */
function aliasCalled(node: ExpressionNode, isAlias: (name: string) => boolean): ExpressionNode | null {
  if (node.kind !== 'call' || node.callee.kind !== 'field' || node.callee.of.kind !== 'name') return null;
  return isAlias(node.callee.of.text) ? node.callee.of : null;
}
