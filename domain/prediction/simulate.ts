import { clip } from './heads.ts';
import { normal } from './predict.ts';
import type { Outcome } from './predictor.ts';

export interface SimulationOptions {
  readonly rows: number;
  readonly seed: number;
  /** Standard deviation of the noise on each outcome: how much two judges of one answer differ. */
  readonly noise: number;
}

/** The assumptions of the simulated world, for the page and the printed table. Standard deviations of each effect on quality. */
export const worldEffects = { type: 0.05, config: 0.04, pair: 0.04, length: 0.03, topic: 0.06 } as const;
const level = 0.72;
/** Words a question may have beyond what it needs. */
const longest = 23;
const types = ['incident', 'review', 'security', 'deployment', 'code', 'question'] as const;
const configs = ['plain', 'verified', 'planned', 'thorough'] as const;
const topics =
  'oauth postgres kubernetes billing redis webhook pagination caching websockets graphql terraform kafka migrations logging search uploads emails calendars invoices dashboards'.split(
    ' ',
  );
const openings: Readonly<Record<(typeof types)[number], string>> = {
  incident: 'we see errors around',
  review: 'please look over the change to',
  security: 'is there a hole in',
  deployment: 'bring out the new',
  code: 'write a function for',
  question: 'how do we use',
};
const padding =
  'the staging service that our second team moved to another region last week after a long talk with everybody'.split(
    ' ',
  );

/** Numbers from 0 up to 1, the same for the same seed. @see G. Steele et al., OOPSLA 2014, and its 32-bit form "mulberry32" */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A world where quality is known to the last bit of noise: six types, four configurations, an effect of each and of their
 * pair, of length (longer is harder) and of the topic a question is about; then noise, and the more likely a retry the
 * worse the answer. Effects are drawn once from the seed and given exactly the standard deviation the table says.
 * @returns outcomes in order, each with `truth`: its quality without noise, which no predictor can beat
 */
export function* simulate({ rows, seed, noise }: SimulationOptions): Generator<Outcome & { readonly truth: number }> {
  const dice = diceOf(seed);
  const draw = (count: number, deviation: number): number[] =>
    spread(
      Array.from({ length: count }, () => normal(dice)),
      deviation,
    );
  const typeEffects = draw(types.length, worldEffects.type);
  const configEffects = draw(configs.length, worldEffects.config);
  const pairEffects = draw(types.length * configs.length, worldEffects.pair);
  const topicEffects = draw(topics.length, worldEffects.topic);
  const lengthEffects = spread(
    Array.from({ length: longest + 1 }, (_, extra) => -extra),
    worldEffects.length,
  );
  const pick = (count: number): number => Math.floor(dice() * count);
  for (let row = 0; row < rows; row += 1) {
    const [type, config, topic, extra] = [
      pick(types.length),
      pick(configs.length),
      pick(topics.length),
      pick(longest + 1),
    ];
    const pair = type * configs.length + config;
    const effects = [
      typeEffects[type],
      configEffects[config],
      pairEffects[pair],
      topicEffects[topic],
      lengthEffects[extra],
    ];
    const truth = clip(effects.reduce<number>((sum, effect) => sum + (effect ?? 0), level));
    const quality = clip(truth + noise * normal(dice));
    const name = types[type] ?? 'question';
    const words = Array.from({ length: extra }, () => padding[pick(padding.length)]);
    yield {
      query: [openings[name], topics[topic], ...words].join(' '),
      type: name,
      config: configs[config] ?? 'plain',
      quality,
      retried: dice() < 1 / (1 + Math.exp(14 * (quality - 0.6))),
      truth,
    };
  }
}

/** What a simulation assumes, in words, to be shown with whatever comes of it. */
export function worldAssumptions({ noise }: SimulationOptions): string[] {
  const { type, config, pair, length, topic } = worldEffects;
  return [
    `Assumed: ${types.length} types, ${configs.length} configurations, ${topics.length} topics, mean quality about ${level}.`,
    `Standard deviations of the effects on quality: type ${type}, configuration ${config}, their pairs ${pair}, topic ${topic}, length ${length}; noise ${noise}, which nobody can predict.`,
    'This is a statement about such a world, not about a team.',
  ];
}

/** Moves and stretches numbers to mean 0 and the standard deviation. */
function spread(numbers: readonly number[], deviation: number): number[] {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const square = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
  return numbers.map((number) => ((number - mean) * deviation) / Math.sqrt(square));
}
