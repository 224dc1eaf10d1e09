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

/** Which running runs of a loop could go on with the plan a program has now. */
export async function findMoves(doors: Doors, program: string | SourceFile): Promise<MovesReport> {
  const { hash, plan } = await compiledLoop(doors, program);
  const quoted = `'${plan.loop.replaceAll("'", "''")}'`;
  const query = `${searchAttributes.loop} = ${quoted} AND ExecutionStatus = 'Running'`;
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

async function moveOfRun(
  doors: Doors,
  workflowId: string,
  old: string,
  now: { readonly hash: string; readonly plan: Plan },
): Promise<MoveReport['move']> {
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
