import { LoomError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { type PlannedStep, plannedTool } from '../plan.ts';
import type { Frame, Scene } from './scene.ts';

/** How long things take in a dry run, in milliseconds: tools a second, people a minute. */
const toolMs = 1_000;
const personMs = 60_000;
const triesDefault = { triesMax: 3, everyMs: 1_000, backoff: 2 };

/** What a step without steps inside does: when it is done, with what; or how it fails. */
export interface Act {
  readonly end: number;
  readonly given: JsonObject | null;
  readonly value: Json;
  readonly error: string | null;
}

type ActStep = Exclude<PlannedStep, { kind: 'if' | 'for' | 'repeat' | 'race' | 'loop' | 'return' }>;

/** Does a step for which nothing else has to be run. */
export function act(scene: Scene, step: ActStep, frame: Frame, begin: number, path: string): Act {
  const done = (ms: number, value: Json, given: JsonObject | null = null): Act => ({
    ...{ end: begin + ms, value, given, error: null },
  });
  const known = scene.setting.result(path);
  switch (step.kind) {
    case 'value':
      return done(0, scene.workOut(step.value, frame, begin, path));
    case 'call': {
      const tool = plannedTool(scene.setting.plan, step.tool);
      const given = scene.fields(step.arguments, frame, begin);
      return done(toolMs, known ?? scene.sample(tool?.returns ?? { t: 'any' }, step.path, begin), given);
    }
    case 'collaborate': {
      const question = scene.text(step.question, frame, begin);
      const value = { answer: 'answer', agreement: 1, quorum: step.quorum ?? 1, opinions: [], dissent: [] };
      return done(patience(scene, step, frame, begin), known ?? value, { question });
    }
    case 'say':
      return done(toolMs, null, { text: scene.text(step.text, frame, begin), ...roomGiven(scene, step, frame, begin) });
    case 'ask':
      return ask(scene, step, frame, begin, path);
    case 'wait_for':
      return done(Math.min(toolMs, patience(scene, step, frame, begin)), known ?? eventOf(scene, step, begin), {
        event: step.event,
      });
    case 'wait':
      return done(scene.milliseconds(step.forMs, frame, begin), null);
    case 'wait_until': {
      const now = scene.setting.startedAt + begin;
      const moment = scene.workOut(step.until, frame, begin, now);
      const until = typeof moment === 'string' ? Date.parse(moment) : Number(moment);
      return done(Math.max(1, Number.isFinite(until) ? until - now : 1), null);
    }
    case 'fail':
      return { ...done(0, null), error: scene.text(step.message, frame, begin) };
  }
}

/** How long a step takes that was made to fail: all its tries. */
export function failingMs(step: PlannedStep): number {
  if (step.kind !== 'call') return toolMs;
  const { triesMax, everyMs, backoff } = step.retry ?? triesDefault;
  let pause = everyMs;
  let all = toolMs;
  for (let tried = 1; tried < triesMax; tried += 1) {
    all += pause + toolMs;
    pause *= backoff;
  }
  return all;
}

function ask(
  scene: Scene,
  step: Extract<PlannedStep, { kind: 'ask' }>,
  frame: Frame,
  begin: number,
  path: string,
): Act {
  const given = step.choices === null ? null : scene.workOut(step.choices, frame, begin, null);
  const choices = Array.isArray(given) && given.length > 0 ? given.map(String) : ['yes', 'no'];
  const [first = 'yes'] = choices;
  const answer = scene.setting.answer(path) ?? first;
  if (!choices.includes(answer)) {
    throw new LoomError(
      'ask.unknown_choice',
      `"${answer}" is none of the choices of ${path}.`,
      `Answer with one of these: ${choices.join(', ')}.`,
    );
  }
  const question = scene.text(step.question, frame, begin);
  const refused = step.gate && answer !== first;
  return {
    end: begin + patience(scene, step, frame, begin),
    given: {
      question,
      ...roomGiven(scene, step, frame, begin),
      ...(step.from === null ? {} : { from: scene.workOut(step.from, frame, begin, 'people') }),
      ...(step.need === 1 ? {} : { need: step.need }),
      choices,
    },
    value: answer,
    error: refused ? `The answer to "${question}" was "${answer}".` : null,
  };
}

function roomGiven(
  scene: Scene,
  { room }: Extract<PlannedStep, { kind: 'ask' | 'say' }>,
  frame: Frame,
  at: number,
): JsonObject {
  return room === null ? {} : { room: scene.text(room, frame, at) };
}

function eventOf(scene: Scene, step: Extract<PlannedStep, { kind: 'wait_for' }>, at: number): Json {
  const event = scene.sample({ t: 'any' }, step.path, at);
  return typeof event === 'string' ? {} : event;
}

/** Whoever is waited for comes in time. */
function patience(
  scene: Scene,
  { withinMs }: Extract<PlannedStep, { kind: 'ask' | 'wait_for' | 'collaborate' }>,
  frame: Frame,
  at: number,
): number {
  return withinMs === null ? personMs : Math.min(personMs, scene.milliseconds(withinMs, frame, at) / 2);
}
