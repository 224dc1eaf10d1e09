import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { z } from 'zod';
import { openAgents } from '../../activities/agent-door.ts';
import type { AgentDoor } from '../../activities/agents/door.ts';
import { openEgress } from '../../activities/egress/index.ts';
import { type EgressSettings, egressDefault } from '../../activities/egress/settings.ts';
import type { GroupsFile } from '../../activities/groups.ts';
import { defineHostTool, type HostContext, type HostTool } from '../../activities/host-tool.ts';
import type { RegistryClient } from '../../activities/market/registry-client.ts';
import { openLoom } from '../../client/api/index.ts';
import { storedPayloads } from '../../client/api/payloads.ts';
import type { Keyring } from '../../client/keyring.ts';
import type { Loom } from '../../client/loom.ts';
import { connectDatabase, type Database } from '../../db/connection.ts';
import { savePlan } from '../../db/plans.ts';
import type { Journal } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import { writePlan } from '../../dsl/artifact.ts';
import type { Plan } from '../../dsl/plan.ts';
import { workerOptions } from '../../workers/options.ts';
import { planReference } from '../../workflows/plan-reference.ts';
import { keysInMemory } from './keys.ts';
import { freshDatabase, temporalAddress, workflowBundlePath } from './services.ts';

// Failing steps are part of what is tested: their warnings would drown the report.
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter: 'ERROR' } },
});

/** `{ double: ({ x }) => x * 2 }` as HOST tools named `test/double`. */
export type Tools = Readonly<Record<string, (given: Record<string, Json>, context: HostContext) => unknown>>;

function hostTools(tools: Tools): ReadonlyMap<string, HostTool> {
  return new Map(
    Object.entries(tools).map(([name, run]) => [
      `test/${name}`,
      defineHostTool({
        name: `test/${name}`,
        effect: 'write',
        input: z.record(z.string(), z.json()),
        output: z.json(),
        run: async (given, context) =>
          (await run(given as Record<string, Json>, context)) as z.infer<ReturnType<typeof z.json>>,
      }),
    ]),
  );
}

export interface Bench {
  readonly client: Client;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly taskQueue: string;
  /** The door to these services, as a person has it who holds these keys, one person's when left out; whoever opens it closes it. */
  openLoom(keys?: Keyring): Loom;
  /**
   * Stores the plan and starts it as the api does, under a fresh id.
   * @param journal of the failed run that this one resumes
   */
  start(plan: Plan, inputs?: Record<string, Json>, journal?: Journal): ReturnType<Client['workflow']['start']>;
  close(): Promise<void>;
}

/** The folder agents answer from out of the box. */
export const shippedRunbooks = join(__dirname, '..', '..', 'examples', 'runbooks');

/** What a worker has besides its HOST tools; nothing where it is left out. */
export interface Surroundings {
  readonly egress?: EgressSettings;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the environment names when left out: a model, or the shipped runbooks. */
  readonly agents?: AgentDoor;
  /** The operator's file of groups; none when left out. */
  readonly groups?: GroupsFile;
  /** Another market's registry; none when left out. */
  readonly registry?: RegistryClient;
  /** Milliseconds since 1970, for how old versions are; the clock of the machine when left out. */
  readonly now?: () => number;
  /** Another one, whose database and task queue it shares. */
  readonly beside?: Pick<Bench, 'databaseUrl' | 'taskQueue'>;
}

/** A production worker over real services, with the given HOST tools, on a task queue of its own. */
export async function workbench(
  tools: Tools | ReadonlyMap<string, HostTool>,
  surroundings: Surroundings = {},
): Promise<Bench> {
  const databaseUrl = surroundings.beside?.databaseUrl ?? (await freshDatabase());
  const database = connectDatabase(databaseUrl);
  const taskQueue = surroundings.beside?.taskQueue ?? `test-${randomUUID()}`;
  const ownKeys = keysInMemory();
  const address = temporalAddress();
  const [native, connection] = await Promise.all([
    NativeConnection.connect({ address }),
    Connection.connect({ address }),
  ]);
  const log = pino({ level: 'silent' });
  const egress = openEgress(surroundings.egress ?? egressDefault);
  const opened = openAgents({
    db: database.db,
    environment: surroundings.environment ?? {},
    egress: egressDefault,
    runbooks: shippedRunbooks,
  });
  const worker = await Worker.create({
    connection: native,
    ...workerOptions({
      db: database.db,
      hostTools: tools instanceof Map ? tools : hostTools(tools as Tools),
      egress,
      environment: surroundings.environment ?? {},
      agents: surroundings.agents ?? opened,
      ...(surroundings.groups === undefined ? {} : { groups: surroundings.groups }),
      ...(surroundings.registry === undefined ? {} : { registry: surroundings.registry }),
      ...(surroundings.now === undefined ? {} : { now: surroundings.now }),
      taskQueue,
      log,
    }),
    workflowBundle: { codePath: workflowBundlePath() },
  });
  const running = worker.run();
  // As whoever opens the door has it, so that large results arrive whole.
  const client = new Client({ connection, dataConverter: { payloadCodecs: [storedPayloads(database.db)] } });
  return {
    client,
    db: database.db,
    databaseUrl,
    taskQueue,
    openLoom: (keys = ownKeys) =>
      openLoom(
        {
          databaseUrl,
          temporalAddress: address,
          temporalNamespace: 'default',
          temporalUiUrl: 'http://127.0.0.1:8233',
          ownTemporal: true,
        },
        keys,
        taskQueue,
        surroundings.registry?.origin ?? null,
      ),
    async start(plan, inputs = {}, journal = undefined) {
      const row = writePlan(plan);
      await savePlan(database.db, row);
      return client.workflow.start(plan.loop, {
        taskQueue,
        workflowId: `test/${randomUUID()}`,
        args: [planReference(row.hash), inputs, ...(journal === undefined ? [] : [journal])],
      });
    },
    async close() {
      worker.shutdown();
      await running;
      await Promise.all([native.close(), connection.close(), egress.close(), opened.close(), database.close()]);
    },
  };
}
