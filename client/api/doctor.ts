import { sql } from 'drizzle-orm';
import { searchAttributes } from '../../domain/search-attributes.ts';
import type { Finding } from '../loom.ts';
import type { Doors } from './connection.ts';
import { explained } from './connection.ts';

type Examination = (doors: Doors) => Promise<Omit<Finding, 'part'>>;

const ok = (message: string, version: string | null = null) =>
  ({ status: 'ok', version, message, hint: null }) as const;

const examinations: Readonly<Record<string, Examination>> = {
  async PostgreSQL({ db }) {
    const { rows } = await db.execute<{ server_version: string }>(sql`SHOW server_version`);
    return ok('answers', rows[0]?.server_version ?? null);
  },
  async tables({ db }) {
    const { rows } = await db.execute<{ migrations: number }>(
      sql`SELECT count(*)::int AS migrations FROM drizzle.__drizzle_migrations`,
    );
    return ok(`${rows[0]?.migrations ?? 0} migrations applied`);
  },
  async Temporal({ connection, addresses }) {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return ok(`answers at ${addresses.temporalAddress}`, serverVersion ?? null);
  },
  async 'search attributes'({ connection, addresses }) {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: addresses.temporalNamespace,
    });
    const missing = Object.values(searchAttributes).filter((name) => !(name in customAttributes));
    if (missing.length === 0) return ok(Object.values(searchAttributes).join(', '));
    return {
      status: 'error',
      version: null,
      message: `${missing.join(', ')} not known in namespace ${addresses.temporalNamespace}`,
      hint: `Add each once: temporal operator search-attribute create --name ${missing[0]} --type Keyword`,
    };
  },
  async worker({ connection, addresses, taskQueue }) {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: addresses.temporalNamespace,
      taskQueue: { name: taskQueue },
      taskQueueType: 1,
    });
    const seen = pollers?.map((poller) => poller.identity).filter(Boolean) ?? [];
    if (seen.length > 0) return ok(`${seen.length} polling task queue ${taskQueue}`);
    return {
      status: 'error',
      version: null,
      message: `nobody polls task queue ${taskQueue}`,
      hint: 'Start one: hololoom worker',
    };
  },
};

/** Who does not answer within this is down, for someone who waits for the doctor. */
const answerMs = 3_000;

/** Looks at every service; a part that does not answer is a finding, not an error. */
export async function examine(doors: Doors): Promise<Finding[]> {
  return Promise.all(
    Object.entries(examinations).map(async ([part, examination]): Promise<Finding> => {
      try {
        const deadline = Date.now() + answerMs;
        return { part, ...(await doors.connection.withDeadline(deadline, () => examination(doors))) };
      } catch (thrown) {
        const { code, message, hint } = explained(thrown, doors);
        const advice = code === 'service.unreachable' ? 'Start it, or correct its address.' : hint;
        return { part, status: 'error', version: null, message, hint: advice };
      }
    }),
  );
}
