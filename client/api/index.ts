import { taskQueueDefault } from '../../domain/environment.ts';
import type { Addresses } from '../../domain/services.ts';
import type { Loom } from '../loom.ts';
import { answerQuestion } from './answers.ts';
import { explained, openDoors } from './connection.ts';
import { examine } from './doctor.ts';
import { emitEvent } from './events.ts';
import { packageCard } from './market/card.ts';
import { rate, reviewsOf, verify } from './market/ratings.ts';
import { searchPackages } from './market/search.ts';
import { marketFront, marketStatistics } from './market/statistics.ts';
import { listPackages, publish, showPackage } from './market.ts';
import { findMoves } from './moves.ts';
import { planReport } from './plan-report.ts';
import { checkProgram, compiledLoop, contextOf } from './programs.ts';
import { openQuality } from './quality.ts';
import { openQuestions } from './questions.ts';
import { resumeRun } from './resume.ts';
import { listenInRoom } from './room.ts';
import { findRun, listRuns, startRun, viewRun } from './runs.ts';
import { changeSchedule, createSchedule, listSchedules, previewSchedule } from './schedules.ts';
import { watchRun } from './watch.ts';

/**
 * HoloLoom from TypeScript: one typed method for every operation. Every error is a LoomError.
 * @example const loom = openLoom({ databaseUrl, temporalAddress, … }); await loom.runs.list({ limit: 10 });
 */
export function openLoom(addresses: Addresses, taskQueue = taskQueueDefault): Loom {
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
  return {
    loops: {
      check: (program, { offline }) => explain(checkProgram(doors, program, offline)),
      context: (program) => explain(contextOf(doors, program, false)),
      moves: (program) => explain(findMoves(doors, program)),
      compiled: (program) => explain(compiledLoop(doors, program)),
      plan: (program, words) => explain(compiledLoop(doors, program).then((loop) => planReport(loop, words))),
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
      questions: ({ room, run }) =>
        explain(
          (run === undefined ? Promise.resolve(undefined) : findRun(doors, run)).then((workflowId) =>
            openQuestions(doors, { ...(room && { room }), ...(workflowId && { run: workflowId }) }),
          ),
        ),
      answer: (run, answer, caller) => explain(answerQuestion(doors, run, answer, caller)),
      emit: (event, data, where, caller) => explain(emitEvent(doors, event, data, where, caller)),
      resume: (id, caller) => explain(resumeRun(doors, id, caller).then((workflowId) => viewRun(doors, workflowId))),
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
    market: {
      publish: (bundle) => explain(publish(doors, bundle)),
      list: () => explain(listPackages(doors)),
      show: (name) => explain(showPackage(doors, name)),
      search: (request) => explain(searchPackages(doors, request)),
      card: (name) => explain(packageCard(doors, name)),
      front: () => explain(marketFront(doors)),
      rate: (rating, caller) => explain(rate(doors, rating, caller)),
      reviews: (name, page) => explain(reviewsOf(doors, name, page)),
      verify: (publisher, caller) => explain(verify(doors, publisher, caller)),
      statistics: () => explain(marketStatistics(doors)),
    },
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
