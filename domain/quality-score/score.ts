import type { Guard } from './guards.ts';

/** A reaction to an answer. */
export interface Reaction {
  readonly by: string;
  /** As it was sent: an emoji, with or without a skin tone. */
  readonly key: string;
}

export interface QualitySignals {
  /** What answers to such questions are worth, 0 to 1; stands in for what is not known. */
  readonly usual: number;
  readonly asker: string;
  /** Those whose reactions do not count: the bot, other bots. */
  readonly notCounted?: readonly string[];
  readonly reactions: readonly Reaction[];
  /** The asker asked the same again within ten minutes. */
  readonly askedAgain: boolean;
  /** Somebody said that it was solved by this. */
  readonly solved: boolean;
  /** What the judge said in its passes, 0 to 1 each; empty when nobody judged. */
  readonly judged: readonly number[];
  readonly guards: readonly Guard[];
}

/** One thing that speaks for or against an answer. */
export interface QualityPart {
  readonly of: 'usual' | 'asker' | 'people' | 'asked_again' | 'solved' | 'judge' | 'guard';
  /** 0 to 1. */
  readonly says: number;
  readonly weight: number;
}

export interface QualityScore {
  /** 0 to 1. */
  readonly quality: number;
  /** How much of it is known rather than usual, 0 to 1. */
  readonly confidence: number;
  readonly parts: readonly QualityPart[];
}

const weights = { usual: 1, asker: 3, person: 1, peopleMax: 3, askedAgain: 2, solved: 4, guard: 0.5 } as const;
const judge = { sure: 1.5, unsure: 0.5, apartMax: 0.3 } as const;

/** What reactions say, 0 to 1; what is not here says nothing. */
const meanings: ReadonlyMap<string, number> = new Map([
  ['👍', 1],
  ['+1', 1],
  ['❤', 0.95],
  ['✅', 0.95],
  ['✔', 0.95],
  ['🎉', 0.95],
  ['👎', 0],
  ['-1', 0],
  ['❌', 0.05],
]);

const plainKey = (key: string): string => key.replace(/[\u{1F3FB}-\u{1F3FF}\u{FE0F}]/gu, '');

/** Whether a reaction says what an answer was worth. */
export const saysSomething = (key: string): boolean => meanings.has(plainKey(key));

/**
 * The quality of an answer, from 0 to 1, with its parts. What people do outranks what a judge says; an answer that breaks a
 * rule is not judged, and nothing usual is put in its favour.
 */
export function qualityOf(signals: QualitySignals): QualityScore {
  const broken = signals.guards.length > 0;
  const usual: QualityPart = { of: 'usual', says: broken ? 0 : signals.usual, weight: weights.usual };
  const known = [...reactionParts(signals), ...otherParts(signals, broken)];
  const parts = [usual, ...known];
  const sum = (of: (part: QualityPart) => number, list: readonly QualityPart[]): number =>
    list.reduce((total, part) => total + of(part), 0);
  const whole = sum(({ weight }) => weight, parts);
  return {
    quality: sum(({ says, weight }) => says * weight, parts) / whole,
    confidence: sum(({ weight }) => weight, known) / whole,
    parts,
  };
}

function reactionParts({ asker, notCounted = [], reactions }: QualitySignals): readonly QualityPart[] {
  // Of several reactions of one person the last one counts.
  const last = new Map<string, number>();
  for (const { by, key } of reactions) {
    const says = meanings.get(plainKey(key));
    if (says !== undefined && !notCounted.includes(by)) last.set(by, says);
  }
  const own = last.get(asker);
  last.delete(asker);
  const others = [...last.values()];
  const parts: QualityPart[] = [];
  if (own !== undefined) parts.push({ of: 'asker', says: own, weight: weights.asker });
  if (others.length > 0) {
    const says = others.reduce((sum, each) => sum + each, 0) / others.length;
    parts.push({ of: 'people', says, weight: Math.min(weights.peopleMax, others.length * weights.person) });
  }
  return parts;
}

function otherParts({ askedAgain, solved, judged }: QualitySignals, broken: boolean): readonly QualityPart[] {
  const parts: QualityPart[] = [];
  if (askedAgain) parts.push({ of: 'asked_again', says: 0, weight: weights.askedAgain });
  if (solved) parts.push({ of: 'solved', says: 1, weight: weights.solved });
  if (broken) parts.push({ of: 'guard', says: 0, weight: weights.guard });
  else if (judged.length > 0) {
    const says = judged.reduce((sum, each) => sum + each, 0) / judged.length;
    const apart = Math.max(...judged) - Math.min(...judged) > judge.apartMax;
    parts.push({ of: 'judge', says, weight: apart ? judge.unsure : judge.sure });
  }
  return parts;
}
