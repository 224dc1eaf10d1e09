import type { Database } from '../../db/connection.ts';
import { retireWorkspaceAgent, saveWorkspaceAgent } from '../../db/workspace-agents.ts';
import { agentOf, generalist, type NewAgent, newAgentSchema } from '../../domain/agents.ts';
import { LoomError } from '../../domain/errors.ts';
import { teamOf } from './team.ts';

/** Lets an agent of its own take questions of a workspace. @throws LoomError `command.bad_arguments` */
export const registerAgent =
  ({ db }: { readonly db: Database }) =>
  async (workspace: string, given: NewAgent, by: string): Promise<{ readonly name: string }> => {
    const parsed = newAgentSchema.safeParse(given);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
      throw new LoomError(
        'command.bad_arguments',
        `The agent cannot be registered: ${wrong.join('; ')}.`,
        'Correct it.',
      );
    }
    await saveWorkspaceAgent(db, workspace, agentOf(parsed.data), by);
    return { name: parsed.data.name };
  };

/** From now on an agent takes no more questions of a workspace. @throws LoomError `agent.unknown` */
export const retireAgent =
  ({ db }: { readonly db: Database }) =>
  async (workspace: string, name: string, by: string): Promise<{ readonly name: string }> => {
    const { known } = await teamOf(db, workspace);
    if (name === generalist || !known.some((agent) => agent.name === name)) {
      throw new LoomError(
        'agent.unknown',
        name === generalist
          ? `"${generalist}" takes what nobody else does, and stays.`
          : `No agent is called "${name}".`,
        'Type "agents" to see who is there.',
      );
    }
    await retireWorkspaceAgent(db, workspace, name, by);
    return { name };
  };
