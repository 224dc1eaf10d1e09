import type { Json } from '../../domain/json.ts';
import { expressionText } from '../expression-text.ts';
import {
  type Expression,
  everyStep,
  type Implementation,
  type Plan,
  type PlannedCall,
  type PlannedStep,
  type PlannedTool,
  plannedTool,
} from '../plan.ts';
import { type Known, knownBefore, valueKnown } from './known.ts';

/** What a run may touch, with what the loops it runs may touch; each once, in the order of the alphabet. */
export interface Capabilities {
  /** Of HTTP tools: `siem.example`. */
  readonly hosts: readonly string[];
  readonly secrets: readonly string[];
  readonly agents: readonly string[];
  readonly hostTools: readonly string[];
  /** Rooms it speaks in or hands to tools, and people it asks; what only a run knows is named by where it comes from. */
  readonly rooms: readonly string[];
  readonly people: readonly string[];
  readonly events: readonly string[];
  /** Loops it runs: `acme/forensic_analysis@1.2.0`, or the name of one of the same source. */
  readonly loops: readonly string[];
  /** Steps with an UNDO, and steps that write and have none; those of other loops behind the step that runs them. */
  readonly undone: readonly string[];
  readonly notUndone: readonly string[];
}

type Kind = keyof Capabilities;
const noCapabilities: Capabilities = {
  hosts: [],
  secrets: [],
  agents: [],
  hostTools: [],
  rooms: [],
  people: [],
  events: [],
  loops: [],
  undone: [],
  notUndone: [],
};

/**
 * @param plans those of the loops it runs, and of the loops those run, by their hash; what is missing is only named
 * @param inputs those that are known: they decide rooms
 */
export function capabilitiesOf(
  plan: Plan,
  plans: ReadonlyMap<string, Plan>,
  inputs: Readonly<Record<string, Json>> = {},
): Capabilities {
  const found = new Finder(plans);
  found.look(plan, knownBefore(plan, inputs), '', new Set());
  return found.all;
}

/** What tools may touch that others call. */
export function capabilitiesOfTools(tools: readonly PlannedTool[]): Capabilities {
  const found = new Finder(new Map());
  for (const { implementation } of tools) found.lookAt(implementation);
  return found.all;
}

export function joined(all: readonly Capabilities[]): Capabilities {
  const kinds = Object.keys(noCapabilities) as Kind[];
  const lists = kinds.map((kind) => [kind, [...new Set(all.flatMap((each) => each[kind]))].sort()] as const);
  return { ...noCapabilities, ...Object.fromEntries(lists) };
}

class Finder {
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #found = new Map<Kind, Set<string>>();

  constructor(plans: ReadonlyMap<string, Plan>) {
    this.#plans = plans;
  }

  get all(): Capabilities {
    const sorted = Object.keys(noCapabilities).map((kind) => [kind, [...(this.#found.get(kind as Kind) ?? [])].sort()]);
    return { ...noCapabilities, ...Object.fromEntries(sorted) };
  }

  /** @param around hashes of the plans that led here, so that no circle is followed */
  look(plan: Plan, known: Known, prefix: string, around: ReadonlySet<string>): void {
    for (const step of everyStep([...plan.steps, ...(plan.onError ?? [])])) {
      this.#step(step, plan, known, prefix);
      if (step.kind !== 'loop' || around.has(step.planHash)) continue;
      const inner = this.#plans.get(step.planHash);
      if (inner === undefined) continue;
      const given = step.arguments.flatMap(([name, value]) => {
        const worth = valueKnown(value, known);
        return worth === undefined ? [] : [[name, worth] as const];
      });
      const path = `${prefix}${step.path}/`;
      this.look(inner, knownBefore(inner, Object.fromEntries(given)), path, new Set([...around, step.planHash]));
    }
  }

  #step(step: PlannedStep, plan: Plan, known: Known, prefix: string): void {
    const path = prefix + step.path;
    if (step.undo !== undefined) {
      this.#note('undone', path);
      this.#call(step.undo, plan, known);
    }
    switch (step.kind) {
      case 'call': {
        this.#call(step, plan, known);
        const writes = plannedTool(plan, step.tool)?.effect === 'write';
        if (writes && step.undo === undefined) this.#note('notUndone', path);
        break;
      }
      case 'loop':
        this.#note('loops', step.from ?? step.loop);
        break;
      case 'say':
        this.#note('rooms', roomOf(step.room, known));
        break;
      case 'ask':
        this.#note('rooms', roomOf(step.room, known));
        for (const people of peopleOf(step.from, known)) this.#note('people', people);
        break;
      case 'wait_for':
        this.#note('events', step.event);
        break;
      case 'collaborate':
        for (const agent of agentsOf(step.roles, known)) this.#note('agents', agent);
        break;
    }
  }

  #call({ tool: key, arguments: given }: PlannedCall, plan: Plan, known: Known): void {
    const tool = plannedTool(plan, key);
    if (tool === undefined) return;
    const { implementation, parameters } = tool;
    const rooms = new Set(parameters.filter(({ type }) => type.t === 'room').map(({ name }) => name));
    for (const [name, value] of given) if (rooms.has(name)) this.#note('rooms', roomOf(value, known));
    this.lookAt(implementation);
  }

  lookAt(implementation: Implementation): void {
    if (implementation.kind === 'host') this.#note('hostTools', implementation.name);
    else if (implementation.kind === 'prompt') this.#note('agents', implementation.agent ?? 'the default agent');
    else {
      this.#note('hosts', hostOf(implementation.url));
      if (implementation.secret !== null) this.#note('secrets', implementation.secret);
    }
  }

  #note(kind: Kind, what: string): void {
    const all = this.#found.get(kind) ?? new Set();
    this.#found.set(kind, all.add(what));
  }
}

/** Scheme and host of a URL are fixed text, which a check has seen to. */
export function hostOf(url: Expression): string {
  const [first] = url.t === 'template' ? url.parts : [url];
  const text = first?.t === 'literal' && typeof first.value === 'string' ? first.value : '';
  return /^[a-z]+:\/\/([^/?#]+)/i.exec(text)?.[1] ?? 'a host that is not fixed';
}

function roomOf(room: Expression | null, known: Known): string {
  if (room === null) return 'its own room';
  const value = valueKnown(room, known);
  return typeof value === 'string' ? value : `the room in ${expressionText(room)}`;
}

function peopleOf(from: Expression | null, known: Known): readonly string[] {
  if (from === null) return ['everybody in the room'];
  const value = valueKnown(from, known);
  if (value === undefined) return [`those in ${expressionText(from)}`];
  return [value].flat().map((each) => (typeof each === 'number' ? `power level ${each} and above` : String(each)));
}

function agentsOf(roles: Expression | null, known: Known): readonly string[] {
  if (roles === null) return ['whom the router chooses'];
  const value = valueKnown(roles, known);
  return value === undefined ? [`those in ${expressionText(roles)}`] : [value].flat().map(String);
}
