/** For what takes moments, and is tried again until it works. */
export const moments = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
} as const;

/** For what a model may have to think about; one that asks for patience is asked again when it says. */
export const answering = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds', maximumAttempts: 5 },
} as const;
