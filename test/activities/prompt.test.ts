import type { AgentQuestion } from '../../activities/agents/door.ts';
import { runbookAgents } from '../../activities/agents/runbooks.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Expression, LoopType, PlannedTool } from '../../dsl/plan.ts';
import { planWith, template } from '../support/http-tools.ts';
import { failureOf, literal, step } from '../support/plans.ts';
import { type Bench, shippedRunbooks, workbench } from '../support/worker.ts';

const asked: Omit<AgentQuestion, 'signal'>[] = [];
let bench: Bench;
beforeAll(async () => {
  const real = runbookAgents(shippedRunbooks);
  bench = await workbench(
    {},
    {
      agents: {
        ...real,
        answer: ({ signal, ...question }) => {
          asked.push(question);
          return real.answer({ ...question, signal });
        },
      },
    },
  );
});
afterAll(() => bench.close());
beforeEach(() => {
  asked.length = 0;
});

const text: LoopType = { t: 'text' };
const prompt = (question: Expression, returns: LoopType = text, agent: string | null = null): PlannedTool => ({
  name: 'advise',
  from: null,
  parameters: [
    { name: 'symptom', type: { t: 'any' } },
    { name: 'tone', type: text, default: 'short' },
  ],
  returns,
  effect: 'read',
  implementation: { kind: 'prompt', prompt: question, agent },
});
const advise = (symptom: string) => [step('advice', 'advise', { symptom: literal(symptom) })];

describe('a tool made by PROMPT', () => {
  it('asks its agent, with the values of the step put into its text, and gives back what it says', async () => {
    const tool = prompt(template('What to do about ', ['symptom'], '? (', ['tone'], ')'), text, 'scribe');
    const run = await bench.start(planWith([tool], advise('pods in CrashLoopBackOff')));
    expect(await run.result()).toEqual({ advice: expect.stringContaining('From kubernetes-crashloopbackoff.md, "') });
    expect(asked).toMatchObject([
      { agent: 'scribe', question: 'What to do about pods in CrashLoopBackOff? (short)', shape: text },
    ]);
  });

  it('reads nothing in a value as a program', async () => {
    const run = await bench.start(planWith([prompt(template('About ', ['symptom']))], advise('{tone} {1 + 1} $(x)')));
    await run.result();
    expect(asked.map(({ question }) => question)).toEqual(['About {tone} {1 + 1} $(x)']);
  });

  it('fails for good when a shape is wanted that needs a model', async () => {
    const level: LoopType = { t: 'object', fields: [{ name: 'level', optional: false, type: text }] };
    const run = await bench.start(planWith([prompt(template(['symptom']), level)], advise('disk full')));
    expect(await failureOf(run)).toMatchObject({ code: 'agent.no_structure' });
    expect(asked).toHaveLength(1);
  });

  it('is checked against its type, whoever answers', async () => {
    const number: LoopType = { t: 'number' };
    const liar = await workbench(
      {},
      {
        agents: {
          answer: async () => ({ value: 'seven', sources: [], agent: 'x', provider: 'x', confidence: 1 }),
          choose: () => Promise.reject(new LoomError('internal.unexpected', 'Nobody is here.', 'Look around.')),
        },
      },
    );
    const run = await liar.start(planWith([prompt(template(['symptom']), number)], advise('x')));
    expect(await failureOf(run)).toMatchObject({
      code: 'tool.bad_output',
      message: '"advise" gave back something else than it promises: expected number, got "seven"',
    });
    await liar.close();
  });
});
