import {
  CancellationScope,
  condition,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Conclusion, Convened, Task } from '../activities/asking/collaborate.ts';
import type { Assigned } from '../activities/asking/route.ts';
import type { Activities } from '../activities/index.ts';
import type { Consensus } from '../domain/consensus/consensus.ts';
import type { CollaborationReport, IndividualResponse } from '../domain/consensus/report.ts';
import { LoomError } from '../domain/errors.ts';
import type { Spent } from '../domain/interaction.ts';
import { limits } from '../domain/limits.ts';
import { collaborateByText } from './collaboration-by-text.ts';
import type { decide, OpenDecision } from './decide.ts';
import { keys } from './interpreter/facts.ts';
import { answering, moments } from './patience.ts';

/** A question put to several agents at once. */
export interface Brief {
  readonly question: string;
  /** Names of agents; null lets those be found that suit the question. */
  readonly roles: readonly string[] | null;
  /** How many must answer; null for more than half. */
  readonly quorum: number | null;
  /** How long is waited for answers, in milliseconds; null for two minutes. */
  readonly withinMs: number | null;
  readonly room: string;
  /** What was said before. */
  readonly context?: string;
  /** The room when left out. */
  readonly workspace?: string;
  /** Nobody in particular when left out: what a program asks. */
  readonly asker?: string;
  /** What there is to choose from; an open question when left out. */
  readonly choices?: readonly string[];
}

const withinMsDefault = 2 * 60_000;
/** Once so many have answered, the others have this long. */
const enoughShare = 0.75;
const graceMs = 5_000;
/** As long as reactions count. */
const decisionMs = 30 * 60_000;

const step = proxyActivities<Pick<Activities, 'collaboration.convene' | 'collaboration.consent'>>(moments);
const last = proxyActivities<Pick<Activities, 'collaboration.conclude'>>(answering);

type Response = IndividualResponse & { readonly deterministic: boolean };
type Silence = CollaborationReport['silent'][number];

/**
 * Asks every agent at once, weighs what comes back, lets them hear each other once when they do not agree, and says what
 * they say together, with who says it and who does not.
 */
export async function collaborate(brief: Brief): Promise<CollaborationReport> {
  // Runs that began before opinions had types go on as they began; what they give has fewer fields.
  if (!patched('typed-opinions')) return (await collaborateByText(brief)) as CollaborationReport;
  const begun = Date.now();
  const task: Task = {
    question: brief.question,
    context: brief.context ?? '',
    workspace: brief.workspace ?? brief.room,
    room: brief.room,
    asker: brief.asker ?? '',
    choices: brief.choices ?? null,
  };
  const { team, field } = await step['collaboration.convene'](task, brief.roles);
  const quorum = brief.quorum ?? Math.floor(team.length / 2) + 1;
  assertTeam(team, quorum);
  const withinMs = Math.max(1, brief.withinMs ?? withinMsDefault);
  const asked = (assigned: Assigned) => opinionOf(task, assigned, null, withinMs);
  const { responses, silent } = await gathered(team, quorum, withinMs, asked);
  if (responses.length < quorum) throw tooFew(responses.length, team.length, quorum, silent);
  const first = await step['collaboration.consent'](task, field, responses);
  const heard = await secondRound(task, team, field, { responses, consensus: first }, withinMs);
  const { consensus } = heard;
  const spent = [...responses, ...(heard.rounds === 2 ? heard.responses : [])].map((each) => each.spent).reduce(added);
  const tookMs = Date.now() - begun;
  const { rounds } = heard;
  const conclusion = await last['collaboration.conclude'](task, field, consensus, heard.responses, {
    spent,
    tookMs,
    rounds,
  });
  const report = reportOf(task, { team, field }, heard, conclusion, { silent, quorum, spent, tookMs });
  if (report.undecided && brief.asker !== undefined) await askPeople(report, brief.room);
  return report;
}

/** People decide what agents could not; the report does not wait for them. A program asks by itself, with ASK. */
async function askPeople({ taskId, task, individualResponses }: CollaborationReport, room: string): Promise<void> {
  const spoke = individualResponses.filter(({ abstain, position }) => !abstain && position !== '');
  const choices = [...new Set(spoke.map(({ position }) => position.slice(0, limits.nameCharactersMax).trim()))];
  const open: OpenDecision = {
    taskId,
    room,
    text: `The agents do not agree. Which of them is right? ${task}`.slice(0, limits.textCharactersMax),
    choices: choices.slice(0, limits.choicesMax),
    withinMs: decisionMs,
  };
  await startChild<typeof decide>('collaboration.decide', {
    args: [open],
    workflowId: `${taskId}/decide`,
    typedSearchAttributes: [{ key: keys.room, value: room }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: 'Let people decide',
  });
}

function assertTeam(team: readonly Assigned[], quorum: number): void {
  if (team.length > 0 && team.length <= limits.agentsMax && quorum >= 1 && quorum <= team.length) return;
  throw new LoomError(
    'collaboration.bad_team',
    `${team.length} agents are asked and ${quorum} answers are needed; at most ${limits.agentsMax} can be asked.`,
    'Name each agent once, and ask for no more answers than there are agents.',
  );
}

function tooFew(answered: number, asked: number, quorum: number, silent: readonly Silence[]): LoomError {
  const why = silent.find(({ why: each }) => each !== late)?.why;
  return new LoomError(
    'collaboration.no_quorum',
    `${answered} of ${asked} agents answered in time, and ${quorum} answers are needed.${why === undefined ? '' : ` One did not because: ${why}`}`,
    'Give them more time with WITHIN, or ask for a smaller QUORUM.',
  );
}

const late = 'It did not answer in time.';

/**
 * What is there when all have answered or failed for good, or enough have and the others have had their grace, or the time
 * is over. One who is silent must not hold up the others.
 */
async function gathered(
  team: readonly Assigned[],
  quorum: number,
  withinMs: number,
  ask: (assigned: Assigned) => Promise<Response>,
): Promise<{ readonly responses: readonly Response[]; readonly silent: readonly Silence[] }> {
  const given = new Map<string, Response>();
  const failed = new Map<string, string>();
  const enough = Math.max(quorum, Math.ceil(enoughShare * team.length));
  const outside = CancellationScope.current();
  const asking = new CancellationScope({ cancellable: true, timeout: withinMs });
  const settled = (): boolean => given.size + failed.size === team.length;
  await asking
    .run(async () => {
      const all = Promise.all(
        team.map((assigned) =>
          ask(assigned).then(
            (response) => void given.set(assigned.agent.name, response),
            (error: unknown) =>
              void failed.set(assigned.agent.name, isCancellation(error) ? late : LoomError.from(error).message),
          ),
        ),
      );
      await condition(() => settled() || given.size >= enough).catch(() => undefined);
      if (!settled()) await condition(settled, graceMs).catch(() => undefined);
      if (!settled()) asking.cancel();
      await all;
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  // Told to stop from outside, it stops; told by its own time, it goes on with what is there.
  if (outside.consideredCancelled) await outside.cancelRequested;
  return {
    responses: team.flatMap(({ agent }) => given.get(agent.name) ?? []),
    silent: [...failed].map(([agent, why]) => ({ agent, why })),
  };
}

function opinionOf(
  task: Task,
  assigned: Assigned,
  others: readonly Response[] | null,
  withinMs: number,
): Promise<Response> {
  const { name, title } = assigned.agent;
  const activities = proxyActivities<Pick<Activities, 'collaboration.opine'>>({
    activityId: `${others === null ? 'ask' : 'again'}.${name}`,
    summary: others === null ? `Ask ${title}` : `Ask ${title} again, who has heard the others`,
    startToCloseTimeout: withinMs,
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 3 },
  });
  return activities['collaboration.opine'](task, assigned, others);
}

interface Heard {
  readonly responses: readonly Response[];
  readonly consensus: Consensus;
  readonly rounds: 1 | 2;
}

/** Those who do not agree hear what the others claim, once; those who could only say the same again are not asked. */
async function secondRound(
  task: Task,
  team: readonly Assigned[],
  field: string,
  { responses, consensus }: Omit<Heard, 'rounds'>,
  withinMs: number,
): Promise<Heard> {
  const open = responses.filter(({ deterministic }) => !deterministic);
  if (!consensus.undecided || open.length === 0) return { responses, consensus, rounds: 1 };
  const members = team.filter(({ agent }) => open.some((each) => each.agent === agent.name));
  const again = await gathered(members, 1, withinMs, (assigned) => opinionOf(task, assigned, responses, withinMs));
  // Who says nothing the second time stands by what it said.
  const after = responses.map((each) => again.responses.find(({ agent }) => agent === each.agent) ?? each);
  return { responses: after, consensus: await step['collaboration.consent'](task, field, after), rounds: 2 };
}

function reportOf(
  task: Task,
  { team, field }: Convened,
  { responses, consensus, rounds }: Heard,
  conclusion: Conclusion,
  rest: Pick<CollaborationReport, 'silent' | 'quorum' | 'spent' | 'tookMs'>,
): CollaborationReport {
  const { answer, agreement, alpha, undecided, dissent } = consensus;
  return {
    taskId: workflowInfo().workflowId,
    task: task.question,
    field,
    agentsInvolved: team.map(({ agent }) => agent.name),
    individualResponses: responses.map(({ deterministic: _, ...response }) => response),
    consensus,
    ...conclusion,
    ...{ undecided, alpha, rounds, answer, agreement },
    ...rest,
    opinions: responses.map((each) => ({
      agent: each.agent,
      answer: each.answer,
      sources: each.sources,
      confidence: each.confidence,
    })),
    dissent: dissent.map(({ agent, answer: said }) => ({ agent, answer: said })),
  };
}

function added(one: Spent, other: Spent): Spent {
  return {
    calls: one.calls + other.calls,
    tokensIn: one.tokensIn + other.tokensIn,
    tokensOut: one.tokensOut + other.tokensOut,
    cost: one.cost + other.cost,
  };
}
