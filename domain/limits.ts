/** Bounds of everything that could grow without one; checked where data enters. Sizes in bytes or characters as named. */
export const limits = {
  sourceBytesMax: 64 * 1024,
  stepsMax: 500,
  inputsMax: 64,
  argumentsMax: 64,
  nestingMax: 32,
  /** Operators, fields or calls in a row. */
  chainMax: 64,
  jsonDepthMax: 128,
  expressionOperationsMax: 10_000,
  expressionDepthMax: 64,
  expressionCharactersMax: 256 * 1024,
  textCharactersMax: 4096,
  nameCharactersMax: 200,
  /** Of one call, the first included. */
  triesMax: 100,
  backoffMax: 10,
  durationDaysMax: 3_650,
  /** Of a FOR; more than these run in chunks of so many, each a child workflow. */
  itemsPerRunMax: 100,
  /** Of a run that nobody has taken yet; older ones are forgotten. */
  eventsKeptMax: 100,
  eventIdsKeptMax: 1_000,
  problemsMax: 200,
  problemsShownMax: 50,
  problemCharactersMax: 2_000,
  dependenciesMax: 64,
  dependencyDepthMax: 16,
  bundleBytesMax: 1024 * 1024,
} as const;
