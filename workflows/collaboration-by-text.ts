import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Opinion, Verdict } from '../domain/collaboration.ts';
import { LoomError } from '../domain/errors.ts';
import type { Brief } from './collaboration.ts';

interface Collaboration extends Verdict {
  readonly quorum: number;
}

const withinMsDefault = 2 * 60_000;
const agentsMax = 20;

const moments = {
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '5 seconds', maximumAttempts: 20 },
} as const;
const judge = proxyActivities<Pick<Activities, 'agents.choose' | 'collaboration.weigh'>>(moments);

/** As it was done before opinions had types: for runs that began then. */
export async function collaborateByText({ question, roles, quorum, withinMs }: Brief): Promise<Collaboration> {
  const asked = [...new Set(roles ?? (await judge['agents.choose'](question)))];
  const needed = quorum ?? Math.floor(asked.length / 2) + 1;
  if (asked.length === 0 || asked.length > agentsMax || needed < 1 || needed > asked.length) {
    throw new LoomError(
      'collaboration.bad_team',
      `${asked.length} agents are asked and ${needed} answers are needed; at most ${agentsMax} can be asked.`,
      'Name each agent once, and ask for no more answers than there are agents.',
    );
  }
  const { opinions, silence } = await answersWithin(Math.max(1, withinMs ?? withinMsDefault), asked, question);
  if (opinions.length < needed) {
    const why = silence === null ? '' : ` One did not because: ${silence}`;
    throw new LoomError(
      'collaboration.no_quorum',
      `${opinions.length} of ${asked.length} agents answered in time, and ${needed} answers are needed.${why}`,
      'Give them more time with WITHIN, or ask for a smaller QUORUM.',
    );
  }
  return { ...(await judge['collaboration.weigh'](opinions)), quorum: needed };
}

/**
 * What is there when all have answered, failed for good, or the time is over. A silent agent must not sink the team.
 * @returns what was answered, and what one of the others failed with
 */
async function answersWithin(
  ms: number,
  agents: readonly string[],
  question: string,
): Promise<{ readonly opinions: readonly Opinion[]; readonly silence: string | null }> {
  const opinions: Opinion[] = [];
  let silence: string | null = null;
  const outside = CancellationScope.current();
  const asking = new CancellationScope({ cancellable: true, timeout: ms });
  await asking.run(() =>
    Promise.all(
      agents.map((agent) =>
        ask(agent, question, ms).then(
          (opinion) => void opinions.push(opinion),
          (error: unknown) => {
            if (!isCancellation(error)) silence = LoomError.from(error).message;
          },
        ),
      ),
    ),
  );
  // Told to stop from outside, it stops; told by its own time, it goes on with what is there.
  if (outside.consideredCancelled) await outside.cancelRequested;
  return { opinions, silence };
}

function ask(agent: string, question: string, ms: number): Promise<Opinion> {
  const activities = proxyActivities<Pick<Activities, 'agents.answer'>>({
    activityId: `ask.${agent}`,
    summary: `Ask ${agent}`,
    startToCloseTimeout: ms,
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 3 },
  });
  return activities['agents.answer'](agent, question);
}
