import { defaultPayloadConverter, type Payload, TypedSearchAttributes } from '@temporalio/common';
import { coresdk } from '@temporalio/proto';
import { startedBy } from '../model/happenings.ts';
import { keywords } from './payloads.ts';
import type { Sandbox } from './sandbox.ts';

export type Job = coresdk.workflow_activation.IWorkflowActivationJob;
export type Command = coresdk.workflow_commands.IWorkflowCommand;
type Workflow = Awaited<ReturnType<Sandbox['createWorkflow']>>;

/** One activation and what came of it. */
interface Task {
  readonly jobs: readonly Job[];
  readonly now: number;
  readonly historyLength: number;
  readonly commands: string;
}

const { WorkflowActivation } = coresdk.workflow_activation;
/** Which workflow an execution is of. */
export interface Identity {
  readonly workflowId: string;
  readonly workflowType: string;
}

/** The event, and those of the workflow task that tells of it. */
const eventsOfHappening = 4;
let count = 0;

/** One execution of a workflow in the sandbox: from its start to its end, or until it continues as new. */
export class Execution {
  /** What steps that failed said. */
  readonly messages = new Set<string>();
  readonly #sandbox: Sandbox;
  readonly #identity: Identity;
  readonly #runId: string;
  readonly #workflow: Workflow;
  readonly #tasks: Task[] = [];
  readonly #flags = new Set<number>();
  /** Events of its history so far, and how many of them it knows of. */
  #historyLength = 0;
  #told = 0;

  private constructor(sandbox: Sandbox, identity: Identity, runId: string, workflow: Workflow) {
    this.#sandbox = sandbox;
    this.#identity = identity;
    this.#runId = runId;
    this.#workflow = workflow;
  }

  static async create(sandbox: Sandbox, identity: Identity, now: number): Promise<Execution> {
    count += 1;
    const runId = `run-${count}`;
    const workflow = await sandbox.createWorkflow({
      info: infoOf(identity, runId, now),
      randomnessSeed: [1, 2, 3, 4, 5, 6, 7, 8],
      now,
      showStackTraceSources: false,
    } as never);
    return new Execution(sandbox, identity, runId, workflow);
  }

  /** How long the workflow hears that its history is when it next hears of something. */
  get historyLengthNext(): number {
    return this.#historyLength + eventsOfHappening;
  }

  start(args: Payload[], now: number): Promise<readonly Command[]> {
    const indexedFields = keywords({ LoomRoom: startedBy.room, LoomRequester: startedBy.requester });
    const { workflowId, workflowType } = this.#identity;
    const searchAttributes = { indexedFields };
    return this.send({ initializeWorkflow: { workflowId, workflowType, arguments: args, searchAttributes } }, now);
  }

  /** Lets it hear of something that happened. @returns what it wants done */
  send(job: Job, now: number): Promise<readonly Command[]> {
    this.#historyLength = this.historyLengthNext;
    this.#told = this.#historyLength;
    return this.#hear([job], now);
  }

  /** Lets it hear of what its commands led to at once. @returns what else it wants done */
  answer(jobs: readonly Job[], now: number): Promise<readonly Command[]> {
    return this.#hear(jobs, now);
  }

  async #hear(jobs: readonly Job[], now: number): Promise<readonly Command[]> {
    const historyLength = this.#told;
    const commands = await this.#activate(jobs, now, historyLength, false);
    this.#historyLength += commands.length;
    this.#tasks.push({ jobs, now, historyLength, commands: JSON.stringify(commands) });
    return commands;
  }

  async query<T>(queryType: string): Promise<T> {
    const [answer] = await this.#activate([{ queryWorkflow: { queryId: 'q', queryType, arguments: [] } }], 0, 0, false);
    const response = answer?.respondToQuery?.succeeded?.response;
    if (!response) throw new Error(`The run did not answer: ${JSON.stringify(answer)}`);
    return defaultPayloadConverter.fromPayload(response as Payload);
  }

  /** Runs the same history once more, as another worker would. @throws Error when it decides otherwise */
  async replay(): Promise<void> {
    const again = await Execution.create(this.#sandbox, this.#identity, this.#tasks[0]?.now ?? 0);
    for (const flag of this.#flags) again.#flags.add(flag);
    try {
      for (const { jobs, now, historyLength, commands } of this.#tasks) {
        const told = JSON.stringify(await again.#activate(jobs, now, historyLength, true));
        if (told !== commands) throw new Error(`A replay decides otherwise: ${told} instead of ${commands}`);
      }
    } finally {
      await again.end();
    }
  }

  async end(): Promise<void> {
    await this.#workflow.dispose();
  }

  async #activate(
    jobs: readonly Job[],
    now: number,
    historyLength: number,
    isReplaying: boolean,
  ): Promise<readonly Command[]> {
    const timestamp = { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1_000_000 };
    const availableInternalFlags = [...this.#flags];
    const activation = { runId: this.#runId, timestamp, jobs, historyLength, isReplaying, availableInternalFlags };
    const completion = await this.#workflow.activate(WorkflowActivation.fromObject(activation));
    for (const { fnName, args } of await this.#workflow.getAndResetSinkCalls()) {
      if (fnName === 'step' && typeof args[2] === 'string') this.messages.add(args[2]);
    }
    const { commands, usedInternalFlags } = completion.successful ?? {};
    if (!commands) throw new Error(`The workflow task failed: ${completion.failed?.failure?.message}`);
    for (const flag of usedInternalFlags ?? []) this.#flags.add(flag);
    return commands;
  }
}

function infoOf({ workflowId, workflowType }: Identity, runId: string, now: number): object {
  return {
    workflowType,
    runId,
    workflowId,
    namespace: 'default',
    firstExecutionRunId: runId,
    attempt: 1,
    taskTimeoutMs: 10_000,
    taskQueue: 'queue',
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    historyLength: 3,
    historySize: 300,
    continueAsNewSuggested: false,
    unsafe: { isReplaying: false, isReplayingHistoryEvents: false, now: Date.now },
    startTime: new Date(now),
    runStartTime: new Date(now),
  };
}
