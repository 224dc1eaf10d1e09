import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type GroupsFile, groupsReader } from '../activities/groups.ts';
import { type Deps, makeActivities } from '../activities/index.ts';
import type { Database } from '../db/connection.ts';
import { savePayload } from '../db/payloads.ts';
import { readPlan } from '../db/read/packages.ts';
import { readPayload } from '../db/read/payloads.ts';
import { payloadCodec } from './payload-codec.ts';
import { planCodec, planLoader } from './plan-codec.ts';
import { activityInterceptors, runSinks, type StepRole } from './projection.ts';

export interface WorkerParts extends Omit<Deps, 'db' | 'loadPlan' | 'readGroups'> {
  readonly db: Database;
  readonly taskQueue: string;
  readonly log: Logger;
  /** Where the operator's groups are; none when left out. */
  readonly groups?: GroupsFile;
}

/** The workflow code, bundled by the build. */
export const workflowBundlePath = join(__dirname, '..', 'workflow-bundle.js');

/** Activities of our own have a dot in their names; whatever has none is a tool of a loop. */
const roleOf = (activityType: string): StepRole => {
  if (activityType === 'chat.ask') return 'beginning';
  return activityType === 'chat.say' || !activityType.includes('.') ? 'whole' : 'none';
};

const noGroups: GroupsFile = { path: null, named: false };

/** Everything a worker is made of but its connection; production and tests use the same. */
export function workerOptions({ db, taskQueue, log, groups, ...world }: WorkerParts): WorkerOptions {
  const loadPlan = planLoader((hash) => readPlan(db, hash));
  const activities = makeActivities({ db, loadPlan, readGroups: groupsReader(groups ?? noGroups), ...world });
  const payloads = payloadCodec({
    save: (sha256, bytes) => savePayload(db, sha256, bytes),
    read: (sha256) => readPayload(db, sha256),
  });
  return {
    taskQueue,
    activities,
    sinks: runSinks(db),
    dataConverter: { payloadCodecs: [planCodec(loadPlan), payloads] },
    interceptors: { activity: [activityInterceptors(db, log, roleOf)] },
    shutdownGraceTime: '4 seconds',
    shutdownForceTime: '8 seconds',
    maxCachedWorkflows: 500,
    // What a dead worker was to go on with is given to another after this; the default is 10 seconds.
    stickyQueueScheduleToStartTimeout: '3 seconds',
    // A cancellation reaches a tool with its next heartbeat: by default these are held back for 8 of the 10 seconds.
    maxHeartbeatThrottleInterval: '1 second',
  };
}
