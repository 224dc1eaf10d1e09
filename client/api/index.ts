import { verifyAudit } from '../../db/read/audit.ts';
import { listenToRuns } from '../../db/read/listen.ts';
import { taskQueueDefault } from '../../domain/environment.ts';
import { runOf } from '../../domain/run-ids.ts';
import type { Addresses } from '../../domain/services.ts';
import type { Keyring } from '../keyring.ts';
import type { Loom } from '../loom.ts';
import { agentsShelf, asking } from './agents.ts';
import { answerQuestion, withdrawAnswer } from './answers.ts';
import { viewQuestion } from './asked.ts';
import { explained, openDoors } from './connection.ts';
import { examine } from './doctor.ts';
import { emitEvent } from './events.ts';
import { marketDoor } from './market/index.ts';
import { rotateKey } from './market/keys.ts';
import { findMoves } from './moves.ts';
import { planReport } from './plan-report.ts';
import { checkProgram, compiledLoop, contextOf } from './programs.ts';
import { openQuality } from './quality.ts';
import { openQuestions } from './questions.ts';
import { registryDoor } from './registry/index.ts';
import { resumeRun } from './resume.ts';
import { listenInRoom } from './room.ts';
import { countGoingOn, findRun, listRuns, startRun, viewRun } from './runs.ts';
import { changeSchedule, createSchedule, listSchedules, previewSchedule } from './schedules.ts';
import { watchRun } from './watch.ts';

/**
 * HoloLoom from TypeScript: one typed method for every operation. Every error is a LoomError.
 * @example const loom = openLoom({ databaseUrl, temporalAddress, … }, keys); await loom.runs.list({ limit: 10 });
 */
export function openLoom(
  addresses: Addresses,
  keys: Keyring,
  taskQueue = taskQueueDefault,
  registry: string | null = null,
): Loom {
  const doors = openDoors(addresses, taskQueue);
  const quality = openQuality(doors);
  const never = new AbortController().signal;
  const explain = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw explained(error, doors);
    }
  };
  const agents = agentsShelf(doors);
  const ask = asking(doors);
  return {
    ask: (request, caller) => explain(ask(request, caller)),
    agents: {
      list: (room) => explain(agents.list(room)),
      status: (name, room) => explain(agents.status(name, room)),
      register: (agent, caller) => explain(agents.register(agent, caller)),
      retire: (name, caller) => explain(agents.retire(name, caller)),
      route: (request, caller) => explain(agents.route(request, caller)),
      collaborate: (request, caller) => explain(agents.collaborate(request, caller)),
      react: (id, key, caller) => explain(agents.react(id, key, caller)),
      knowledge: (room) => explain(agents.knowledge(room)),
    },
    loops: {
      check: (program, { offline }) => explain(checkProgram(doors, program, offline)),
      context: (program) => explain(contextOf(doors, program, false)),
      moves: (program, room) => explain(findMoves(doors, program, room)),
      compiled: (program, room) => explain(compiledLoop(doors, program, room)),
      plan: (program, words, room) =>
        explain(compiledLoop(doors, program, room).then((loop) => planReport(loop, words))),
      run: (request, caller) =>
        explain(startRun(doors, request, caller).then((workflowId) => viewRun(doors, workflowId))),
    },
    runs: {
      list: ({ limit, room }) => explain(listRuns(doors, limit, room)),
      goingOn: (room) => explain(countGoingOn(doors, room)),
      get: (id) => explain(findRun(doors, id).then((workflowId) => viewRun(doors, workflowId))),
      watch: (id, show, signal = never) =>
        explain(findRun(doors, id).then((workflowId) => watchRun(doors, workflowId, show, signal))),
      cancel: (id) =>
        explain(
          findRun(doors, id).then(async (workflowId) => {
            await doors.temporal.workflow.getHandle(workflowId).cancel();
          }),
        ),
      questions: ({ room, run }) =>
        explain(
          (run === undefined ? Promise.resolve(undefined) : findRun(doors, run)).then((workflowId) =>
            openQuestions(doors, { ...(room && { room }), ...(workflowId && { run: workflowId }) }),
          ),
        ),
      answer: (run, answer, caller) => explain(answerQuestion(doors, run, answer, caller)),
      withdraw: (run, { path }, caller) => explain(withdrawAnswer(doors, run, path, caller)),
      emit: (event, data, where, caller) => explain(emitEvent(doors, event, data, where, caller)),
      resume: (id, caller) => explain(resumeRun(doors, id, caller).then((workflowId) => viewRun(doors, workflowId))),
      asked: (number) => explain(viewQuestion(doors, number)),
      changes: (hear) =>
        explain(
          listenToRuns(
            doors.addresses.databaseUrl,
            (workflowId) => hear(runOf(workflowId)),
            () => hear(null),
          ),
        ),
      listen: (room, hear) => explain(listenInRoom(doors, room, hear)),
    },
    schedules: {
      preview: (request, caller) => explain(previewSchedule(doors, request, caller)),
      create: (request, caller) => explain(createSchedule(doors, request, caller)),
      list: () => explain(listSchedules(doors)),
      pause: (id) => explain(changeSchedule(doors, id, 'pause')),
      resume: (id) => explain(changeSchedule(doors, id, 'resume')),
      remove: (id) => explain(changeSchedule(doors, id, 'remove')),
    },
    keys: {
      create: (publisher = keys.me) => explain(keys.create(publisher)),
      list: () => explain(keys.list()),
      rotate: (publisher = keys.me) => explain(rotateKey(doors, keys, publisher)),
    },
    market: marketDoor(doors, keys, explain),
    registry: registryDoor(doors, registry, explain),
    audit: { verify: () => explain(verifyAudit(doors.db)) },
    quality: {
      predict: (sample, where) => explain(quality.predict(sample, where)),
      learn: (outcome, where) => explain(quality.learn(outcome, where)),
      stats: (where) => explain(quality.stats(where)),
      insights: (where) => explain(quality.insights(where)),
      rebuild: (caller) => explain(quality.rebuild(caller)),
      forget: (ids, caller) => explain(quality.forget(ids, caller)),
    },
    doctor: () => examine(doors),
    close: doors.close,
  };
}
