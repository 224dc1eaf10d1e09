import { z } from 'zod';
import type { Agent } from '../../../domain/agents.ts';
import type { Json } from '../../../domain/json.ts';
import { limits } from '../../../domain/limits.ts';
import { shownBriefly } from '../../../domain/shown.ts';
import type { LoopType } from '../../../dsl/plan.ts';
import type { AgentQuestion, Pass, Usage } from '../door.ts';
import { callModel, type ModelCall, type ModelParts } from './call.ts';
import { dataBlock } from './data-block.ts';
import { materialOf, systemOf } from './prompt.ts';
import { added, type Filled, type Form, fillIn, formOf, formOfType, nothingUsed } from './structured.ts';

const stepsMax = 8;
const partsMax = 4;
const line = z.string().trim().min(1).max(limits.textCharactersMax);
const planForm = formOf(z.object({ steps: z.array(line).min(1).max(stepsMax) }));
const partsForm = formOf(z.object({ parts: z.array(line).min(1).max(partsMax) }));
const verdictForm = formOf(
  z.object({
    verdict: z.enum(['supported', 'corrected', 'unsupported']),
    /** Claims that do not hold, or that nothing given supports. */
    problems: z.array(line).max(limits.claimsMax),
  }),
);

/** What is known when an answer is written. */
export interface Prepared {
  readonly material: string;
  readonly passes: readonly Pass[];
  readonly usage: Usage;
}

/** One agent at work on one question. */
export interface Desk {
  readonly parts: ModelParts;
  readonly agent: Agent;
  readonly question: AgentQuestion;
}

function callOf({ agent, question }: Desk, purpose: string, prompt: string): ModelCall {
  const { temperature, maxTokens } = agent.configuration;
  return {
    agent: agent.name,
    purpose,
    system: systemOf(agent),
    prompt,
    temperature,
    maxTokens,
    ...(question.account === undefined ? {} : { account: question.account }),
    signal: question.signal,
  };
}

/** What the configuration asks for before the answer: a plan, or the question piece by piece. */
export async function prepare(desk: Desk): Promise<Prepared> {
  const { planning, chaining } = desk.agent.configuration;
  let prepared: Prepared = { material: materialOf(desk.question), passes: [], usage: nothingUsed };
  if (planning) prepared = await planned(desk, prepared);
  if (chaining) prepared = await inParts(desk, prepared);
  return prepared;
}

async function planned(desk: Desk, before: Prepared): Promise<Prepared> {
  const prompt = `${before.material}\n\nDo not answer yet. Plan the answer: at most ${stepsMax} short steps.`;
  const { value, usage, repairs } = await fillIn(desk.parts, callOf(desk, 'plan', prompt), planForm);
  const steps = value.steps.map((step, at) => `${at + 1}. ${step}`).join('\n');
  return {
    material: `${before.material}\n\n${dataBlock('your plan', steps)}\n\nFollow your plan.`,
    passes: [...before.passes, ...repairs, { name: 'plan', outcome: steps }],
    usage: added(before.usage, usage),
  };
}

async function inParts(desk: Desk, before: Prepared): Promise<Prepared> {
  const prompt = `${before.material}\n\nDo not answer yet. Take the question apart: at most ${partsMax} smaller questions.`;
  const taken = await fillIn(desk.parts, callOf(desk, 'parts', prompt), partsForm);
  let { material } = before;
  let usage = added(before.usage, taken.usage);
  const passes: Pass[] = [...before.passes, ...taken.repairs];
  for (const [at, part] of taken.value.parts.entries()) {
    const asked = `${material}\n\n${dataBlock('a smaller question', part)}\n\nAnswer the smaller question only, in a few sentences.`;
    const answered = await callModel(desk.parts, callOf(desk, `part.${at}`, asked));
    usage = added(usage, answered.usage);
    passes.push({ name: 'part', outcome: shownBriefly(part, limits.nameCharactersMax) });
    material = `${material}\n\n${dataBlock(`your answer to a smaller question`, `${part}\n${answered.text}`)}`;
  }
  return { material, passes, usage };
}

/** The answer in the asked shape. */
export async function write(desk: Desk, { material }: Prepared, shape: LoopType): Promise<Filled<Json>> {
  const call = callOf(desk, 'answer', `${material}\n\nAnswer the question.`);
  if (shape.t !== 'text') return fillIn(desk.parts, call, formOfType(shape));
  const { text, usage } = await callModel(desk.parts, call);
  return { value: text.trim(), usage, repairs: [] };
}

/** The same for a form of our own. */
export async function fill<T>(desk: Desk, { material }: Prepared, task: string, form: Form<T>): Promise<Filled<T>> {
  return fillIn(desk.parts, callOf(desk, 'answer', `${material}\n\n${task}`), form);
}

/**
 * A second pass: claims of the answer are held against what was given, and an answer that does not stand is written anew
 * with the findings beside it. The new one is taken as it is: it is flagged, not checked for ever.
 */
export async function verify(desk: Desk, prepared: Prepared, written: Json, shape: LoopType): Promise<Filled<Json>> {
  const answer = dataBlock('the answer to check', typeof written === 'string' ? written : JSON.stringify(written));
  const prompt = `${prepared.material}\n\n${answer}\n\nCheck every claim of the answer against what was given above and what is certain. Say "supported" when all hold, "corrected" when some are wrong, "unsupported" when nothing given bears them, and list the claims that do not hold.`;
  const checked = await fillIn(desk.parts, callOf(desk, 'verify', prompt), verdictForm);
  const { verdict, problems } = checked.value;
  const found = problems.length === 0 ? '' : `: ${problems.join('; ')}`;
  const pass: Pass = { name: 'verify', outcome: shownBriefly(`${verdict}${found}`, limits.nameCharactersMax * 2) };
  if (verdict !== 'corrected' || problems.length === 0) {
    return { value: written, usage: checked.usage, repairs: [...checked.repairs, pass] };
  }
  const again = {
    ...prepared,
    material: `${prepared.material}\n\n${answer}\n\n${dataBlock('what does not hold in it', problems.join('\n'))}`,
  };
  const call = callOf(desk, 'correct', `${again.material}\n\nWrite the answer anew, without what does not hold.`);
  const corrected =
    shape.t === 'text'
      ? await callModel(desk.parts, call).then(({ text, usage }) => ({
          value: text.trim() as Json,
          usage,
          repairs: [],
        }))
      : await fillIn(desk.parts, call, formOfType(shape));
  return {
    value: corrected.value,
    usage: added(checked.usage, corrected.usage),
    repairs: [...checked.repairs, pass, ...corrected.repairs],
  };
}
