import { proxyActivities } from '@temporalio/workflow';
import type { Settlement } from '../activities/asking/keep.ts';
import type { Routed } from '../activities/asking/route.ts';
import type { Activities } from '../activities/index.ts';
import type { NewAgent } from '../domain/agents.ts';
import type { Asked } from '../domain/interaction.ts';
import { moments } from './patience.ts';

const steps =
  proxyActivities<Pick<Activities, 'agents.register' | 'agents.retire' | 'agents.route' | 'interactions.react'>>(
    moments,
  );

/** Lets an agent of its own take questions of a workspace. */
export async function registerAgent(
  workspace: string,
  agent: NewAgent,
  by: string,
): Promise<{ readonly name: string }> {
  return steps['agents.register'](workspace, agent, by);
}

/** From now on an agent takes no more questions of a workspace. */
export async function retireAgent(workspace: string, name: string, by: string): Promise<{ readonly name: string }> {
  return steps['agents.retire'](workspace, name, by);
}

/** Who would have a question, and why; nobody is asked. */
export async function routeOnly(asked: Asked): Promise<Routed> {
  return steps['agents.route'](asked);
}

/** Takes a reaction to an answer. @param room where the answer was given, or null for any */
export async function react(
  id: string,
  reaction: { readonly by: string; readonly key: string },
  room: string | null,
): Promise<Settlement> {
  return steps['interactions.react'](id, reaction, room);
}
