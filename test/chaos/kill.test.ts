import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { openLoom } from '../../client/api/index.ts';
import type { Loom } from '../../client/loom.ts';
import type { RunView } from '../../domain/run.ts';
import { ensureBuilt } from '../support/built.ts';
import {
  type Case,
  chaosLoop,
  effectsIn,
  expectedOf,
  outcomeOf,
  runAndAnswer,
  triesIn,
} from '../support/chaos-runs.ts';
import { keysInMemory } from '../support/keys.ts';
import { type KillableWorker, startKillableWorker } from '../support/killable-worker.ts';
import { randomFrom } from '../support/mutate.ts';
import { freshDatabase, temporalAddress } from '../support/services.ts';

// More kills: HOLOLOOM_KILLS=100. The same lives and inputs again: HOLOLOOM_SEED=…
const kills = Number(process.env.HOLOLOOM_KILLS ?? 5);
const seed = Number(process.env.HOLOLOOM_SEED ?? Date.now() % 1_000_000);
const runsAtOnce = 12;
const endings = ['early', 'late', 'never'] as const;
/** A worker is killed a moment after it has tried up to so many tools, or when this time is over. */
const triesMost = 12;
const momentMsMost = 150;
const lifeMsMost = 6_000;

let effects: string;
let loom: Loom;
let environment: Record<string, string>;
beforeAll(async () => {
  await ensureBuilt();
  effects = mkdtempSync(join(tmpdir(), 'hololoom-chaos-'));
  const databaseUrl = await freshDatabase();
  const temporal = { temporalAddress: temporalAddress(), temporalNamespace: 'default', temporalUiUrl: null };
  const taskQueue = `chaos-${randomUUID()}`;
  loom = openLoom({ databaseUrl, ...temporal, ownTemporal: true }, keysInMemory(), taskQueue);
  environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.temporalAddress,
    HOLOLOOM_TASK_QUEUE: taskQueue,
    HOLOLOOM_HOST_TOOLS: join(__dirname, '..', 'support', 'chaos-tools.cjs'),
    CHAOS_EFFECTS: effects,
  };
});
afterAll(async () => {
  await loom.close();
  rmSync(effects, { recursive: true, force: true });
});

async function untilTried(more: number): Promise<void> {
  const wanted = countTries() + more;
  const end = Date.now() + lifeMsMost;
  while (countTries() < wanted && Date.now() < end) await sleep(10);
}

const countTries = (): number => [...triesIn(effects).values()].flat().length;

interface Ended {
  readonly given: Case;
  readonly run: RunView;
}

/** Runs loops, a few at once, while workers live and are killed; the last one may see all runs to their end. */
async function amongKills(): Promise<{ readonly ended: readonly Ended[]; readonly killed: ReadonlySet<number> }> {
  const random = randomFrom(seed);
  const killed = new Set<number>();
  const ended: Ended[] = [];
  let worker = await startKillableWorker(environment);
  await loom.market.publish(chaosLoop);
  let over = false;
  let started = 0;
  const lane = async (): Promise<void> => {
    while (!over) {
      started += 1;
      const hosts = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) => `host${at}`);
      const fails = endings[Math.floor(random() * endings.length)] ?? 'never';
      const given: Case = { id: `chaos-${seed}-${started}`, hosts, fails };
      ended.push({ given, run: await runAndAnswer(loom, given) });
    }
  };
  const lanes = Array.from({ length: runsAtOnce }, lane);
  const killing = async (): Promise<KillableWorker> => {
    for (let at = 0; at < kills; at += 1) {
      await untilTried(Math.floor(random() * triesMost));
      await sleep(random() * momentMsMost);
      await worker.kill();
      killed.add(worker.pid);
      worker = await startKillableWorker(environment);
    }
    return worker;
  };
  try {
    await killing();
    over = true;
    await Promise.all(lanes);
  } finally {
    over = true;
    await worker.kill();
  }
  return { ended, killed };
}

const { WorkflowTaskFailedCause } = temporal.api.enums.v1;
/** Temporal fails a task so, and asks again, when something happened while its worker was at it. */
const ordinary = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND;

/** Of all runs: how many of their tasks were lost with a worker, and why others failed, as they would by a replay that differs. */
async function tasksOf(
  runs: readonly RunView[],
): Promise<{ readonly lost: number; readonly failed: readonly string[] }> {
  const connection = await Connection.connect({ address: temporalAddress() });
  const client = new Client({ connection });
  let lost = 0;
  const failed: string[] = [];
  try {
    for (const { workflowId } of runs) {
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
      for (const { workflowTaskTimedOutEventAttributes: timedOut, workflowTaskFailedEventAttributes: why } of events ??
        []) {
        lost += Number(timedOut != null);
        if (why != null && why.cause !== ordinary) failed.push(`${workflowId}: ${why.failure?.message ?? why.cause}`);
      }
    }
  } finally {
    await connection.close();
  }
  return { lost, failed };
}

it(
  `gives every run what it would have given, each effect and each undo once, whatever of ${kills} workers is killed`,
  async () => {
    process.stderr.write(`  HOLOLOOM_SEED=${seed}\n`);
    const { ended, killed } = await amongKills();
    const done = effectsIn(effects);
    const told = ended.map(({ given, run }) => ({ id: given.id, ...outcomeOf(run, done) }));
    expect(told).toEqual(ended.map(({ given }) => ({ id: given.id, ...expectedOf(given) })));
    expect(ended.length).toBeGreaterThanOrEqual(runsAtOnce);

    const { lost, failed } = await tasksOf(ended.map(({ run }) => run));
    expect(failed).toEqual([]);

    // A step is tried again only when the worker that tried it was killed.
    const tries = triesIn(effects);
    const needless = [...tries].filter(([, pids]) => pids.slice(0, -1).some((pid) => !killed.has(pid)));
    expect(needless).toEqual([]);
    const again = [...tries].filter(([, pids]) => pids.length > 1);
    const undone = again.filter(([key]) => key.endsWith('.undo'));
    process.stderr.write(
      `  ${killed.size} workers killed under ${ended.length} runs: ${tries.size} calls of tools, ${again.length} of them tried again, ${undone.length} of those in an UNDO; ${lost} tasks of runs lost\n`,
    );
  },
  60_000 + kills * 15_000,
);
