import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Loom } from '../../client/loom.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import type { RunView } from '../../domain/run.ts';

/** A loop that goes through a list, asks, undoes, and tells; its runs fail early, late, or not at all. */
const source = `LOOP chaos 1.0.0
  INPUT: hosts: list<text>, fails: "early"|"late"|"never"
  TOOLS:
    - act(what: text, value: any = null) -> any = HOST chaos/act
    - undo(what: text, value: any = null) -> any = HOST chaos/undo
  STEPS:
    - look = act("look", size(hosts))
    - side = act("side", "seen")
    - cuts = FOR host IN hosts MAX 2:
        - cut = act("cut {host}", "{host} {side}") UNDO undo("join {host}")
        - noted = act("note {host}", cut)
        YIELD {host, noted}
      END
    - FAIL "Told to fail" WHEN fails == "early"
    - ok = ASK "Are {size(cuts)} hosts enough?" FROM [@ann, @bob] NEED 2
    - WAIT 1s
    - SAY "{size(cuts)} hosts are cut: {ok}"
    - go = ASK "Go on?" CHOICES ["on", "back"]
    - last = act("last", "{ok} {go}") UNDO undo("not last", last)
    - FAIL "Told to fail" WHEN fails == "late"
  ON ERROR:
    - act("told", error.step)
  OUTPUT: {look, cuts, last}
END
`;

export const chaosLoop: Bundle = {
  source,
  metadata: {
    workflow_id: 'chaos',
    name: 'chaos',
    version: '1.0.0',
    author: 'ada',
    description: 'Asks, cuts, undoes.',
    category: 'general',
    tags: [],
    min_hololoom_version: '0.1.0',
    dependencies: {},
  },
  documentation: 'For tests.',
  examples: [],
};

/** What one run is given. */
export interface Case {
  readonly id: string;
  readonly hosts: readonly string[];
  readonly fails: 'early' | 'late' | 'never';
}

/** What people see of a run that has ended, and what its tools did: each `what` as often as it had an effect. */
export interface Outcome {
  readonly status: string;
  readonly output: unknown;
  readonly error: string | null;
  readonly said: readonly string[];
  readonly done: readonly string[];
  readonly undone: readonly string[];
}

/** What a run gives that nobody disturbs. */
export function expectedOf({ hosts, fails }: Case): Outcome {
  const cuts = hosts.map((host) => ({ host, noted: `${host} seen` }));
  const perHost = hosts.flatMap((host) => [`cut ${host}`, `note ${host}`]);
  const joined = hosts.map((host) => `join ${host}`);
  const failed = { status: 'failed', output: null, error: 'Told to fail' };
  const said = [`${hosts.length} hosts are cut: yes`];
  switch (fails) {
    case 'never': {
      const output = { look: hosts.length, cuts, last: 'yes on' };
      const done = ['last', 'look', 'side', ...perHost].sort();
      return { status: 'completed', output, error: null, said, done, undone: [] };
    }
    case 'early':
      return { ...failed, said: [], done: ['look', 'side', 'told', ...perHost].sort(), undone: joined };
    case 'late': {
      const done = ['last', 'look', 'side', 'told', ...perHost].sort();
      return { ...failed, said, done, undone: [...joined, 'not last'].sort() };
    }
  }
}

interface Effect {
  readonly key: string;
  readonly tool: 'act' | 'undo';
  readonly what: string;
}

/** What the tools did, one for each key. */
export const effectsIn = (folder: string): readonly Effect[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.effect'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Effect);

/** The processes in which a tool was tried, for each key, in their order. */
export function triesIn(folder: string): ReadonlyMap<string, readonly number[]> {
  const tries = new Map<string, number[]>();
  const file = join(folder, 'tries.log');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  for (const line of lines.filter((each) => each !== '')) {
    const { key, pid } = JSON.parse(line) as { key: string; pid: number };
    tries.set(key, [...(tries.get(key) ?? []), pid]);
  }
  return tries;
}

export function outcomeOf(run: RunView, effects: readonly Effect[]): Outcome {
  const own = effects.filter(({ key }) => key.startsWith(`${run.workflowId}#`));
  const by = (tool: Effect['tool']): string[] =>
    own
      .filter((effect) => effect.tool === tool)
      .map(({ what }) => what)
      .sort();
  return {
    status: run.status,
    output: run.output,
    error: run.failure?.message ?? null,
    said: run.messages.filter(({ kind }) => kind === 'say').map(({ text }) => text),
    done: by('act'),
    undone: by('undo'),
  };
}

const answers = [
  { path: 'ok', choice: 'yes', users: ['@ann', '@bob'] },
  { path: 'go', choice: 'on', users: ['@ann'] },
] as const;

/** Starts a run and answers what it asks, as patient people do: who hears that it did not work says it again. */
export async function runAndAnswer(loom: Loom, { id, hosts, fails }: Case): Promise<RunView> {
  const room = '#chaos';
  const caller = { requestId: id, room, requester: '@dana', level: 100 };
  await loom.loops.run({ program: 'chaos', inputs: { hosts, fails } }, caller);
  const untold = new Set<string>();
  for (;;) {
    const run = await loom.runs.get(id);
    if (run.status !== 'running') return run;
    for (const path of new Set([...untold, ...run.questions.map((question) => question.path)])) {
      untold.delete(path);
      const { choice, users } = answers.find((each) => each.path === path) ?? { choice: '', users: [] };
      for (const user of users) {
        const caller = { requestId: `${id}-${path}-${user}`, room, requester: user };
        await loom.runs.answer(id, { path, choice }, caller).catch((error: unknown) => {
          if (mayPass(error) === 'again') untold.add(path);
        });
      }
    }
    await sleep(200);
  }
}

/** No worker was there for a while, so it has to be said again; or the answer before this counted, its receipt lost. */
function mayPass(error: unknown): 'again' | 'counted' {
  const { code } = LoomError.from(error);
  if (code === 'service.unreachable') return 'again';
  if (['ask.answered_already', 'ask.none_open', 'ask.not_open'].includes(code)) return 'counted';
  throw error;
}
