import { type PowerKind, type Powers, powerKinds } from '../../domain/market/generation.ts';
import { everyStep, type Plan, type PlannedTool } from '../plan.ts';
import { capabilitiesOf, hostOf } from './capabilities.ts';

/**
 * What a run of a plan may touch, as a person agrees to it before it is installed.
 * @param plans those of the loops it runs, and of the loops those run, by their hash
 */
export function powersOf(plan: Plan, plans: ReadonlyMap<string, Plan>): Powers {
  const capabilities = capabilitiesOf(plan, plans);
  const { hosts, secrets, agents, hostTools, rooms, people } = capabilities;
  const tools = [plan, ...plansBelow(plan, plans)].flatMap((each) => Object.values(each.tools));
  return { hosts, secrets, agents, hostTools, rooms, people, writes: writesOf(tools) };
}

/** What the tools of a toolbox may touch, whoever calls them. */
export function powersOfTools(tools: readonly PlannedTool[]): Powers {
  const found = { ...none(), writes: writesOf(tools) };
  for (const { implementation } of tools) {
    if (implementation.kind === 'host') found.hostTools.push(implementation.name);
    else if (implementation.kind === 'prompt') found.agents.push(implementation.agent ?? 'the default agent');
    else {
      found.hosts.push(hostOf(implementation.url));
      if (implementation.secret !== null) found.secrets.push(implementation.secret);
    }
  }
  return Object.fromEntries(powerKinds.map((kind) => [kind, inOrder(found[kind])])) as unknown as Powers;
}

const none = () => Object.fromEntries(powerKinds.map((kind) => [kind, []])) as unknown as Record<PowerKind, string[]>;

const inOrder = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

function writesOf(tools: readonly PlannedTool[]): string[] {
  return inOrder(
    tools.flatMap(({ name, from, effect }) => {
      if (effect !== 'write') return [];
      // Which version it is of changes with every update; whose it is does not.
      return from === null ? [name] : [`${name} (${from.slice(0, from.lastIndexOf('@'))})`];
    }),
  );
}

function plansBelow(plan: Plan, plans: ReadonlyMap<string, Plan>): readonly Plan[] {
  const found = new Set<Plan>();
  const waiting = [plan];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const step of everyStep([...next.steps, ...(next.onError ?? [])])) {
      const inner = step.kind === 'loop' ? plans.get(step.planHash) : undefined;
      if (inner === undefined || found.has(inner)) continue;
      found.add(inner);
      waiting.push(inner);
    }
  }
  return [...found];
}
