import { defaultPayloadConverter, type Payload, toPayloads } from '@temporalio/common';
import { coresdk } from '@temporalio/proto';
import type { Beginning, Journal } from '../../../domain/journal.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { StepStatus } from '../../../domain/run.ts';
import type { Plan } from '../../../dsl/plan.ts';
import type { Ending, Happening, Outcome, Pending, Reply, Waiting } from '../model/happenings.ts';
import { type Command, Execution, type Job } from './execution.ts';
import { endingOf, failureOf, firstOf, millisecondsOf, payloadsOf, replyOf, resultOf } from './payloads.ts';
import type { Sandbox } from './sandbox.ts';

const { ActivityCancellationType } = coresdk.workflow_commands;
const { ChildWorkflowCancellationType } = coresdk.child_workflow;

interface Asked extends Omit<Pending, 'toldToStop'> {
  readonly seq: number;
  /** Whether its end is waited for when it is told to stop. */
  readonly waitedFor: boolean;
  toldToStop: boolean;
}

/** What a run is of. */
export interface Started {
  readonly workflowId: string;
  readonly plan: Plan;
  readonly hash: string;
  readonly inputs: JsonObject;
  /** Continue as new at so many events of history; null leaves that to the size Temporal suggests. */
  readonly eventsMax: number | null;
  /** Of the run that this one resumes; null for a fresh one. */
  readonly journal: Journal | null;
}

/** The real interpreter running one plan, one activation after another, the way the SDK's core would send them. */
export class DrivenRun {
  ending: Ending | null = null;
  /** How often it continued as new. */
  continuations = 0;
  /** Activities and other runs that it started, in that order; what was taken back in the same moment is not among them. */
  readonly began: Pick<Pending, 'kind' | 'id' | 'given'>[] = [];
  readonly #sandbox: Sandbox;
  readonly #started: Started;
  readonly #earlier: Execution[] = [];
  #execution: Execution;
  #now: number;
  #reply: Reply = null;
  /** By kind and sequence number. */
  readonly #asked = new Map<string, Asked>();
  readonly #timers = new Map<number, number>();

  private constructor(sandbox: Sandbox, started: Started, execution: Execution, now: number) {
    this.#sandbox = sandbox;
    this.#started = started;
    this.#execution = execution;
    this.#now = now;
  }

  static async start(sandbox: Sandbox, started: Started, now: number): Promise<DrivenRun> {
    const execution = await Execution.create(sandbox, identityOf(started), now);
    const run = new DrivenRun(sandbox, started, execution, now);
    const { inputs, eventsMax, journal } = started;
    const begin: Beginning | null = eventsMax === null ? null : { journal: { entries: {} }, eventsMax };
    await run.#obey(await execution.start(run.#argumentsOf(inputs, journal ?? begin), now));
    return run;
  }

  get waiting(): Waiting {
    return {
      pending: [...this.#asked.values()].map(({ seq: _seq, waitedFor: _waitedFor, ...pending }) => pending),
      timers: [...this.#timers.values()].sort((one, other) => one - other),
    };
  }

  /** What steps that failed said. */
  get messages(): ReadonlySet<string> {
    return new Set([...this.#earlier, this.#execution].flatMap(({ messages }) => [...messages]));
  }

  /** Whether it is to continue as new after what happens next. */
  get due(): boolean {
    const { eventsMax } = this.#started;
    return eventsMax !== null && this.#execution.historyLengthNext >= eventsMax;
  }

  async happen(happening: Happening): Promise<Reply> {
    this.#now = happening.at;
    this.#reply = null;
    const job = this.#jobOf(happening);
    if (job !== null) await this.#obey(await this.#execution.send(job, this.#now));
    return this.#reply;
  }

  statuses(): Promise<Readonly<Record<string, StepStatus>>> {
    return this.#execution.query('progress');
  }

  journal(): Promise<Journal> {
    return this.#execution.query('journal');
  }

  /** @throws Error when the same history leads to other decisions */
  async replay(): Promise<void> {
    for (const execution of [...this.#earlier, this.#execution]) await execution.replay();
  }

  async end(): Promise<void> {
    for (const execution of [...this.#earlier, this.#execution]) await execution.end();
  }

  /** The payload codec makes the plan of its reference. */
  #argumentsOf(inputs: unknown, begin: unknown): Payload[] {
    const { hash, plan } = this.#started;
    return toPayloads(defaultPayloadConverter, { hash, plan }, inputs, ...(begin === null ? [] : [begin])) ?? [];
  }

  /** @returns null for a timer that was taken back */
  #jobOf(happening: Happening): Job | null {
    switch (happening.what) {
      case 'cancelled':
        return { cancelWorkflow: {} };
      case 'settled':
        return this.#settled(happening.id, happening.outcome);
      case 'heard':
        return { signalWorkflow: { signalName: 'event', input: payloadsOf(happening.event) } };
      case 'answered': {
        const id = `update-${happening.at}`;
        const input = payloadsOf(happening.answer);
        return { doUpdate: { id, protocolInstanceId: id, name: 'answer', input, runValidator: true } };
      }
      case 'time': {
        const [seq] = [...this.#timers].find(([, at]) => at <= happening.at) ?? [];
        if (seq === undefined) return null;
        this.#timers.delete(seq);
        return { fireTimer: { seq } };
      }
    }
  }

  #settled(id: string, outcome: Outcome): Job {
    const [key, asked] = [...this.#asked].find(([, each]) => each.id === id) ?? [];
    if (key === undefined || asked === undefined) throw new Error(`The run does not wait for "${id}".`);
    this.#asked.delete(key);
    const { seq, kind } = asked;
    if (kind === 'child') return { resolveChildWorkflowExecution: { seq, result: resultOf(asked, outcome) } };
    return { resolveActivity: { seq, result: resultOf(asked, outcome) } };
  }

  /**
   * Core answers some commands by itself: what is taken back before it left, or need not be waited for, and then that
   * children have started.
   */
  async #obey(commands: readonly Command[]): Promise<void> {
    const fresh = new Set<string>();
    const children: Job[] = [];
    for (let next = commands; ; ) {
      for (const command of next) this.#take(command, fresh, children);
      const last = next.at(-1);
      if (last?.continueAsNewWorkflowExecution) {
        next = await this.#continue(last.continueAsNewWorkflowExecution.arguments as Payload[]);
        continue;
      }
      if (this.ending !== null) return;
      let jobs = [...this.#asked.values()]
        .filter((each) => each.toldToStop && (fresh.has(keyOf(each)) || !each.waitedFor))
        .map((each) => this.#cancelled(each, fresh.has(keyOf(each))));
      if (jobs.length === 0) {
        this.began.push(...[...fresh].flatMap((key) => this.#asked.get(key) ?? []));
        fresh.clear();
        jobs = children.splice(0).filter((job) => this.#asked.has(`child ${seqOf(job) ?? 0}`));
      }
      if (jobs.length === 0) return;
      next = await this.#execution.answer(jobs, this.#now);
    }
  }

  async #continue([, inputs, begin]: readonly Payload[]): Promise<readonly Command[]> {
    const lost = [...this.#asked.values()].map(({ id }) => id);
    if (lost.length > 0) throw new Error(`It continues as new while these are at work: ${lost.join(', ')}`);
    this.continuations += 1;
    this.#timers.clear();
    this.#earlier.push(this.#execution);
    this.#execution = await Execution.create(this.#sandbox, identityOf(this.#started), this.#now);
    const [ofInputs, ofBegin] = [inputs, begin].map((each) => defaultPayloadConverter.fromPayload(each as Payload));
    return this.#execution.start(this.#argumentsOf(ofInputs, ofBegin), this.#now);
  }

  #cancelled(asked: Asked, neverStarted: boolean): Job {
    this.#asked.delete(keyOf(asked));
    const failure = failureOf(asked, { how: 'cancelled' });
    const { seq } = asked;
    const result = { cancelled: { failure } };
    if (asked.kind === 'activity') return { resolveActivity: { seq, result } };
    if (neverStarted) return { resolveChildWorkflowExecutionStart: { seq, ...result } };
    return { resolveChildWorkflowExecution: { seq, result } };
  }

  #take(command: Command, fresh: Set<string>, children: Job[]): void {
    const { scheduleActivity, startChildWorkflowExecution: child, startTimer, updateResponse } = command;
    if (scheduleActivity) {
      const { seq, activityId, activityType, startToCloseTimeout, retryPolicy, cancellationType } = scheduleActivity;
      const timeoutMs = millisecondsOf(startToCloseTimeout);
      this.#note(fresh, {
        kind: 'activity',
        id: activityId ?? '',
        type: activityType ?? '',
        given: firstOf(scheduleActivity.arguments) as JsonObject,
        timeoutMs: timeoutMs === toolTimeoutMs ? null : timeoutMs,
        triesMax: retryPolicy?.maximumAttempts ?? null,
        seq: seq ?? 0,
        waitedFor: cancellationType === ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        toldToStop: false,
      });
    } else if (child) {
      const { seq, workflowId, workflowType, input, cancellationType } = child;
      this.#note(fresh, {
        kind: 'child',
        id: workflowId?.slice(this.#started.workflowId.length + 1) ?? '',
        type: workflowType ?? '',
        // A loop gets its plan before its inputs.
        given: defaultPayloadConverter.fromPayload(input?.at(-1) as Payload),
        timeoutMs: null,
        triesMax: null,
        seq: seq ?? 0,
        waitedFor: cancellationType === ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        toldToStop: false,
      });
      children.push({ resolveChildWorkflowExecutionStart: { seq: seq ?? 0, succeeded: { runId: `child-${seq}` } } });
    } else if (startTimer) {
      this.#timers.set(startTimer.seq ?? 0, this.#now + (millisecondsOf(startTimer.startToFireTimeout) ?? 0));
    } else if (command.cancelTimer) this.#timers.delete(command.cancelTimer.seq ?? 0);
    else if (updateResponse) this.#reply = replyOf(updateResponse, this.#reply);
    else if (command.requestCancelActivity) this.#tellToStop('activity', command.requestCancelActivity.seq);
    else if (command.cancelChildWorkflowExecution) {
      this.#tellToStop('child', command.cancelChildWorkflowExecution.childWorkflowSeq);
    } else if (!command.continueAsNewWorkflowExecution) this.ending = endingOf(command);
  }

  #note(fresh: Set<string>, asked: Asked): void {
    this.#asked.set(keyOf(asked), asked);
    fresh.add(keyOf(asked));
  }

  #tellToStop(kind: Pending['kind'], seq: number | null | undefined): void {
    const asked = this.#asked.get(`${kind} ${seq ?? 0}`);
    if (asked !== undefined) asked.toldToStop = true;
  }
}

const identityOf = ({ workflowId, plan }: Started) => ({ workflowId, workflowType: plan.loop });

/** What the interpreter gives a tool without TIMEOUT. */
const toolTimeoutMs = 600_000;

const keyOf = ({ kind, seq }: Pick<Asked, 'kind' | 'seq'>): string => `${kind} ${seq}`;
const seqOf = (job: Job): number | null | undefined => job.resolveChildWorkflowExecutionStart?.seq;
