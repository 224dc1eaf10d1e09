import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import { readAgentFields, readCallsUnderWay, readWorkspaceAgents } from '../../db/read/agents.ts';
import { readKnowledge } from '../../db/read/knowledge.ts';
import type { AgentStatus } from '../../domain/agent-status.ts';
import { newAgentSchema, agents as shippedAgents } from '../../domain/agents.ts';
import type { CollaborationReport } from '../../domain/consensus/report.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Asked, Reply } from '../../domain/interaction.ts';
import { limits } from '../../domain/limits.ts';
import type { react, registerAgent, retireAgent, routeOnly } from '../../workflows/agents.ts';
import type { ask } from '../../workflows/ask.ts';
import type { collaborate } from '../../workflows/collaboration.ts';
import type { AgentsShelf, Ask, CollaborationRequest, QuestionRequest } from '../agents-shelf.ts';
import type { Caller } from '../loom.ts';
import { type Doors, writeTimeout } from './connection.ts';
import { readRequest } from './market/request.ts';

const recordDays = 90;
const text = z.string().trim().min(1).max(limits.questionCharactersMax);
const context = z.string().max(limits.questionCharactersMax).default('');
const name = z.string().trim().min(1).max(limits.agentNameCharactersMax);
const questionSchema = z.strictObject({ question: text, context, preferred: name.nullable().default(null) });
const taskSchema = z.strictObject({
  task: text,
  context,
  roles: z.array(name).min(1).max(limits.agentsMax).nullable().default(null),
  quorum: z.int().min(1).max(limits.agentsMax).nullable().default(null),
  withinMs: z.int().min(1).max(limits.collaborationMsMax).nullable().default(null),
  choices: z.array(z.string().trim().min(1).max(limits.nameCharactersMax)).min(2).max(limits.choicesMax).optional(),
});

function asked(request: QuestionRequest, { room, requester }: Caller): Asked {
  const { question, context: before, preferred } = readRequest(questionSchema, request);
  return { question, context: before, preferred, workspace: room, room, asker: requester, windowMs: null };
}

/** Asks whoever suits a question, and waits for the answer; the workflow goes on until the answer is settled. */
export function asking(doors: Doors): Ask {
  return async (request, caller) => {
    const workflowId = `ask/${caller.requestId}`;
    await startOnce(() =>
      doors.temporal.workflow.start<typeof ask>('agents.ask', {
        ...onceOf(doors, workflowId, request.question),
        args: [asked(request, caller)],
      }),
    );
    const handle = doors.temporal.workflow.getHandle<typeof ask>(workflowId);
    try {
      return await handle.executeUpdate<Reply, []>('reply', { updateId: 'reply' });
    } catch (error) {
      // Settled long ago, it tells nobody anything new, and what it told before can still be had.
      return handle
        .getUpdateHandle<Reply>('reply')
        .result()
        .catch(() =>
          // Whatever ended it says more than that nothing waits for an answer any more.
          handle.result().then(() => Promise.reject(error)),
        );
    }
  };
}

/** A workflow of that id, started once: a request that comes again finds it, also when it is done. */
function onceOf({ taskQueue }: Doors, workflowId: string, summary: string) {
  return {
    taskQueue,
    workflowId,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    staticSummary: summary.slice(0, limits.nameCharactersMax),
  } as const;
}

async function startOnce(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Everything that can be done with agents. */
export function agentsShelf(doors: Doors): AgentsShelf {
  const short = <Made>(type: string, id: string, args: readonly unknown[]): Promise<Made> =>
    doors.temporal.workflow.execute<(...given: unknown[]) => Promise<Made>>(type, {
      taskQueue: doors.taskQueue,
      workflowId: `${type}/${id}`,
      args: [...args],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: writeTimeout,
    });

  const list = async (room: string): Promise<readonly AgentStatus[]> => {
    const [rows, fields, underWay] = await Promise.all([
      readWorkspaceAgents(doors.db, room),
      readAgentFields(doors.db, room, recordDays),
      readCallsUnderWay(doors.db, room),
    ]);
    const own = rows.flatMap(({ agent }) => agent ?? []);
    const shipped = shippedAgents.filter((agent) => !own.some((each) => each.name === agent.name));
    return [...shipped, ...own].map((agent) => {
      const done = fields.filter((each) => each.agent === agent.name);
      const sum = (of: (each: (typeof done)[number]) => number): number =>
        done.reduce((all, each) => all + of(each), 0);
      const answers = sum((each) => each.answers);
      return {
        agent,
        shipped: shipped.includes(agent),
        retired: rows.some((row) => row.name === agent.name && row.retired),
        atWork: underWay.get(agent.name) ?? 0,
        answers,
        success: answers === 0 ? null : sum(({ right }) => right) / answers,
        quality: answers === 0 ? null : sum((each) => each.quality * each.answers) / answers,
        cost: sum(({ cost }) => cost),
        fields: done.map((each) => ({
          field: each.field,
          answers: each.answers,
          success: each.right / each.answers,
          quality: each.quality,
        })),
      };
    });
  };
  const status = async (wanted: string, room: string): Promise<AgentStatus> => {
    const all = await list(room);
    const found = all.find(({ agent }) => agent.name === wanted);
    if (found !== undefined) return found;
    throw new LoomError(
      'agent.unknown',
      `No agent is called "${wanted}" here.`,
      `Those who are here: ${all.map(({ agent }) => agent.name).join(', ')}.`,
    );
  };

  return {
    list,
    status,
    async register(agent, caller) {
      const read = readRequest(newAgentSchema, agent);
      await short<Awaited<ReturnType<typeof registerAgent>>>('agents.register', caller.requestId, [
        caller.room,
        agent,
        caller.requester,
      ]);
      return status(read.name, caller.room);
    },
    async retire(wanted, caller) {
      await short<Awaited<ReturnType<typeof retireAgent>>>('agents.retire', caller.requestId, [
        caller.room,
        wanted,
        caller.requester,
      ]);
      return status(wanted, caller.room);
    },
    async route(request, caller) {
      const given = asked(request, caller);
      const { route, field } = await short<Awaited<ReturnType<typeof routeOnly>>>('agents.route', caller.requestId, [
        given,
      ]);
      return { question: given.question, field, route };
    },
    collaborate: (request, caller) => collaborateOn(doors, request, caller),
    react: (id, key, { requestId, requester, room, everywhere = false }) =>
      short<Awaited<ReturnType<typeof react>>>('agents.react', requestId, [
        id,
        { by: requester, key },
        everywhere ? null : room,
      ]),
    knowledge: (room) => readKnowledge(doors.db, room),
  };
}

async function collaborateOn(
  doors: Doors,
  request: CollaborationRequest,
  { requestId, room, requester }: Caller,
): Promise<CollaborationReport> {
  const { task, context: before, choices, ...rest } = readRequest(taskSchema, request);
  const workflowId = `collaborate/${requestId}`;
  const brief = {
    ...rest,
    question: task,
    context: before,
    room,
    workspace: room,
    asker: requester,
    ...(choices === undefined ? {} : { choices }),
  };
  await startOnce(() =>
    doors.temporal.workflow.start<typeof collaborate>('collaboration.run', {
      ...onceOf(doors, workflowId, task),
      args: [brief],
    }),
  );
  return doors.temporal.workflow.getHandle<typeof collaborate>(workflowId).result();
}
