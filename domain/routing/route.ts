import { type Agent, generalist } from '../agents.ts';
import { type Calibration, calibrated, uncalibrated } from '../calibration.ts';
import { wordsOf } from '../words.ts';
import { type Feature, featuresOf } from './features.ts';
import { type AcceptedRoute, type Lexicon, lexiconOf } from './lexicon.ts';

export interface RouteQuestion {
  readonly question: string;
  /** What was said before; counts half. */
  readonly context?: string;
  /** Somebody asked for this agent. */
  readonly preferred?: string | null;
}

/** What is known about those who could be asked. */
export interface RouteKnowledge {
  readonly team: readonly Agent[];
  /** Names of those who take questions now; all when left out. */
  readonly available?: readonly string[];
  readonly accepted?: readonly AcceptedRoute[];
  readonly calibration?: Calibration;
  /** By agent: a draw from what is believed of its quality with such questions, 0 to 1. */
  readonly draws?: Readonly<Record<string, number>>;
}

export interface Candidate {
  readonly agent: string;
  /** Shares of all candidates, 0 to 1. */
  readonly probability: number;
}

/** Why an agent, in words, and how much it counts in log-odds. */
export interface Reason {
  readonly agent: string;
  readonly reason: string;
  readonly weight: number;
}

export interface Route {
  /**
   * `preferred`: somebody asked for this agent; `chosen`: one stands out; `fan_out`: two are too close to part;
   * `abstained`: nobody stands out, so the one who takes everything has it.
   */
  readonly kind: 'preferred' | 'chosen' | 'fan_out' | 'abstained';
  /** Who is to answer: one, or two of a fan-out. */
  readonly agents: readonly string[];
  /** How likely the first of the candidates is right, 0 to 1. */
  readonly confidence: number;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** At most four, the weightiest first. */
  readonly because: readonly Reason[];
}

export const confidenceMin = 0.45;
const marginMin = 0.15;
const fanOutMin = 0.3;
const lexicalWorth = 0.5;
const contextWorth = 0.5;
const tiltWorth = 0.3;
const reasonsMax = 4;
const wordsMax = 60;

interface Scored {
  readonly agent: string;
  readonly hard: number;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/**
 * Who should have a question: what decides by itself, then what its words say, then who has been good at it lately.
 * @throws RangeError when nobody is available
 */
export function route(asked: RouteQuestion, knowledge: RouteKnowledge): Route {
  const { team, available, accepted = [], draws = {}, calibration = uncalibrated } = knowledge;
  const candidates = team.filter(({ name }) => available === undefined || available.includes(name));
  if (candidates.length === 0) throw new RangeError('Nobody is available.');
  const features = featuresOf(asked.question);
  const lexicon = lexiconOf(team, accepted);
  const scored = candidates.map(({ name }) => scoreOf(name, asked, features, lexicon));
  const ranked = ranking(tilted(scored, draws));
  const [first, second] = ranked;
  const confidence = calibrated(first?.probability ?? 0, calibration);
  const names = (kind: Route['kind'], agents: readonly string[]): Route => ({
    kind,
    agents,
    confidence,
    candidates: ranked.map(({ agent, probability }) => ({ agent, probability })),
    because: reasonsFor(agents, ranked),
  });
  const leader = first?.agent ?? '';
  const { preferred = null } = asked;
  if (preferred !== null && candidates.some(({ name }) => name === preferred)) return names('preferred', [preferred]);
  const margin = (first?.probability ?? 0) - (second?.probability ?? 0);
  if (second === undefined || (confidence >= confidenceMin && margin >= marginMin)) return names('chosen', [leader]);
  const close = second.probability > fanOutMin && (first?.probability ?? 0) > fanOutMin;
  if (close && leader !== generalist && second.agent !== generalist) return names('fan_out', [leader, second.agent]);
  const everybody = candidates.some(({ name }) => name === generalist);
  return names('abstained', [everybody ? generalist : leader]);
}

/**
 * What kind of question it is, for records of who is good at what: the field it belongs to, whoever is there to answer.
 * @param defaults the agents that come out of the box
 */
export function fieldOf(question: string, defaults: readonly Agent[]): string {
  return route({ question }, { team: defaults }).agents[0] ?? generalist;
}

function scoreOf(agent: string, asked: RouteQuestion, features: readonly Feature[], lexicon: Lexicon): Scored {
  const hard = features.flatMap(({ reason, pulls }) =>
    Object.hasOwn(pulls, agent) ? [{ agent, reason, weight: pulls[agent] ?? 0 }] : [],
  );
  const words = (text: string, worth: number): Reason[] =>
    // A bare number says nothing: what numbers mean is read by the features.
    [...new Set(wordsOf(text))]
      .filter((word) => /\D/.test(word))
      .slice(0, wordsMax)
      .map((word) => ({
        agent,
        reason: `says "${word}"`,
        weight: lexicalWorth * worth * lexicon.weigh(agent, word),
      }));
  const soft = [...words(asked.question, 1), ...words(asked.context ?? '', contextWorth)];
  const sum = (reasons: readonly Reason[]): number => reasons.reduce((total, { weight }) => total + weight, 0);
  return { agent, hard: sum(hard), score: lexicon.prior(agent) + sum(hard) + sum(soft), reasons: [...hard, ...soft] };
}

/** Who has been good at such questions is leaned to, but never against what decides by itself. */
function tilted(scored: readonly Scored[], draws: Readonly<Record<string, number>>): readonly Scored[] {
  const [best, next] = [...scored].sort((one, other) => other.hard - one.hard);
  if (best !== undefined && best.hard > (next?.hard ?? 0)) return scored;
  return scored.map((each) => {
    const draw = Object.hasOwn(draws, each.agent) ? (draws[each.agent] ?? 0.5) : 0.5;
    const inside = Math.min(0.99, Math.max(0.01, draw));
    const weight = tiltWorth * Math.log(inside / (1 - inside));
    const reason = `draws ${inside.toFixed(2)} from its record`;
    const reasons = weight === 0 ? each.reasons : [...each.reasons, { agent: each.agent, reason, weight }];
    return { ...each, score: each.score + weight, reasons };
  });
}

function ranking(scored: readonly Scored[]): readonly (Scored & Candidate)[] {
  const top = Math.max(...scored.map(({ score }) => score));
  const whole = scored.reduce((sum, { score }) => sum + Math.exp(score - top), 0);
  return scored
    .map((each) => ({ ...each, probability: Math.exp(each.score - top) / whole }))
    .sort((one, other) => other.probability - one.probability || (one.agent < other.agent ? -1 : 1));
}

function reasonsFor(agents: readonly string[], ranked: readonly Scored[]): readonly Reason[] {
  return ranked
    .filter(({ agent }) => agents.includes(agent))
    .flatMap(({ reasons }) => reasons)
    .filter(({ weight }) => weight > 0.05)
    .sort((one, other) => other.weight - one.weight)
    .slice(0, reasonsMax);
}
