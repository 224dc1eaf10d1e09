import { constantOf } from '../constant.ts';
import type { Finding } from '../finding.ts';
import { type ProgramTypes, typesOf } from '../infer/index.ts';
import { alternativesOf, isOpen } from '../infer/normal-form.ts';
import { bodyOf, holdsOthers, linesOfBody, waitsForAll } from '../lines-of-blocks.ts';
import { variableOf } from '../names-given.ts';
import type { Parameter } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ActionNode, CallNode, ExpressionNode, Fault, Span, StepNode } from '../tree.ts';
import { isControl, within } from '../walk.ts';

type Block = readonly (StepNode | Fault)[];

/** A call of a tool, with the lines it stands in, outermost first, and what it is given that tells things apart. */
interface ToolCall {
  readonly call: CallNode;
  readonly tool: string;
  readonly writes: boolean;
  readonly lines: readonly StepNode[];
  /** The blocks those lines stand in. */
  readonly blocks: readonly Block[];
  readonly things: ReadonlyMap<string, Span>;
}

/**
 * Lines that work on the same thing, after one that changes it, without waiting for it: named lines float, and only data
 * or AFTER orders them.
 */
export function* checkUnorderedWrites(program: Program): Iterable<Finding> {
  const types = typesOf(program);
  for (const loop of [program, ...program.others]) {
    const orders = new Orders();
    const writers = new Map<string, ToolCall[]>();
    for (const later of callsIn(loop.steps, { lines: [], blocks: [] }, loop, types)) {
      const found = firstUnordered(later, writers, orders);
      if (found !== null) yield finding(found, later, program);
      if (!later.writes) continue;
      for (const key of later.things.keys()) writers.set(key, [...(writers.get(key) ?? []), later]);
    }
  }
}

interface Unordered {
  readonly earlier: ToolCall;
  readonly key: string;
  /** The name to stand behind AFTER. */
  readonly name: string;
}

function firstUnordered(
  later: ToolCall,
  writers: ReadonlyMap<string, readonly ToolCall[]>,
  orders: Orders,
): Unordered | null {
  for (const key of later.things.keys()) {
    for (const earlier of writers.get(key) ?? []) {
      const name = unorderedName(earlier, later, orders);
      if (name !== null) return { earlier, key, name };
    }
  }
  return null;
}

function unorderedName(earlier: ToolCall, later: ToolCall, orders: Orders): string | null {
  const depth = earlier.lines.findIndex((line, at) => line !== later.lines[at]);
  const [one, other, block] = [earlier.lines[depth], later.lines[depth], earlier.blocks[depth]];
  // Of several branches only one runs.
  if (one === undefined || other === undefined || block === undefined || block !== later.blocks[depth]) return null;
  if (orders.isAfter(other, one, block)) return null;
  return one.name?.text ?? earlier.lines.at(-1)?.name?.text ?? null;
}

function finding({ earlier, key, name }: Unordered, later: ToolCall, program: Program): Finding {
  const span = later.things.get(key) ?? later.call.span;
  const shown = program.text.slice(span.start, span.end);
  const what = shown.length > 60 ? 'This' : `"${shown.replaceAll('"', '')}"`;
  return {
    code: 'loop.unordered_write',
    span,
    message: `${what} is also given to ${earlier.tool} in line ${program.lineOf(earlier.call)}, which may change it; nothing says which of the two comes first.`,
    hint: `Add AFTER ${name} behind this line.`,
  };
}

/** The calls of tools in a block and in the blocks inside it, in the order of the text. */
function callsIn(
  block: Block,
  around: Pick<ToolCall, 'lines' | 'blocks'>,
  program: Program,
  types: ProgramTypes,
): readonly ToolCall[] {
  const blocks = [...around.blocks, block];
  return block.flatMap((step) => {
    if (step.kind === 'fault') return [];
    const lines = [...around.lines, step];
    const calls = expressionsOf(step.does).flatMap((node) => within(node).filter((part) => part.kind === 'call'));
    return [
      ...calls.flatMap((call) => toolCall(call, { lines, blocks }, program, types) ?? []),
      ...blocksOf(step).flatMap((inner) => callsIn(inner, { lines, blocks }, program, types)),
    ];
  });
}

function toolCall(
  call: CallNode,
  { lines, blocks }: Pick<ToolCall, 'lines' | 'blocks'>,
  program: Program,
  types: ProgramTypes,
): ToolCall | null {
  const callable = program.callables.resolve(call);
  if (callable.kind !== 'tool') return null;
  const { name, parameters, effect } = callable.tool;
  const things = new Map<string, Span>();
  for (const [position, { name: given, value }] of call.arguments.entries()) {
    const parameter = given === null ? parameters[position] : parameters.find((each) => each.name === given.text);
    const thing = parameter === undefined ? null : thingOf(value, parameter, types, program.text);
    if (thing === null) continue;
    const key = `${placeOfVariable(thing, lines)}${thing}`;
    if (!things.has(key)) things.set(key, value.span);
  }
  return { call, tool: name, writes: effect === 'write', lines, blocks, things };
}

/** Users and rooms are told things, and not changed by it. */
const telling: ReadonlySet<string> = new Set(['text', 'number']);

/**
 * What an argument stands for, when it tells one thing from another: a name of a text or a number, or a fixed text given
 * to parameters of one name. Of words a type lists, such as "low"|"high", it does not.
 */
function thingOf(value: ExpressionNode, parameter: Parameter, types: ProgramTypes, text: string): string | null {
  const constant = constantOf(value);
  if (constant !== undefined) {
    const fits = alternativesOf(parameter.type).some(({ t }) => telling.has(t));
    return typeof constant === 'string' && fits ? `${parameter.name} ${JSON.stringify(constant)}` : null;
  }
  if (value.kind !== 'name' && value.kind !== 'field') return null;
  const type = types.typeOf(value);
  const tells = !isOpen(type) && alternativesOf(type).every(({ t }) => telling.has(t));
  return tells ? text.slice(value.span.start, value.span.end) : null;
}

/** An item of one FOR is none of another, whatever they are called. */
function placeOfVariable(thing: string, lines: readonly StepNode[]): string {
  const [root = ''] = thing.split(/[^\w]/, 1);
  const line = lines.findLast(({ does }) => does.kind === 'for' && variableOf(does).some(({ text }) => text === root));
  return line === undefined ? '' : `${line.span.start} `;
}

function expressionsOf(does: ActionNode): readonly ExpressionNode[] {
  if (!isControl(does)) return [does];
  switch (does.kind) {
    case 'if':
      return does.branches.flatMap(({ test }) => test ?? []);
    case 'for':
      return [does.of];
    case 'act':
      return [does.value];
    default:
      return [];
  }
}

function blocksOf(step: StepNode | undefined): readonly Block[] {
  if (step === undefined) return [];
  if (step.does.kind === 'if') return step.does.branches.map(({ steps }) => steps);
  const body = bodyOf(step);
  return body === null ? [] : [linesOfBody(body)];
}

/** What waits for what among the lines of each block, by data, by AFTER, and by lines that hold. */
class Orders {
  /** For each line its place in its block, and which places come before it, a bit for each. */
  readonly #lines = new Map<StepNode, { readonly place: number; readonly before: Uint32Array }>();

  isAfter(later: StepNode, earlier: StepNode, block: Block): boolean {
    if (!this.#lines.has(later)) this.#add(block);
    const place = this.#lines.get(earlier)?.place ?? 0;
    return (((this.#lines.get(later)?.before[place >> 5] ?? 0) >>> (place & 31)) & 1) === 1;
  }

  #add(block: Block): void {
    const givenBy = new Map<string, StepNode>();
    let gate: StepNode | null = null;
    let sinceGate: StepNode[] = [];
    for (const [place, step] of block.entries()) {
      if (step.kind === 'fault') continue;
      const first = [...mentionsOf(step)].flatMap((name) => givenBy.get(name) ?? []);
      const waitsFor = [...first, ...(gate === null ? [] : [gate]), ...(waitsForAll(step) ? sinceGate : [])];
      this.#lines.set(step, { place, before: this.#beforeAny(waitsFor, block.length) });
      for (const name of namesGivenBy(step)) givenBy.set(name, step);
      if (holdsOthers(step)) [gate, sinceGate] = [step, []];
      else sinceGate.push(step);
    }
  }

  #beforeAny(waitsFor: readonly StepNode[], length: number): Uint32Array {
    const before = new Uint32Array((length >> 5) + 1);
    for (const each of new Set(waitsFor)) {
      const line = this.#lines.get(each);
      if (line === undefined) continue;
      for (const [word, bits] of line.before.entries()) before[word] = (before[word] ?? 0) | bits;
      before[line.place >> 5] = (before[line.place >> 5] ?? 0) | (1 << (line.place & 31));
    }
    return before;
  }
}

function namesGivenBy(step: StepNode): readonly string[] {
  const inner = blocksOf(step).flatMap((block) =>
    block.flatMap((each) => (each.kind === 'fault' ? [] : namesGivenBy(each))),
  );
  return step.name === null ? inner : [step.name.text, ...inner];
}

/** All names in a line, in its clauses and in the lines inside it. */
function mentionsOf(step: StepNode): ReadonlySet<string> {
  const names = new Set<string>();
  collect(step, names);
  return names;
}

function collect(node: unknown, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) collect(item, names);
    return;
  }
  const { kind, text } = node as { kind?: unknown; text?: unknown };
  if ((kind === 'name' || kind === 'identifier') && typeof text === 'string') names.add(text);
  for (const [key, part] of Object.entries(node)) if (key !== 'span') collect(part, names);
}
