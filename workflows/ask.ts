import { condition, defineUpdate, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { Settlement } from '../activities/asking/keep.ts';
import type { Attempt } from '../activities/asking/respond.ts';
import type { Assigned, Routed } from '../activities/asking/route.ts';
import type { Activities } from '../activities/index.ts';
import type { Asked, Judgement, Reply, Spent } from '../domain/interaction.ts';
import { answering, moments } from './patience.ts';

/** Waits for the answer; how good it was is settled later. */
const replyUpdate = defineUpdate<Reply>('reply');

const steps = proxyActivities<Pick<Activities, 'agents.route' | 'interactions.keep' | 'interactions.settle'>>(moments);

/** An answer, and what it seems to be worth. */
interface Judged {
  readonly assigned: Assigned;
  readonly attempt: Attempt;
  readonly judgement: Judgement;
}

/**
 * A question from beginning to end: who should have it, what they answer, whether that is good enough, and what people made
 * of it. What a prediction or an experiment has to say reaches it through `agents.route`: who is asked, and with which
 * configuration; every answer carries the version it was made under.
 */
export async function ask(asked: Asked): Promise<Settlement | null> {
  let reply: Reply | null = null;
  setHandler(replyUpdate, async () => {
    await condition(() => reply !== null);
    return reply as unknown as Reply;
  });
  const begun = Date.now();
  const routed = await steps['agents.route'](asked);
  const tries = await answered(asked, routed);
  const made = replyOf(asked, routed, tries, Date.now() - begun);
  const { windowMs } = await steps['interactions.keep'](asked, made);
  reply = made;
  await sleep(windowMs);
  return steps['interactions.settle'](made.id);
}

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

function replyOf(asked: Asked, { route, field }: Routed, tries: readonly Judged[], latencyMs: number): Reply {
  const { assigned, attempt, judgement } = bestOf(tries);
  const { agent, title, answer, sources, provider } = attempt;
  return {
    id: workflowInfo().workflowId,
    question: asked.question,
    ...{ answer, agent, title, field, sources, provider, route, judgement, latencyMs },
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
