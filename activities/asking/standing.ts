import type { Database } from '../../db/connection.ts';
import { readRunRoom } from '../../db/read/runs.ts';
import { runOf } from '../../domain/run-ids.ts';
import type { PromptDeps } from '../tools/prompt.ts';
import { memberOf, teamOf } from './team.ts';

/** Runs without a room have a workspace of their own. */
const noRoom = '';

/** How an agent that a program asks is known in the workspace of the run. */
export function standingIn(db: Database): NonNullable<PromptDeps['standing']> {
  return async (agent, key) => {
    const [workflowId = ''] = key.split('#');
    const workspace = (await readRunRoom(db, runOf(workflowId))) ?? noRoom;
    return { profile: memberOf(await teamOf(db, workspace), agent), account: { workspace, key } };
  };
}
