import { z } from 'zod';

export const taskQueueDefault = 'hololoom';

/** Settings both the worker and its clients read; Temporal's own (TEMPORAL_ADDRESS …) are read by its envconfig. */
export const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  HOLOLOOM_TASK_QUEUE: z.string().min(1).default(taskQueueDefault),
});

/** Custom search attributes of every run, all of type Keyword; a cluster needs them added once (docs/OPERATING.md). */
export const searchAttributes = {
  loop: 'LoomName',
  version: 'LoomVersion',
  room: 'LoomRoom',
  requester: 'LoomRequester',
} as const;
