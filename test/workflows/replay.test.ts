import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { canonicalJson } from '../../domain/canonical.ts';
import type { Json } from '../../domain/json.ts';
import { writePlan } from '../../dsl/artifact.ts';
import type { Plan } from '../../dsl/plan.ts';
import { planCodec, planLoader } from '../../workers/plan-codec.ts';
import { recordings } from '../support/recordings.ts';
import { workflowBundlePath } from '../support/services.ts';

/**
 * Runs that were recorded when their code was new. Code of today must make the same decisions for them: `RECORD=1`
 * records what is missing, and never writes an old one anew.
 */
const folder = join(__dirname, '..', 'histories');

interface Recording {
  readonly plans: Readonly<Record<string, Plan>>;
  readonly history: object;
}

const names = (): string[] => readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (name: string): Recording => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording;

const replay = (name: string, change: (recording: Recording) => Recording = (recording) => recording) => {
  const { plans, history } = change(read(name));
  const events = History.fromObject(history);
  const stored = async (hash: string): Promise<string | undefined> => plans[hash] && canonicalJson(plans[hash]);
  return Worker.runReplayHistory(
    {
      workflowBundle: { codePath: workflowBundlePath() },
      dataConverter: { payloadCodecs: [planCodec(planLoader(stored))] },
      sinks: { run: {} },
    },
    events,
    events.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? 'loop/recorded',
  );
};

const { History } = temporal.api.history.v1;

/** A history as plain JSON, without what only says where it was recorded. */
function withoutMachine(history: temporal.api.history.v1.IHistory): unknown {
  const plain = History.toObject(History.create(history), { enums: String, longs: String, bytes: String, json: true });
  const machine = new Set(['stackTrace', 'identity', 'workerVersion', 'binaryChecksum']);
  return JSON.parse(JSON.stringify(plain), (key, value) => (machine.has(key) ? undefined : value));
}

if (process.env.RECORD === '1') {
  it.each(recordings.filter(({ name }) => !names().includes(`${name}.json`)))(
    'records $name',
    async ({ name, record }) => {
      const { plan, history } = await record();
      const recording = {
        plans: { [writePlan(plan).hash]: plan as unknown as Json },
        history: withoutMachine(history),
      };
      writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(recording, null, 1)}\n`);
    },
  );
}

describe('recorded runs', () => {
  it('are there for every kind of run worth keeping', () => {
    expect(names().map((file) => file.replace('.json', ''))).toEqual(
      expect.arrayContaining(recordings.map(({ name }) => name)),
    );
  });

  it.each(names())('%s replays to the same decisions', async (name) => {
    await expect(replay(name)).resolves.toBeUndefined();
  });

  it('would fail on code that decides otherwise', async () => {
    const changed = replay('security-incident.json', ({ plans, history }) => {
      const [[hash, plan] = []] = Object.entries(plans);
      if (hash === undefined || plan === undefined) throw new Error('The recording holds no plan.');
      const steps = plan.steps.map((step) => (step.path === 'contain' ? { ...step, after: [], arguments: [] } : step));
      return { plans: { [hash]: { ...plan, steps } }, history };
    });
    await expect(changed).rejects.toThrow(/determinism/i);
  });
});
