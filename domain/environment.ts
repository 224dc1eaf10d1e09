import { z } from 'zod';

export const taskQueueDefault = 'hololoom';

/** Settings both the worker and its clients read; Temporal's own (TEMPORAL_ADDRESS …) are read by its envconfig. */
export const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  HOLOLOOM_TASK_QUEUE: z.string().min(1).default(taskQueueDefault),
  /** Another market, from which this one finds and installs: `https://market.example`. */
  HOLOLOOM_REGISTRY: z
    .union([z.literal(''), z.url({ protocol: /^https?$/, error: 'must be an address such as https://market.example' })])
    .optional()
    .transform((url) => (url ? new URL(url) : null))
    .refine((url) => url === null || (url.pathname === '/' && url.search === '' && url.username === ''), {
      error: 'must be a scheme, a host and perhaps a port, and nothing else',
    })
    .transform((url) => url?.origin ?? null),
});
