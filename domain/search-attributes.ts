/** Custom search attributes of every run, all of type Keyword; a cluster needs them added once (docs/OPERATING.md). */
export const searchAttributes = {
  loop: 'LoomName',
  version: 'LoomVersion',
  room: 'LoomRoom',
  requester: 'LoomRequester',
} as const;
