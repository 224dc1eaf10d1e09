import { taskQueueDefault } from '../../domain/environment.ts';
import type { Addresses } from '../../domain/services.ts';
import { dependenciesOf } from '../../dsl/compile.ts';
import type { Loom } from '../loom.ts';
import { explained, openDoors } from './connection.ts';
import { examine } from './doctor.ts';
import { listPackages, publish, showPackage } from './market.ts';
import { checkProgram, contextOf, planProgram } from './programs.ts';
import { findRun, listRuns, startRun, viewRun } from './runs.ts';
import { watchRun } from './watch.ts';

/**
 * HoloLoom from TypeScript: one typed method for every operation. Every error is a LoomError.
 * @example const loom = openLoom({ databaseUrl, temporalAddress, … }); await loom.runs.list({ limit: 10 });
 */
export function openLoom(addresses: Addresses, taskQueue = taskQueueDefault): Loom {
  const doors = openDoors(addresses, taskQueue);
  const never = new AbortController().signal;
  const explain = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw explained(error, doors);
    }
  };
  return {
    loops: {
      check: (program, { offline }) => {
        // A program that depends on nothing needs no marketplace to be checked against.
        const alone = Object.keys(dependenciesOf(program.source, program.metadata).declared).length === 0;
        return explain(checkProgram(offline || alone ? null : doors, program, offline));
      },
      context: (program) => explain(contextOf(doors, program, false)),
      plan: (program) => explain(planProgram(doors, program)),
      run: (request, caller) =>
        explain(startRun(doors, request, caller).then((workflowId) => viewRun(doors, workflowId))),
    },
    runs: {
      list: ({ limit }) => explain(listRuns(doors, limit)),
      get: (id) => explain(findRun(doors, id).then((workflowId) => viewRun(doors, workflowId))),
      watch: (id, show, signal = never) =>
        explain(findRun(doors, id).then((workflowId) => watchRun(doors, workflowId, show, signal))),
      cancel: (id) =>
        explain(
          findRun(doors, id).then(async (workflowId) => {
            await doors.temporal.workflow.getHandle(workflowId).cancel();
          }),
        ),
    },
    market: {
      publish: (bundle) => explain(publish(doors, bundle)),
      list: () => explain(listPackages(doors)),
      show: (name) => explain(showPackage(doors, name)),
    },
    doctor: () => examine(doors),
    close: doors.close,
  };
}
