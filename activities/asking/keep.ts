import type { Database } from '../../db/connection.ts';
import {
  changeInteraction,
  type InteractionRow,
  type NewInteraction,
  readRecentQuestions,
  saveInteraction,
} from '../../db/interactions.ts';
import { readInteraction } from '../../db/read/interactions.ts';
import { LoomError } from '../../domain/errors.ts';
import {
  type Asked,
  askedAgainMs,
  type Expectation,
  type InteractionRecord,
  type Reply,
} from '../../domain/interaction.ts';
import type { Json } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { type QualityScore, qualityOf } from '../../domain/quality-score/score.ts';
import { wordsOf } from '../../domain/words.ts';
import { storable } from '../chat.ts';

/** What became of an answer, once it is settled. */
export interface Settlement {
  readonly id: string;
  readonly quality: number;
  readonly confidence: number;
  readonly reactions: number;
  /** Whoever asked has asked the same again soon. */
  readonly askedAgain: boolean;
}

/** Keeps what was asked and answered: the row that all learning reads. */
export const keepReply =
  ({ db }: { readonly db: Database }) =>
  async (asked: Asked, reply: Reply): Promise<void> => {
    await keepInteraction(db, asked, {
      id: reply.id,
      field: reply.field,
      agent: reply.agent,
      answer: reply.answer,
      tries: reply.tries,
      latencyMs: reply.latencyMs,
      version: reply.configuration.version,
      experiment: reply.configuration.experiment,
      arm: reply.configuration.arm,
      spent: reply.spent,
      judgement: reply.judgement,
      prediction: reply.expected,
      record: {
        route: reply.route,
        configuration: reply.configuration,
        sources: reply.sources,
        provider: reply.provider,
        passes: reply.passes,
        judge: reply.judgement.judge,
        judged: reply.judgement.scores,
        guards: reply.judgement.guards,
      },
    });
  };

export type KeptInteraction = Pick<
  Reply,
  'id' | 'field' | 'agent' | 'answer' | 'tries' | 'latencyMs' | 'spent' | 'judgement'
> & {
  readonly version: string;
  readonly experiment: string | null;
  readonly arm: string | null;
  readonly prediction?: Expectation | null;
  readonly record: InteractionRecord;
};

export async function keepInteraction(
  db: Database,
  { question, workspace, room, asker }: Pick<Asked, 'question' | 'workspace' | 'room' | 'asker'>,
  kept: KeptInteraction,
): Promise<void> {
  const { id, field, agent, version, experiment, arm, record, judgement, tries, latencyMs, spent } = kept;
  const prediction = (kept.prediction ?? null) as Json;
  const row: NewInteraction = {
    ...{ id, workspace, room, asker, field, agent, experiment, arm, prediction, record, tries },
    question: storable(question),
    answer: storable(kept.answer),
    configurationVersion: version,
    latencyMs: Math.round(latencyMs),
    tokensIn: spent.tokensIn,
    tokensOut: spent.tokensOut,
    cost: spent.cost,
    quality: judgement.quality,
    confidence: judgement.confidence,
    parts: [...judgement.parts],
  };
  await saveInteraction(db, row);
  // Whoever asks the same again this soon says that the answer before was none.
  const before = await readRecentQuestions(db, { workspace, asker, ms: askedAgainMs, except: id });
  for (const earlier of before.filter((each) => sameQuestion(each.question, question))) {
    await rescored(db, earlier.id, () => ({ askedAgain: true }));
  }
}

/** Takes a reaction to an answer; one that comes after it was settled changes nothing. @throws LoomError `agent.no_interaction` */
export const reactTo =
  ({ db }: { readonly db: Database }) =>
  async (
    id: string,
    reaction: { readonly by: string; readonly key: string },
    room: string | null,
  ): Promise<Settlement> => {
    const known = await readInteraction(db, id);
    if (known === null || (room !== null && known.room !== room)) throw noInteraction();
    const solved = reaction.key === 'solved';
    const row = await rescored(db, id, ({ reactions }) =>
      solved
        ? { solved: true }
        : {
            reactions: [
              ...reactions.filter(({ by, key }) => by !== reaction.by || key !== reaction.key),
              reaction,
            ].slice(-limits.reactionsMax),
          },
    );
    if (row === null) throw noInteraction();
    return settlementOf(row);
  };

/**
 * People decided what agents could not agree on: who stood for it was right. What the report says stays as it was said.
 * @throws LoomError `agent.no_interaction`
 */
export const keepDecision =
  ({ db }: { readonly db: Database }) =>
  async (id: string, choice: string, by: string): Promise<Settlement> => {
    const row = await rescored(db, id, ({ record }) => {
      const saidBy = (record.stances ?? [])
        .filter(({ position }) => position.slice(0, limits.nameCharactersMax).trim() === choice)
        .map(({ agent }) => agent);
      return { record: { ...record, saidBy, decidedBy: by }, solved: true };
    });
    if (row === null) throw noInteraction();
    return settlementOf(row);
  };

/** Settles what an answer was worth: what comes later does not count. */
export const settleInteraction =
  ({ db }: { readonly db: Database }) =>
  async (id: string): Promise<Settlement | null> => {
    const row = await rescored(db, id, () => ({ settledAt: new Date() }));
    return row === null ? null : settlementOf(row);
  };

const noInteraction = (): LoomError =>
  new LoomError(
    'agent.no_interaction',
    'There is no answer here that reactions still count for.',
    'React within half an hour, to an answer of an agent.',
  );

function rescored(
  db: Database,
  id: string,
  change: Parameters<typeof changeInteraction>[2],
): Promise<InteractionRow | null> {
  return changeInteraction(db, id, change, scoreOf);
}

function scoreOf({ asker, reactions, askedAgain, solved, record, parts }: InteractionRow): QualityScore {
  return qualityOf({
    // What was usual when it was answered stays what is usual for it.
    usual: parts.find(({ of }) => of === 'usual')?.says ?? 0,
    asker,
    reactions,
    askedAgain,
    solved,
    judged: record.judged,
    guards: record.guards,
  });
}

const settlementOf = ({ id, quality, confidence, reactions, askedAgain }: InteractionRow): Settlement => ({
  id,
  quality,
  confidence,
  reactions: reactions.length,
  askedAgain,
});

function sameQuestion(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)].map((words) => [...new Set(words)].sort().join(' '));
  return a !== '' && a === b;
}
