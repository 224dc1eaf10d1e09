import { type Program, usesOf } from '../program.ts';
import type {
  ActionNode,
  BodyNode,
  ExpressionNode,
  Fault,
  Identifier,
  LoopNode,
  OptionNode,
  ParameterNode,
  Span,
  StepNode,
  ToolNode,
} from '../tree.ts';
import { isControl, partsOf } from '../walk.ts';
import type { Declaration, Names, Use } from './names.ts';
import { blockEnd, lineEnd, regionsOf } from './regions.ts';

type Block = readonly (StepNode | Fault)[];

/** Where a block's names can be used: below their line up to its end, and further off. */
interface Reach {
  readonly end: number;
  readonly beyond: readonly Span[];
}

/** Walks a tree and gathers its names; what the text does not say yet is passed over. */
export class NameReader {
  readonly #program: Program;
  readonly #declarations: Declaration[] = [];
  readonly #uses: Use[] = [];
  /** Of the loop that is walked through. */
  #aliases: ReadonlySet<string> = new Set();

  constructor(program: Program) {
    this.#program = program;
  }

  read(): Names {
    const whole = { start: 0, end: this.#program.text.length };
    for (const block of this.#program.tree.blocks) {
      if (block.kind === 'loop') this.#loop(block, whole);
      if (block.kind === 'toolbox') for (const tool of block.tools) this.#tool(tool, [whole]);
    }
    return { declarations: this.#declarations, uses: this.#uses };
  }

  #loop(loop: LoopNode, whole: Span): void {
    this.#aliases = new Set(usesOf(loop).flatMap(({ alias }) => (alias === null ? [] : [alias.text])));
    const within = { start: loop.span.start, end: blockEnd(loop, this.#program) };
    if (loop.name.kind === 'identifier') {
      const text = loop.name.text.slice(loop.name.text.lastIndexOf('/') + 1);
      this.#declarations.push({ kind: 'loop', text, span: loop.name.span, visible: [whole] });
    }
    const regions = regionsOf(loop, this.#program);
    const of = (...kinds: readonly string[]): Span[] =>
      regions.flatMap(({ section, span }) => (kinds.includes(section.kind) ? [span] : []));
    const values = of('steps', 'on_error', 'output');
    const later = of('on_error', 'output');
    this.#given('run', values);
    this.#given('error', of('on_error'));
    for (const { section, span } of regions) {
      if (section.kind === 'uses') {
        for (const use of section.entries) if (use.alias !== null) this.#declare('alias', use.alias, [within]);
      } else if (section.kind === 'input') {
        for (const parameter of section.parameters) this.#parameter('input', parameter, values);
      } else if (section.kind === 'tools') {
        for (const tool of section.tools) this.#tool(tool, [within]);
      } else if (section.kind === 'steps') {
        this.#block(section.steps, { end: span.end, beyond: later });
      } else if (section.kind === 'on_error') {
        this.#block(section.steps, { end: span.end, beyond: [] });
      } else if (section.kind === 'output') {
        this.#expression(section.value);
      }
    }
  }

  #tool(tool: ToolNode | Fault, visible: readonly Span[]): void {
    if (tool.kind === 'fault') return;
    this.#declare('tool', tool.name, visible);
    const line = { start: tool.span.start, end: lineEnd(tool.span.end, this.#program) };
    for (const parameter of tool.parameters) this.#parameter('parameter', parameter, [line]);
    if (tool.implementation.kind === 'fault') return;
    const { by } = tool.implementation;
    if (by.kind === 'http') for (const node of [by.url, by.body]) this.#expression(node);
    if (by.kind === 'prompt') this.#expression(by.prompt);
  }

  #parameter(kind: 'input' | 'parameter', parameter: ParameterNode, visible: readonly Span[]): void {
    this.#declare(kind, parameter.name, visible);
    this.#expression(parameter.default);
  }

  #block(block: Block, { end, beyond }: Reach): void {
    for (const step of block) {
      if (step.kind === 'fault') continue;
      const below = { start: lineEnd(step.span.end, this.#program) + 1, end };
      const undo = step.clauses.filter(({ keyword }) => keyword.text === 'UNDO').map(({ span }) => span);
      if (step.name !== null) this.#declare('step', step.name, [below, ...beyond, ...undo]);
      this.#action(step.does, { end, beyond: [below, ...beyond] });
      for (const { names, value, options } of step.clauses) {
        for (const name of names) if (name.kind === 'identifier') this.#uses.push({ ...name, role: 'order' });
        this.#expression(value);
        this.#options(options);
      }
    }
  }

  #action(does: ActionNode, outside: Reach): void {
    if (!isControl(does)) {
      this.#expression(does);
      return;
    }
    switch (does.kind) {
      case 'if': {
        const ends = [...does.branches.slice(1).map(({ span }) => span.start), does.end?.span.start ?? does.span.end];
        for (const [at, { test, steps }] of does.branches.entries()) {
          this.#expression(test);
          this.#block(steps, { end: ends[at] ?? does.span.end, beyond: outside.beyond });
        }
        return;
      }
      case 'for':
        this.#expression(does.of);
        this.#options(does.options);
        if (does.variable.kind === 'identifier') {
          this.#declare('variable', does.variable, [does.body.span]);
        }
        this.#body(does.body, []);
        return;
      case 'repeat': {
        this.#options(does.options);
        const until = does.until === null ? [] : [does.until.span];
        this.#given('it', until);
        this.#body(does.body, until);
        this.#expression(does.until);
        return;
      }
      case 'race':
        this.#expression(does.count);
        this.#body(does.body, []);
        return;
      case 'act': {
        this.#expression(does.value);
        const where = does.options.filter(({ keyword }) => keyword.text === 'WHERE');
        this.#given(
          'it',
          where.map(({ span }) => span),
        );
        this.#options(does.options);
      }
    }
  }

  #body(body: BodyNode, beyond: readonly Span[]): void {
    if (body.kind === 'inline') this.#action(body.does, { end: body.span.end, beyond });
    else {
      this.#block(body.steps, { end: body.end?.span.start ?? body.span.end, beyond });
      this.#expression(body.yields);
    }
  }

  #options(options: readonly OptionNode[]): void {
    for (const { value } of options) this.#expression(value);
  }

  #expression(root: ExpressionNode | null): void {
    const waiting = root === null ? [] : [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node.kind === 'name') this.#uses.push({ ...node, role: 'value' });
      if (node.kind === 'object') {
        for (const { key, value } of node.fields) {
          if (value === null && key.kind === 'identifier') this.#uses.push({ ...key, role: 'short' });
        }
      }
      let called: ExpressionNode | null = null;
      if (node.kind === 'call') {
        const { callee } = node;
        if (callee.kind === 'name') this.#uses.push({ ...callee, role: 'call' });
        else if (callee.of.kind === 'name' && this.#aliases.has(callee.of.text)) {
          called = callee.of;
          this.#uses.push({ ...callee.of, role: 'call' });
        }
        this.#items(node);
      }
      waiting.push(...partsOf(node).filter((part) => part !== called));
    }
  }

  /** What the functions among the arguments of a call are given. */
  #items(call: Extract<ExpressionNode, { kind: 'call' }>): void {
    for (const { value } of call.arguments) {
      if (value.kind !== 'lambda') continue;
      this.#declare('item', value.parameter, [{ start: value.parameter.span.end, end: value.body.span.end }]);
    }
  }

  #given(text: string, visible: readonly Span[]): void {
    if (visible.length > 0) this.#declarations.push({ kind: 'given', text, span: null, visible });
  }

  #declare(kind: Declaration['kind'], name: Identifier | Fault, visible: readonly Span[]): void {
    if (name.kind === 'identifier') this.#declarations.push({ kind, text: name.text, span: name.span, visible });
  }
}
