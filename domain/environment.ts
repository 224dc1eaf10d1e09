import { z } from 'zod';

export const taskQueueDefault = 'hololoom';

/** Settings both the worker and its clients read; Temporal's own (TEMPORAL_ADDRESS …) are read by its envconfig. */
export const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  HOLOLOOM_TASK_QUEUE: z.string().min(1).default(taskQueueDefault),
});
