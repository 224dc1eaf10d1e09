import type { StepStatus } from '../../domain/run.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { moveOf } from '../../dsl/move.ts';
import type { Plan } from '../../dsl/plan.ts';
import type { MoveReport, MovesReport, SourceFile } from '../loom.ts';
import type { Doors } from './connection.ts';
import { compiledLoop, planByHash } from './programs.ts';
import { summaryOf } from './runs.ts';

/** More running runs of one loop nobody looks through. */
const runsMax = 200;

interface Target {
  readonly hash: string;
  readonly plan: Plan;
}

/** Which running runs of a loop could go on with the plan a program has now. @param room whose installed set counts */
export async function findMoves(doors: Doors, program: string | SourceFile, room?: string): Promise<MovesReport> {
  return movesTo(doors, await compiledLoop(doors, program, room));
}

/** Which running runs of its loop could go on with a plan, of one room or of all. */
export async function movesTo(doors: Doors, { hash, plan }: Target, room?: string): Promise<MovesReport> {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const inRoom = room === undefined ? '' : ` AND ${searchAttributes.room} = ${quoted(room)}`;
  const query = `${searchAttributes.loop} = ${quoted(plan.loop)} AND ExecutionStatus = 'Running'${inRoom}`;
  const runs: MoveReport[] = [];
  for await (const run of doors.temporal.workflow.list({ query, pageSize: runsMax })) {
    // A loop that runs inside another goes on as the other does.
    if (run.parentExecution) continue;
    const old = run.memo?.plan;
    if (typeof old !== 'string') continue;
    const { workflowId } = run;
    runs.push({ run: summaryOf(run), plan: old, move: await moveOfRun(doors, workflowId, old, { hash, plan }) });
    if (runs.length === runsMax) break;
  }
  return { loop: plan.loop, hash, runs };
}

async function moveOfRun(doors: Doors, workflowId: string, old: string, now: Target): Promise<MoveReport['move']> {
  if (old === now.hash) return { could: 'same plan' };
  const handle = doors.temporal.workflow.getHandle(workflowId);
  const statuses = await handle.query<Record<string, StepStatus>>('progress').catch(() => null);
  // Without a worker the run cannot tell what it has done.
  if (statuses === null) return { could: 'not known' };
  const from = await planByHash(doors, old);
  return moveOf(
    from,
    now.plan,
    statuses,
    from.inputs.map(({ name }) => name),
  );
}
