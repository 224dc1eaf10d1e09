/** Bounds of everything that could grow without one; checked where data enters. Sizes in bytes or characters as named. */
export const limits = {
  sourceBytesMax: 64 * 1024,
  stepsMax: 500,
  /** Of one source. */
  loopsMax: 32,
  toolsMax: 256,
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
  /** MAX of FOR. */
  atOnceMax: 100,
  /** FIRST of FOR. */
  successesMax: 1_000,
  /** MAX of REPEAT. */
  roundsMax: 10_000,
  /** FOR, REPEAT and FIRST inside each other. */
  bodiesMax: 8,
  /** NEED of ASK. */
  needMax: 50,
  choicesMax: 10,
  choiceCharactersMax: 100,
  /** QUORUM and roles of COLLABORATE. */
  agentsMax: 20,
  /** The path of a step in its plan; positions in FOR and REPEAT make it longer in a run. */
  pathCharactersMax: 700,
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
  /** Packages in the installed set of a workspace, and those somebody asked for by name. */
  installedMax: 1_000,
  directMax: 200,
  /** Versions looked at to find which go together. */
  releasesMax: 50_000,
  generationsShownMax: 50,
  /** Of each version, the last ones in a room. */
  runsComparedMax: 200,
  bundleBytesMax: 1024 * 1024,
  /** Lists and objects inside each other: of a release as it is signed, and of the file it travels in with others. */
  artifactDepthMax: 256,
  closureDepthMax: 32,
  /** Releases in one file, all they need included. */
  closureReleasesMax: 256,
  /** Of a registry over HTTP: links of a page of its log, and their bytes; links followed at once; tokens listed; how long one lasts. */
  logLinksMax: 1_000,
  logPageBytesMax: 512 * 1024,
  logFollowedMax: 200_000,
  tokensShownMax: 200,
  tokenDaysMax: 366,
  /** A release as it is posted: its text once more as a text, and what stands around it. */
  submissionBytesMax: 2 * 1024 * 1024,
  /** Of one address, in a minute: questions, and releases to publish. */
  registryAsksMax: 600,
  registryPublishesMax: 30,
  /** Of a search: the page, the tags asked for, what is looked at in all, tags counted, of documentation what is searched. */
  hitsMax: 50,
  searchTagsMax: 8,
  candidatesMax: 1_000,
  facetsMax: 10,
  searchedCharactersMax: 8_000,
  /** Of a review; reviews of a page; runs a card tells of, and those that say how much is reused. */
  reviewCharactersMax: 2_000,
  reviewsShownMax: 50,
  runsOnCardMax: 5,
  runsForReuseMax: 10_000,
  /** Packages in each list of the front page and the statistics. */
  listedMax: 5,
  /** Of calls to services over HTTP: what they answer, how long connecting and all of it takes, how often they send us on. */
  answerBytesMax: 1024 * 1024,
  connectMs: 10_000,
  answerMs: 30_000,
  redirectsMax: 5,
  urlCharactersMax: 8_192,
  /** A service that asks for more patience than this is asked again after this. */
  retryAfterMsMax: 3_600_000,
  runbooksMax: 2_000,
  /** Of an agent: questions it is there for, examples shown to it, what a model may write in one answer. */
  agentNameCharactersMax: 40,
  seedsMax: 50,
  examplesMax: 8,
  claimsMax: 24,
  reactionsMax: 200,
  questionCharactersMax: 32 * 1024,
  collaborationMsMax: 3_600_000,
  modelTokensMax: 16_384,
  /** Of one SAY; more is cut. A question has `textCharactersMax`. */
  sayingCharactersMax: 16 * 1024,
  /** People in a group, or named by one FROM. */
  electorateMax: 1_000,
  groupsFileBytesMax: 1024 * 1024,
  /** The last ones are shown with a run. */
  messagesShownMax: 100,
  questionsShownMax: 500,
  /** Of each line inside a FOR or REPEAT, those that failed or are at work. */
  occurrencesShownMax: 5,
  /** Runs one event is told to. */
  runsToldMax: 1_000,
  schedulesShownMax: 500,
  /** What people ask for in rooms: commands in a minute, runs that go on, and how old a command may be. */
  commandsPerUserMax: 10,
  commandsPerRoomMax: 60,
  runsPerRoomMax: 20,
  commandAgeMsMax: 600_000,
  /** A larger payload is stored in PostgreSQL, and a claim on it travels through Temporal. */
  payloadBytesMax: 64 * 1024,
  /** What whoever starts a run gives it travels as it is: below what Temporal takes. */
  inputsBytesMax: 1024 * 1024,
  /** Of a tool. */
  resultBytesMax: 2 * 1024 * 1024,
  /** Of a file of answered questions, to judge the predictor of quality by; rows of a simulation. */
  rowsBytesMax: 256 * 1024 * 1024,
  rowsMax: 1_000_000,
  /** Of what an expression hands on without changing it. */
  handedOnCharactersMax: 4 * 1024 * 1024,
} as const;
