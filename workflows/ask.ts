import {
  condition,
  defineUpdate,
  executeChild,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Settlement } from '../activities/asking/keep.ts';
import type { Attempt } from '../activities/asking/respond.ts';
import type { Assigned, Routed } from '../activities/asking/route.ts';
import type { Activities } from '../activities/index.ts';
import type { CollaborationReport } from '../domain/consensus/report.ts';
import {
  type Asked,
  attributionMs,
  type Judgement,
  type Reply,
  type Spent,
  severalAgents,
} from '../domain/interaction.ts';
import type { Prediction } from '../domain/prediction/predict.ts';
import type { Brief, collaborate } from './collaboration.ts';
import { keys } from './interpreter/facts.ts';
import { answering, moments } from './patience.ts';

/** Waits for the answer; how good it was is settled later. */
const replyUpdate = defineUpdate<Reply>('reply');

/** What is known of a question helps, and nobody waits for it long. */
const foresight = proxyActivities<Pick<Activities, 'quality.predict'>>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', maximumAttempts: 3 },
});
const lessons = proxyActivities<Pick<Activities, 'quality.learn'>>(moments);
const steps = proxyActivities<Pick<Activities, 'agents.route' | 'interactions.keep' | 'interactions.settle'>>(moments);

/** An answer, and what it seems to be worth. */
interface Judged {
  readonly assigned: Assigned;
  readonly attempt: Attempt;
  readonly judgement: Judgement;
}

/**
 * A question from beginning to end: what to expect of it, who should have it, what they answer, whether that is good enough,
 * what people made of it, and what is learned from that. What a prediction or an experiment has to say reaches it through
 * `agents.route`: who is asked, and with which configuration; every answer carries the version it was made under.
 */
export async function ask(asked: Asked): Promise<Settlement | null> {
  let reply: Reply | null = null;
  setHandler(replyUpdate, async () => {
    await condition(() => reply !== null);
    return reply as unknown as Reply;
  });
  const begun = Date.now();
  const routed = await steps['agents.route'](asked, await foreseen(asked));
  const hard = routed.expected?.hard === true;
  const made = hard
    ? await together(asked, routed, begun)
    : replyOf(asked, routed, await answered(asked, routed), Date.now() - begun);
  // What several worked out is kept by their collaboration.
  if (!hard) await steps['interactions.keep'](asked, made);
  reply = made;
  await sleep(asked.windowMs ?? attributionMs);
  const settlement = await steps['interactions.settle'](made.id);
  if (settlement !== null) await learned(asked, made, settlement);
  return settlement;
}

/** Null where nothing could be predicted: a question is answered all the same. */
async function foreseen({ workspace, question, context }: Asked): Promise<Prediction | null> {
  try {
    return await foresight['quality.predict'](workspace, { query: question, context: { text: context } });
  } catch (error) {
    if (isCancellation(error)) throw error;
    return null;
  }
}

/** The predictor of the workspace hears how good an answer was, in the way it was made. */
async function learned(
  { workspace, question }: Asked,
  { id, tries, expected }: Reply,
  { quality, askedAgain }: Settlement,
): Promise<void> {
  const config = expected === null ? {} : { config: expected.way };
  await lessons['quality.learn'](workspace, {
    ...{ id, query: question, quality, ...config },
    retried: askedAgain || tries > 1,
  });
}

/** A question that is too hard for one is put to several. */
async function together(asked: Asked, { route, field, first, expected }: Routed, begun: number): Promise<Reply> {
  const { question, context, workspace, room, asker } = asked;
  const brief: Brief = { question, context, workspace, room, asker, roles: null, quorum: null, withinMs: null };
  const report = await executeChild<typeof collaborate>('collaboration.run', {
    args: [brief],
    workflowId: `${workflowInfo().workflowId}/together`,
    typedSearchAttributes: [{ key: keys.room, value: room }],
    staticSummary: 'Put a hard question to several agents',
  });
  const [{ chosen }] = first as readonly [Assigned, ...Assigned[]];
  return {
    id: report.taskId,
    agent: severalAgents,
    title: titlesOf(report),
    answer: report.finalResponse,
    sources: [...new Set(report.individualResponses.flatMap(({ sources }) => sources))],
    provider: [...new Set(report.individualResponses.map(({ provider }) => provider))].join(', '),
    passes: report.individualResponses.flatMap(({ passes }) => passes),
    tries: report.rounds,
    latencyMs: Date.now() - begun,
    ...{ question, field, route, expected },
    configuration: chosen,
    judgement: report.judgement,
    spent: report.spent,
  };
}

const titlesOf = ({ individualResponses }: CollaborationReport): string =>
  individualResponses.map(({ title }) => title).join(', ');

/** All that was tried, the last of it when what came first was too weak. */
async function answered(asked: Asked, { first, next, field }: Routed): Promise<readonly Judged[]> {
  const tries = await Promise.all(first.map((assigned) => tried(asked, field, assigned, null, '')));
  const best = bestOf(tries);
  if (best.judgement.quality >= best.assigned.chosen.configuration.retryBelow) return tries;
  const again = best.attempt.deterministic ? next : best.assigned;
  if (again === null) return tries;
  return [...tries, await tried(asked, field, again, best.attempt.answer, '.again')];
}

async function tried(
  asked: Asked,
  field: string,
  assigned: Assigned,
  weak: string | null,
  round: string,
): Promise<Judged> {
  const { agent, chosen } = assigned;
  const { question, context, workspace } = asked;
  const working = proxyActivities<Pick<Activities, 'agents.respond'>>({
    ...answering,
    activityId: `answer.${agent.name}${round}`,
    summary: `Ask ${agent.title}`,
  });
  const judging = proxyActivities<Pick<Activities, 'agents.judge'>>({
    ...answering,
    activityId: `judge.${agent.name}${round}`,
    summary: `Judge what ${agent.title} answers`,
  });
  const attempt = await working['agents.respond']({ asked: { question, context, workspace }, agent, chosen, weak });
  const { answer, sources, confidence } = attempt;
  const judgement = await judging['agents.judge']({
    ...{ workspace, field, question, context },
    ...{ answer, sources, confidence },
  });
  return { assigned, attempt, judgement };
}

/** The best; between equals the earlier. */
function bestOf(tries: readonly Judged[]): Judged {
  return tries.reduce((best, each) => (each.judgement.quality > best.judgement.quality ? each : best));
}

function replyOf(asked: Asked, { route, field, expected }: Routed, tries: readonly Judged[], latencyMs: number): Reply {
  const { assigned, attempt, judgement } = bestOf(tries);
  const { agent, title, answer, sources, provider } = attempt;
  return {
    id: workflowInfo().workflowId,
    question: asked.question,
    ...{ answer, agent, title, field, sources, provider, route, expected, judgement, latencyMs },
    configuration: assigned.chosen,
    passes: tries.flatMap((each) => each.attempt.passes),
    tries: tries.length,
    spent: tries.map((each) => each.attempt.spent).reduce(added),
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
