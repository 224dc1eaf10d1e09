import type { Context } from '../../client/commands/command.ts';
import { commands } from '../../client/commands/index.ts';
import type {
  CheckReport,
  CompiledLoop,
  Finding,
  Loom,
  MovesReport,
  PlanReport,
  RoomMessage,
  ScheduleView,
  SourceFile,
} from '../../client/loom.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import type { RunView } from '../../domain/run.ts';
import { fakeAgents } from './fake-agents.ts';
import { fakeMarket } from './fake-market.ts';
import { fakeQuality } from './fake-quality.ts';
import { fakeRegistry } from './fake-registry.ts';
import { name, planOf, step } from './plans.ts';
import { finishedRun, incidentRun, openQuestion } from './run-views.ts';

/** A plan of three steps, one after another where they need each other. */
export const compiledLoop: CompiledLoop = {
  hash: 'b'.repeat(64),
  plan: planOf('night_watch', [step('seen', 'look', {}), step('closed', 'close', { what: name('seen') }, ['seen'])]),
  plans: {},
  package: null,
  version: null,
};

export const moves: MovesReport = {
  loop: 'night_watch',
  hash: 'b'.repeat(64),
  runs: [
    { run: incidentRun(), plan: 'c'.repeat(64), move: { could: true, begun: 2 } },
    {
      run: incidentRun(),
      plan: 'c'.repeat(64),
      move: { could: false, step: 'closed', why: 'Its UNDO would be another.' },
    },
    { run: incidentRun(), plan: 'b'.repeat(64), move: { could: 'same plan' } },
    { run: incidentRun(), plan: 'c'.repeat(64), move: { could: 'not known' } },
  ],
};

const exactly = (count: number) => ({ least: count, most: count });
const estimate = {
  activities: exactly(5),
  timers: exactly(0),
  children: exactly(0),
  messages: exactly(0),
  tasks: { least: 3, most: 6 },
  events: { least: 26, most: 35 },
  bytes: { least: 3_791, most: 841_216 },
};

export const planned: PlanReport = {
  hash: 'b'.repeat(64),
  loop: 'security_incident_response',
  title: null,
  inputs: [{ name: 'incident_id', type: { t: 'any' }, required: true }],
  waves: [
    ['assess', 'investigate'],
    ['contain', 'remediate', 'document'],
  ],
  tools: [
    {
      name: 'assess_severity',
      from: 'forensic-tools@1.0.0',
      effect: 'read',
      implementation: 'HOST forensics/assess_severity',
    },
  ],
  outputs: ['assess', 'document'],
  estimate: { well: estimate, failing: { ...estimate, events: { least: 5, most: 44 } }, perItem: [] },
  criticalPath: {
    steps: [
      { path: 'assess', waitMs: exactly(0) },
      { path: 'contain', waitMs: { least: 0, most: 1_800_000 } },
    ],
    waitMs: { least: 0, most: 1_800_000 },
  },
  capabilities: {
    hosts: ['siem.example'],
    secrets: [],
    agents: [],
    hostTools: ['forensics/assess_severity'],
    rooms: ['#incidents'],
    people: [],
    events: [],
    loops: [],
    undone: [],
    notUndone: ['contain'],
  },
  limitMs: null,
  schedule: null,
};

export const temporalFinding: Finding = {
  part: 'Temporal',
  status: 'ok',
  version: '1.29.1',
  message: 'answers at 127.0.0.1:7233',
  hint: null,
};

export const scheduled: ScheduleView = {
  id: 'schedule/terminal/monday_digest',
  loop: 'monday_digest',
  package: 'monday-digest',
  version: '0.3.0',
  room: 'terminal',
  requester: '@dana',
  cron: '0 9 * * MON',
  zone: 'Europe/Berlin',
  inputs: { max_age: 1_209_600_000 },
  paused: false,
  next: ['2026-11-30T08:00:00.000Z', '2026-12-07T08:00:00.000Z', '2026-12-14T08:00:00.000Z'],
  runs: [],
};

export interface FakeLoom extends Loom {
  /** Every call with its arguments, in order: `loops.run {…}`. */
  readonly calls: readonly (readonly [name: string, ...unknown[]])[];
  /** Says something in all rooms that are listened to. */
  readonly announce: (message: RoomMessage) => void;
}

/**
 * A Loom without services: one package, one run, which `watch` shows as it goes on and then as it ended. A run whose
 * id begins with `r-missing` is not found, an incident called INC-404 fails as a caller's mistake does.
 */
export function fakeLoom(ended: RunView = finishedRun()): FakeLoom {
  const calls: [string, ...unknown[]][] = [];
  const record = (name: string, ...given: unknown[]): void => void calls.push([name, ...given]);
  const known = (id: string): void => {
    if (id.startsWith('r-missing')) {
      throw new LoomError(
        'loop.run_not_found',
        `No run has an id that begins with "${id}".`,
        'Type "runs" to see them.',
      );
    }
  };
  const ears = new Set<(message: RoomMessage) => void>();
  return {
    calls,
    announce: (message) => {
      for (const hear of ears) hear(message);
    },
    loops: {
      async check(program, options): Promise<CheckReport> {
        record('loops.check', program, options);
        return { file: program.file, ok: true, problems: [], assumed: options.offline ? ['assess_severity'] : [] };
      },
      async context(program) {
        record('loops.context', program);
        return { dependencies: new Map(), offline: false };
      },
      async plan(program, words) {
        record('loops.plan', program, words);
        return planned;
      },
      async moves(program) {
        record('loops.moves', program);
        return moves;
      },
      async compiled(program) {
        record('loops.compiled', program);
        return compiledLoop;
      },
      async run(request, caller) {
        record('loops.run', request, caller);
        if (request.words?.incident_id === 'INC-404') {
          throw new LoomError('loop.inputs_wrong', 'There is no incident "INC-404".', 'Give one that exists.');
        }
        return incidentRun();
      },
    },
    runs: {
      async list(options) {
        record('runs.list', options);
        return [incidentRun(), ended];
      },
      async goingOn(room) {
        record('runs.goingOn', room);
        return 0;
      },
      async get(id) {
        record('runs.get', id);
        known(id);
        return ended;
      },
      async watch(id, show, signal) {
        record('runs.watch', id);
        known(id);
        show(incidentRun());
        if (signal?.aborted) return incidentRun();
        show(ended);
        return ended;
      },
      async cancel(id) {
        record('runs.cancel', id);
      },
      async questions(where) {
        record('runs.questions', where);
        return [openQuestion()];
      },
      async answer(run, answer, caller) {
        record('runs.answer', run, answer, caller);
        known(run);
        const question = openQuestion();
        const choice = typeof answer.choice === 'number' ? question.choices[answer.choice - 1] : answer.choice;
        return { question, choice: choice ?? '', decided: null, votes: 1, need: 2 };
      },
      async withdraw(run, question, caller) {
        record('runs.withdraw', run, question, caller);
        known(run);
        return { question: openQuestion(), votes: 0, need: 2 };
      },
      async emit(event, data, where, caller) {
        record('runs.emit', event, data, where, caller);
        return { told: ['loop/r-7f3k2m9q4a'] };
      },
      async resume(run, caller) {
        record('runs.resume', run, caller);
        known(run);
        return incidentRun({ resumedFrom: 'loop/r-failed' });
      },
      async asked(number) {
        record('runs.asked', number);
        return { question: openQuestion(), plan: 'b'.repeat(64), votes: [], state: 'open', choice: null };
      },
      async changes() {
        record('runs.changes');
        return async () => undefined;
      },
      async listen(room, hear) {
        record('runs.listen', room);
        ears.add(hear);
        return async () => void ears.delete(hear);
      },
    },
    schedules: {
      async preview(request, caller) {
        record('schedules.preview', request, caller);
        return scheduled;
      },
      async create(request, caller) {
        record('schedules.create', request, caller);
        return { ...scheduled, created: true };
      },
      async list() {
        record('schedules.list');
        return [scheduled];
      },
      async pause(id) {
        record('schedules.pause', id);
        return { ...scheduled, paused: true, next: [] };
      },
      async resume(id) {
        record('schedules.resume', id);
        return scheduled;
      },
      async remove(id) {
        record('schedules.remove', id);
        return { ...scheduled, next: [] };
      },
    },
    ...fakeAgents(record),
    ...fakeMarket(record),
    registry: fakeRegistry(record),
    audit: {
      async verify() {
        record('audit.verify');
        return { rows: 3, head: 'c'.repeat(64), brokenAt: null };
      },
    },
    quality: fakeQuality(record),
    async doctor() {
      record('doctor');
      return [temporalFinding];
    },
    async close() {
      record('close');
    },
  };
}

export const bundle = (name: string, dependencies: Record<string, string> = {}): Bundle => ({
  source: `LOOP ${name.replaceAll('-', '_')}\nEND\n`,
  metadata: {
    workflow_id: name,
    name,
    version: '1.0.0',
    author: 'somebody',
    description: 'does something',
    category: 'general',
    tags: [],
    dependencies,
    min_hololoom_version: '0.1.0',
  },
  documentation: `# ${name}\n`,
  examples: [],
});

/** Files that exist under the names asked for: programs of one loop, packages named as their folder. */
export const fakeFiles = {
  async readProgram(file: string): Promise<SourceFile> {
    if (file.includes('missing')) throw new LoomError('command.bad_file', `${file} does not exist.`, 'Check the path.');
    const uses = file.includes('depends') ? '  USES:\n    - t = forensic-tools ^1.0\n' : '';
    return { file, source: `LOOP lone\n${uses}  STEPS:\n    - a = t(1)\nEND\n` };
  },
  /** What files of rows hold, by their path. */
  rows: new Map<string, string>(),
  async readRows(path: string): Promise<string> {
    const text = fakeFiles.rows.get(path);
    if (text === undefined) throw new LoomError('command.bad_file', `${path} does not exist.`, 'Check the path.');
    return text;
  },
  /** Whatever is written is kept, by its path. */
  written: new Map<string, string | Uint8Array>(),
  async writeFile(path: string, content: string | Uint8Array): Promise<void> {
    fakeFiles.written.set(path, content);
  },
  readBundle: async (path: string): Promise<string> => `{"read":"${path}"}`,
  readPackage: async (folder: string): Promise<Bundle> => bundle(folder.split('/').at(-1) ?? ''),
};

export interface FakeContext extends Context {
  readonly shown: readonly RunView[];
  /** What `loom` was asked to have running. */
  readonly needed: readonly string[];
}

export function fakeContext(loom: Loom = fakeLoom(), change: Partial<Context> = {}): FakeContext {
  const shown: RunView[] = [];
  const needed: string[] = [];
  return {
    shown,
    needed,
    loom: async (needs = 'everything') => {
      needed.push(needs);
      return loom;
    },
    found: async () => loom,
    caller: { requestId: 'r-7f3k2m9q4a', room: 'terminal', requester: 'dana' },
    place: 'terminal room',
    signal: new AbortController().signal,
    show: (run) => void shown.push(run),
    files: fakeFiles,
    surroundings: async () => [],
    permit: () => undefined,
    desk: null,
    version: '0.1.0',
    commands,
    ...change,
  };
}
