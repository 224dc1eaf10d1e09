import { LoomError } from '../../domain/errors.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import type { RunView } from '../../domain/run.ts';
import type { Loom } from '../loom.ts';
import type { Permit } from '../permissions.ts';

/** What a method may need: a verb of the table of permissions, one that depends on what is asked, or nothing. */
type Verb<Given extends unknown[]> = string | null | ((...given: Given) => string);
type Verbs<Part> = {
  readonly [Method in keyof Part]: Verb<Part[Method] extends (...given: infer Given) => unknown ? Given : never>;
};

const verbOfMark = { yanked: 'market yank', deprecated: 'market deprecate', restored: 'market restore' } as const;
const verbOfChange = ({ kind }: ChangeRequest): string => `market ${kind}`;

/**
 * The verb each way through the door needs. A method without a row does not compile, and so does nobody harm. Null is for
 * what the bot does on its own behalf, and hands to no command.
 */
export const doorVerbs: {
  readonly [Part in Exclude<keyof Loom, 'ask' | 'doctor' | 'close'>]: Verbs<Loom[Part]>;
} & Verbs<Pick<Loom, 'ask' | 'doctor' | 'close'>> = {
  loops: { check: 'check', context: 'check', plan: 'plan', moves: 'replay-check', compiled: 'plan', run: 'run' },
  runs: {
    list: 'runs',
    goingOn: 'runs',
    get: 'status',
    watch: 'status',
    cancel: 'cancel',
    questions: 'questions',
    answer: 'answer',
    withdraw: 'withdraw',
    emit: 'emit',
    resume: 'resume',
    asked: 'questions',
    changes: null,
    listen: null,
  },
  schedules: {
    preview: 'schedule add',
    create: 'schedule add',
    list: 'schedule list',
    pause: 'schedule pause',
    resume: 'schedule resume',
    remove: 'schedule remove',
  },
  market: {
    publish: 'market publish',
    list: 'market',
    show: 'market show',
    search: 'market search',
    card: 'market show',
    front: 'market',
    rate: 'market rate',
    reviews: 'market reviews',
    verify: 'market verify',
    statistics: 'market stats',
    prepare: verbOfChange,
    apply: verbOfChange,
    installed: 'market installed',
    outdated: 'market outdated',
    generations: 'market generations',
    rollback: 'market rollback',
    settings: 'market settings',
    mark: (_, kind) => verbOfMark[kind],
    publishAll: 'market publish',
    exportBundle: 'market export',
    importBundle: 'market import',
    audit: 'market audit',
  },
  registry: {
    origin: null,
    search: 'market search',
    push: 'market push',
    show: 'market show',
    release: 'market show',
    artifact: 'market show',
    log: 'market audit',
    submit: 'market publish',
    newToken: 'registry token new',
    tokens: 'registry token list',
    revokeToken: 'registry token revoke',
    publisherOf: null,
  },
  keys: { create: 'key new', list: 'key list', rotate: 'key rotate' },
  audit: { verify: 'audit verify' },
  agents: {
    list: 'agents',
    status: 'agents show',
    register: 'agents register',
    retire: 'agents retire',
    route: 'route',
    collaborate: 'collaborate',
    react: 'react',
    knowledge: 'agents',
  },
  quality: {
    predict: 'quality predict',
    learn: 'quality learn',
    stats: 'quality stats',
    insights: 'quality insights',
    rebuild: 'quality rebuild',
    forget: 'quality rebuild',
  },
  ask: 'ask',
  doctor: 'doctor',
  close: null,
};

/**
 * The door as somebody in a room has it: every way through asks for permission again, whatever the command has asked for,
 * and leads to nothing of another room.
 */
export function doorFor(loom: Loom, room: string, permit: Permit): Loom {
  return onlyOfRoom(permitted(loom, permit), room);
}

function permitted(loom: Loom, permit: Permit): Loom {
  const guard = <Part extends object>(part: Part, verbs: Readonly<Record<string, Verb<never>>>): Part =>
    new Proxy(part, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function' || typeof name !== 'string') return method;
        const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
        return async (...given: unknown[]): Promise<unknown> => {
          if (verb === undefined || verb === null) throw new TypeError(`Nothing in a room may call ${name}.`);
          permit(typeof verb === 'string' ? verb : verb(...(given as never)));
          return method.apply(target, given);
        };
      },
    });
  const { loops, runs, schedules, market, registry, keys, audit, agents, quality, ask, doctor, close } = doorVerbs;
  return {
    loops: guard(loom.loops, loops),
    runs: guard(loom.runs, runs),
    schedules: guard(loom.schedules, schedules),
    market: guard(loom.market, market),
    registry: guard(loom.registry, registry),
    keys: guard(loom.keys, keys),
    audit: guard(loom.audit, audit),
    agents: guard(loom.agents, agents),
    quality: guard(loom.quality, quality),
    ...guard({ ask: loom.ask, doctor: () => loom.doctor(), close: () => loom.close() }, { ask, doctor, close }),
  };
}

/** Runs and schedules of other rooms are as good as none. */
function onlyOfRoom(loom: Loom, room: string): Loom {
  const { runs, schedules } = loom;
  const get = async (id: string): Promise<RunView> => {
    const run = await runs.get(id);
    if (run.room === room) return run;
    throw new LoomError(
      'loop.run_not_found',
      `No run of this room has an id that begins with "${id}".`,
      'Type "runs" to see them.',
    );
  };
  const own = async (id: string): Promise<string> => (await get(id)).workflowId;
  const scheduled = (id: string): string => {
    if (id.startsWith(`schedule/${room}/`)) return id;
    throw new LoomError(
      'schedule.not_found',
      `This room has no schedule "${id}".`,
      'Type "schedule list" to see them.',
    );
  };
  return {
    ...loom,
    runs: {
      ...methodsOf(runs),
      get,
      list: ({ limit }) => runs.list({ limit, room }),
      watch: async (id, show, signal) => runs.watch(await own(id), show, signal),
      cancel: async (id) => runs.cancel(await own(id)),
      questions: async ({ run }) => runs.questions(run === undefined ? { room } : { run: await own(run) }),
      emit: async (event, data, { run }, caller) =>
        runs.emit(event, data, run === undefined ? {} : { run: await own(run) }, caller),
      resume: async (id, caller) => runs.resume(await own(id), caller),
    },
    schedules: {
      ...methodsOf(schedules),
      list: async () => (await schedules.list()).filter((schedule) => schedule.room === room),
      pause: async (id) => schedules.pause(scheduled(id)),
      resume: async (id) => schedules.resume(scheduled(id)),
      remove: async (id) => schedules.remove(scheduled(id)),
    },
  };
}

/** A guarded part copied, so that single methods can be replaced. */
function methodsOf<Part extends object>(part: Part): Part {
  const copy = Object.fromEntries(Object.keys(part).map((name) => [name, Reflect.get(part, name)]));
  return copy as Part;
}
