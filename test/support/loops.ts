import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { savePlan } from '../../db/plans.ts';
import { type RoomMessageRow, readMessages } from '../../db/read/messages.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Beginning, Journal } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { writePlan } from '../../dsl/artifact.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import type { Plan } from '../../dsl/plan.ts';
import { planReference } from '../../workflows/plan-reference.ts';
import { type Bench, type Tools, workbench } from './worker.ts';

/** A call of a tool, as it was seen by the tool. */
export interface Called {
  readonly tool: string;
  readonly x: Json;
  /** `<workflow id>#<runtime path>` */
  readonly key: string;
}

export interface Given {
  readonly inputs?: Record<string, Json>;
  readonly requester?: string;
  /** Continue as new at so many events of history. */
  readonly eventsMax?: number;
  /** Of the failed run that this one resumes. */
  readonly journal?: Journal;
}

/** A worker on which programs are run as they are written. */
export interface LoopBench extends Bench {
  /** Every call of a tool, in their order. */
  readonly called: Called[];
  /** Compiles and starts a program. */
  run(source: string, given?: Given): Promise<LoopRun>;
}

/** A run, followed through all its continuations. */
export interface LoopRun {
  readonly handle: WorkflowHandle;
  readonly id: string;
  /** Of the first of its parts. */
  readonly firstRunId: string;
  readonly plan: Plan;
  readonly planHash: string;
  output(): Promise<Json>;
  /** The error it ended with. */
  failure(): Promise<LoomError>;
  /** What it said in rooms, oldest first. */
  said(): Promise<readonly { readonly room: string; readonly text: string }[]>;
  /** What it asked, oldest first, as the rooms have it. */
  asked(): Promise<readonly RoomMessageRow[]>;
  statuses(): Promise<Record<string, string>>;
  journal(): Promise<Journal>;
  /** Answers an ASK. @throws LoomError as the run refuses */
  answer(path: string, choice: string, user: string, more?: Record<string, Json>): Promise<unknown>;
  /** Takes an answer back. @throws LoomError as the run refuses */
  withdraw(path: string, user: string, more?: Record<string, Json>): Promise<unknown>;
  tell(name: string, data: Json, id?: string): Promise<void>;
  /** Whether it has continued as new. */
  continued(): Promise<boolean>;
}

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** A program of these lines, with a tool of one argument for each name. */
export function program(
  tools: readonly string[],
  steps: string,
  rest: { sections?: string; after?: string } = {},
): string {
  const lines = tools.map((tool) => `    - ${tool}(x: any = null) = HOST test/${tool}`).join('\n');
  return `LOOP tested\n  INPUT: xs: any = null\n  TOOLS:\n${lines}\n${rest.sections ?? ''}  STEPS:\n${steps}\n${rest.after ?? ''}END\n`;
}

export async function loopBench(tools: Tools): Promise<LoopBench> {
  const called: Called[] = [];
  const bench = await workbench(
    Object.fromEntries(
      Object.entries(tools).map(([tool, run]) => [
        tool,
        (given: Record<string, Json>, context: Parameters<(typeof tools)[string]>[1]) => {
          called.push({ tool, x: given.x ?? null, key: context.idempotencyKey });
          return run(given, context);
        },
      ]),
    ),
  );
  const compile = (source: string): readonly [Plan, readonly Plan[]] => {
    const hostTools = Object.keys(tools).map((tool) => `test/${tool}`);
    const { plan, plans, problems } = compileProgram(source, { dependencies: new Map(), hostTools, offline: false });
    if (plan === null) throw new Error(`It should compile:\n${renderProblems(problems, 'program.loop')}`);
    return [plan, plans];
  };
  return {
    ...bench,
    called,
    async run(source, { inputs = {}, requester = '@rita:test', eventsMax, journal } = {}) {
      const [plan, plans] = compile(source);
      for (const each of [plan, ...plans]) await savePlan(bench.db, writePlan(each));
      const { hash } = writePlan(plan);
      const begin: Beginning | Journal | undefined =
        eventsMax === undefined ? journal : { journal: { entries: {} }, eventsMax };
      const first = await bench.client.workflow.start(plan.loop, {
        taskQueue: bench.taskQueue,
        workflowId: `test/${randomUUID()}`,
        args: [planReference(hash), inputs, ...(begin === undefined ? [] : [begin])],
        typedSearchAttributes: new TypedSearchAttributes([
          { key: keyword(searchAttributes.loop), value: plan.loop },
          { key: keyword(searchAttributes.room), value: '#test' },
          { key: keyword(searchAttributes.requester), value: requester },
        ]),
        memo: { plan: hash, package: null, version: null },
      });
      return loopRun(bench, first, plan);
    },
  };
}

function loopRun(bench: Bench, first: Awaited<ReturnType<Bench['client']['workflow']['start']>>, plan: Plan): LoopRun {
  const planHash = writePlan(plan).hash;
  const handle = bench.client.workflow.getHandle(first.workflowId);
  const update = async (name: 'answer' | 'withdraw', given: Record<string, Json>): Promise<unknown> => {
    try {
      return await handle.executeUpdate(name, { args: [given] });
    } catch (error) {
      throw LoomError.from(error);
    }
  };
  const messages = (): Promise<RoomMessageRow[]> => readMessages(bench.db, first.workflowId, 1_000);
  return {
    handle,
    id: first.workflowId,
    firstRunId: first.firstExecutionRunId,
    plan,
    planHash,
    output: async () => (await first.result()) as Json,
    failure: () =>
      first.result().then(
        (output) => Promise.reject(new Error(`It did not fail, and gave ${JSON.stringify(output)}`)),
        (error: unknown) => LoomError.from(error),
      ),
    said: async () => (await messages()).filter(({ kind }) => kind === 'say').map(({ room, text }) => ({ room, text })),
    asked: async () => (await messages()).filter(({ kind }) => kind === 'ask'),
    statuses: () => handle.query('progress'),
    journal: () => handle.query('journal'),
    answer: (path, choice, user, more = {}) =>
      update('answer', { path, choice, user, level: 0, plan: planHash, ...more }),
    withdraw: (path, user, more = {}) => update('withdraw', { path, user, plan: planHash, ...more }),
    tell: (name, data, id = randomUUID()) => handle.signal('event', { id, name, data }),
    continued: async () => (await handle.describe()).runId !== first.firstExecutionRunId,
  };
}

/** Waits for something to be so. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((next) => setTimeout(next, 20));
}
