import { compileParameters, compileTool } from './compile-tool.ts';
import type { Contract } from './contract.ts';
import type { LoopFunction } from './evaluation/function.ts';
import { functions } from './evaluation/functions.ts';
import { functionNamed } from './function-calls.ts';
import { nearest } from './nearest.ts';
import type { LoopType, Parameter, PlannedTool } from './plan.ts';
import type { CompileContext } from './program.ts';
import type { CallNode, ExpressionNode, LoopNode, ToolNode, UsesNode } from './tree.ts';

/** What a call means. */
export type Callable =
  /** `key` is the tool's place in the plan: its name, after its alias when it was called by it. */
  | { readonly kind: 'tool'; readonly key: string; readonly tool: PlannedTool }
  | {
      readonly kind: 'loop';
      readonly loop: string;
      readonly from: string;
      readonly planHash: string;
      readonly parameters: readonly Parameter[];
      /** What it gives; absent where that was not followed when it was published. */
      readonly returns?: LoopType;
    }
  /** A HOST tool that no TOOLS line declares: called by the names of its arguments. */
  | { readonly kind: 'host'; readonly name: string }
  /** Taken on trust: something a dependency that was not looked up may bring. */
  | { readonly kind: 'assumed'; readonly name: string }
  | { readonly kind: 'ambiguous'; readonly name: string; readonly packages: readonly string[] }
  /** A loop of this source; `loop` is its name as its header has it. */
  | { readonly kind: 'own_loop'; readonly loop: string; readonly parameters: readonly Parameter[] }
  /** An alias of a package without a loop, or a tool the package does not have. */
  | { readonly kind: 'toolbox'; readonly alias: string; readonly contract: Contract }
  | { readonly kind: 'no_such_tool'; readonly alias: string; readonly name: string; readonly contract: Contract }
  /** A function of the language; `receiver` is what stands before the dot of `hosts.size()`. */
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly function: LoopFunction;
      readonly receiver: ExpressionNode | null;
    }
  /** Something called on a value that is no function. */
  | { readonly kind: 'no_function'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string };

interface Parts {
  readonly uses: readonly UsesNode[];
  readonly tools: readonly ToolNode[];
  readonly context: CompileContext;
  /** Whether a name nobody knows may come from a dependency that was not looked up. */
  readonly trusting: boolean;
  /** All loops of the source. */
  readonly loops: readonly LoopNode[];
}

/** Everything a program can call, and how a call finds it: tools of the file, functions, aliases, exports, HOST
 * tools. */
export class Callables {
  readonly #tools: ReadonlyMap<string, PlannedTool>;
  /** Package names by alias. */
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #exporters: ReadonlyMap<string, readonly Contract[]>;
  readonly #context: CompileContext;
  readonly #trusting: boolean;
  /** The loops of the source, by the names they are called by. */
  readonly #loops: ReadonlyMap<string, Extract<Callable, { kind: 'own_loop' }>>;

  constructor({ uses, tools, context, trusting, loops }: Parts) {
    const compiled = tools.flatMap((node) => compileTool(node) ?? []);
    // Of two with one name the first counts; that there are two is told by a check.
    this.#tools = new Map(compiled.toReversed().map((tool) => [tool.name, tool]));
    this.#aliases = new Map(
      uses
        .toReversed()
        .flatMap(({ alias, package: name }) =>
          alias === null || name.kind === 'fault' ? [] : [[alias.text, name.text] as const],
        ),
    );
    const exporters = new Map<string, Contract[]>();
    for (const contract of context.dependencies.values()) {
      for (const name of exportsOf(contract)) exporters.set(name, [...(exporters.get(name) ?? []), contract]);
    }
    this.#exporters = exporters;
    this.#context = context;
    this.#trusting = trusting;
    this.#loops = new Map(loops.toReversed().flatMap((loop) => ownLoop(loop) ?? []));
  }

  isAlias(name: string): boolean {
    return this.#aliases.has(name);
  }

  isTool(name: string): boolean {
    return this.resolveName(name).kind === 'tool';
  }

  resolve({ callee }: CallNode): Callable {
    if (callee.kind === 'name') return this.resolveName(callee.text);
    const { of, name } = callee;
    if (name.kind === 'fault') return { kind: 'no_function', name: '' };
    const target = of.kind === 'name' ? this.#aliases.get(of.text) : undefined;
    if (of.kind === 'name' && target !== undefined) return this.#exported(of.text, target, name.text);
    return functionNamed(name.text, of) ?? { kind: 'no_function', name: name.text };
  }

  resolveName(name: string): Callable {
    const own = this.#tools.get(name);
    if (own !== undefined) return { kind: 'tool', key: name, tool: own };
    // Before what dependencies export: a new version of one must not change what a word of the language means.
    const ofLanguage = functionNamed(name, null);
    if (ofLanguage !== null) return ofLanguage;
    const loop = this.#loops.get(name);
    if (loop !== undefined) return loop;
    const target = this.#aliases.get(name);
    if (target !== undefined) return this.#entryOf(name, target);
    const found = this.#exporters.get(name) ?? [];
    const [first, second] = found;
    if (second !== undefined) return { kind: 'ambiguous', name, packages: found.map((each) => each.package) };
    if (first !== undefined) return exportOf(first, name, name);
    if (this.#context.hostTools?.includes(name)) return { kind: 'host', name };
    return this.#trusting ? { kind: 'assumed', name } : { kind: 'unknown', name };
  }

  /** The name somebody most likely meant by an unknown one, as it is to be written. */
  nearest(name: string): string | null {
    return nearest(name, this.names());
  }

  /** Every name that can be called. */
  names(): readonly string[] {
    const exported = [...this.#exporters.keys()];
    const hostTools = this.#context.hostTools ?? [];
    return [
      ...new Set([
        ...this.#tools.keys(),
        ...this.#loops.keys(),
        ...this.#aliases.keys(),
        ...exported,
        ...functions.keys(),
        ...hostTools,
      ]),
    ];
  }

  #entryOf(alias: string, target: string): Callable {
    const contract = this.#context.dependencies.get(target);
    if (contract === undefined) return { kind: 'assumed', name: alias };
    return contract.entry === null ? { kind: 'toolbox', alias, contract } : loopOf(contract, contract.entry);
  }

  #exported(alias: string, target: string, name: string): Callable {
    const contract = this.#context.dependencies.get(target);
    if (contract === undefined) return { kind: 'assumed', name: `${alias}.${name}` };
    if (!exportsOf(contract).includes(name)) return { kind: 'no_such_tool', alias, name, contract };
    return exportOf(contract, name, `${alias}.${name}`);
  }
}

/** Whether a call only works something out, or cannot be made sense of. */
export function isOfLanguage({ kind }: Callable): boolean {
  return kind === 'function' || kind === 'no_function' || kind === 'unknown';
}

/** The names by which other programs call what a package offers. */
export function exportsOf({ entry, tools }: Contract): readonly string[] {
  return [...tools.map((tool) => tool.name), ...(entry === null ? [] : [callName(entry.loop)])];
}

function exportOf(contract: Contract, name: string, key: string): Callable {
  const tool = contract.tools.find((each) => each.name === name);
  const from = `${contract.package}@${contract.version}`;
  if (tool !== undefined) return { kind: 'tool', key, tool: { ...tool, from: tool.from ?? from } };
  return contract.entry === null ? { kind: 'unknown', name } : loopOf(contract, contract.entry);
}

function loopOf(contract: Contract, entry: NonNullable<Contract['entry']>): Callable {
  const { inputs, ...loop } = entry;
  return { kind: 'loop', ...loop, parameters: inputs, from: `${contract.package}@${contract.version}` };
}

/** A loop is called by its name without the namespace. */
export const callName = (loop: string): string => loop.slice(loop.lastIndexOf('/') + 1);

function ownLoop(node: LoopNode): [[string, Extract<Callable, { kind: 'own_loop' }>]] | null {
  if (node.name.kind === 'fault') return null;
  const loop = node.name.text;
  const inputs = node.sections.flatMap((section) => (section.kind === 'input' ? section.parameters : []));
  return [[callName(loop), { kind: 'own_loop', loop, parameters: compileParameters(inputs) }]];
}
