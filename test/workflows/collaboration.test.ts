import { randomUUID } from 'node:crypto';
import type { AgentQuestion } from '../../activities/agents/door.ts';
import type { CollaborationReport } from '../../domain/consensus/report.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Brief } from '../../workflows/collaboration.ts';
import { failureOf } from '../support/plans.ts';
import { type Bench, workbench } from '../support/worker.ts';

/** What each agent does when it is asked; whoever is not here does not exist. */
let behaviour: Readonly<Record<string, (question: AgentQuestion) => Promise<string>>> = {};
let asked: string[] = [];
let bench: Bench;

beforeAll(async () => {
  bench = await workbench(
    {},
    {
      agents: {
        async answer(question) {
          const agent = question.agent ?? '';
          asked.push(agent);
          const behave = behaviour[agent];
          if (behave === undefined) throw new LoomError('tool.bad_input', `There is no ${agent}.`, 'Ask another.');
          return {
            value: await behave(question),
            sources: [`${agent}.md: Notes`],
            agent,
            provider: 'test',
            confidence: 0.5,
          };
        },
        choose: async () => [],
      },
    },
  );
});
afterAll(() => bench.close());
beforeEach(() => {
  asked = [];
});

const says = (answer: string) => async (): Promise<string> => answer;
const silent = ({ signal }: AgentQuestion): Promise<string> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
const start = (brief: Partial<Brief>) =>
  bench.client.workflow.start<(brief: Brief) => Promise<CollaborationReport>>('collaboration.run', {
    taskQueue: bench.taskQueue,
    workflowId: `test/${randomUUID()}`,
    args: [{ question: 'Roll back?', roles: null, quorum: null, withinMs: null, room: 'terminal', ...brief }],
  });

describe('a collaboration', () => {
  it('asks everybody and says what most of them say, and who says otherwise', async () => {
    behaviour = { ada: says('Roll back now.'), grace: says('Roll back, now!'), alan: says('Wait ten minutes.') };
    const run = await start({ roles: ['ada', 'grace', 'alan', 'ada'] });
    expect(await run.result()).toMatchObject({
      answer: 'Roll back now.',
      agreement: 2 / 3,
      quorum: 2,
      opinions: [
        { agent: 'ada', answer: 'Roll back now.', sources: ['ada.md: Notes'], confidence: 0.5 },
        { agent: 'grace', answer: 'Roll back, now!', sources: ['grace.md: Notes'], confidence: 0.5 },
        { agent: 'alan', answer: 'Wait ten minutes.', sources: ['alan.md: Notes'], confidence: 0.5 },
      ],
      dissent: [{ agent: 'alan', answer: 'Wait ten minutes.' }],
    });
    expect(asked.toSorted()).toEqual(['ada', 'alan', 'grace']);
    const { events } = await run.fetchHistory();
    const ids = events?.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityId ?? []);
    // One chain of events for each agent, and those that convene, weigh and conclude: nothing is polled.
    expect(ids).toHaveLength(6);
    expect(ids?.slice(1, 4)).toEqual(['ask.ada', 'ask.grace', 'ask.alan']);
  });

  it('asks all at once', async () => {
    let arrive: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      let missing = 2;
      arrive = () => {
        missing -= 1;
        if (missing === 0) resolve();
      };
    });
    // Each answers only when the other has been asked as well.
    const together = async (): Promise<string> => {
      arrive();
      await both;
      return 'yes';
    };
    behaviour = { ada: together, grace: together };
    expect(await (await start({ roles: ['ada', 'grace'] })).result()).toMatchObject({ answer: 'yes', agreement: 1 });
  });

  it('lets those be found who suit the question when nobody is named', async () => {
    behaviour = { security: says('Rotate it.'), general: says('Rotate it.') };
    const result = await (await start({ question: 'A key leaked: security review' })).result();
    expect(result).toMatchObject({ answer: 'Rotate it.', agreement: 1, quorum: 2 });
  });

  it('goes on without one who is silent or fails, as long as enough answer', async () => {
    behaviour = { ada: says('yes'), grace: says('yes'), alan: silent };
    const run = await start({ roles: ['ada', 'grace', 'alan', 'nobody'], quorum: 2, withinMs: 1_500 });
    expect(await run.result()).toMatchObject({ answer: 'yes', agreement: 1, quorum: 2, dissent: [] });
  });

  it('fails when too few answer, and says why one did not', async () => {
    behaviour = { ada: says('yes') };
    expect(await failureOf(await start({ roles: ['ada', 'nobody'], quorum: 2 }))).toMatchObject({
      code: 'collaboration.no_quorum',
      message: '1 of 2 agents answered in time, and 2 answers are needed. One did not because: There is no nobody.',
    });
  });

  it.each<[string, Partial<Brief>]>([
    ['nobody', { roles: [] }],
    ['fewer than must answer', { roles: ['ada'], quorum: 2 }],
    ['a quorum of none', { roles: ['ada'], quorum: 0 }],
    ['a crowd', { roles: Array.from({ length: 21 }, (_, at) => `agent${at}`) }],
  ])('is refused for %s', async (_case, brief) => {
    expect((await failureOf(await start(brief))).code).toBe('collaboration.bad_team');
    expect(asked).toEqual([]);
  });

  it('stops asking when it is cancelled', async () => {
    let reached: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    behaviour = {
      ada: (question) => {
        question.signal.addEventListener('abort', left);
        reached();
        return silent(question);
      },
    };
    const run = await start({ roles: ['ada'] });
    await begun;
    await run.cancel();
    await expect(run.result()).rejects.toThrow(/cancelled/i);
    await gone;
  });
});
