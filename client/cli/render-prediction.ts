import type { AnswerConfig } from '../../domain/prediction/configurations.ts';
import type { Prediction } from '../../domain/prediction/predict.ts';
import { type Look, pens, signsOf } from './look.ts';
import { counted, percent } from './render-facts.ts';
import { visibleLine, wrap } from './text.ts';

const reasons: Readonly<Record<NonNullable<Prediction['abstained']>, string>> = {
  'no skill': 'the default, since predictions are no better than simple means here',
  'too few outcomes': 'the default, since too little is known to choose',
};

/** What is known of a question before it is answered. */
export function renderPrediction(prediction: Prediction, look: Look): string {
  const pen = pens(look);
  const { predictedQuality, interval, confidence, features, recommended, abstained, contributions } = prediction;
  const sign = look.unicode ? '±' : '+-';
  const half = (interval[1] - interval[0]) / 2;
  const dot = ` ${signsOf(look).dot} `;
  const seen = [
    features.query_type,
    ...features.topics,
    counted(features.word_count, 'word'),
    ...(features.is_question ? ['a question'] : []),
    ...(features.is_command ? ['a command'] : []),
    ...(features.has_code ? ['has code'] : []),
  ];
  const why = contributions.map(({ name, value }) => `${name} ${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`);
  const rows = [
    ['answered by', prediction.config],
    [
      'range',
      `9 of 10 answers from ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}, confidence ${confidence.toFixed(2)}`,
    ],
    ['difficulty', prediction.difficultyScore.toFixed(2)],
    ['asked again', percent(prediction.predictedRetryProbability)],
    ['recommended', `${recommended}${dot}${settingsText(prediction.recommendedConfig)}`],
    ...(abstained === null ? [] : [['', reasons[abstained]]]),
    ...(why.length === 0 ? [] : [['because', `it is made of 0.50${dot}${why.join(dot)}`]]),
    ['seen', seen.join(dot)],
    ['learned from', counted(prediction.learnedFrom, 'outcome')],
  ];
  return [
    pen.bold(`expected ${predictedQuality.toFixed(2)} ${sign} ${half.toFixed(2)}`),
    ...rows.flatMap(([name = '', text = '']) => {
      const [first = '', ...others] = wrap(visibleLine(text), look.width, ' '.repeat(16));
      return [`  ${pen.dim(name.padEnd(12))}  ${first.trimStart()}`, ...others];
    }),
  ].join('\n');
}

function settingsText(config: AnswerConfig): string {
  const ways = [
    ...(config.use_verification ? ['verified'] : []),
    ...(config.use_planning ? ['planned'] : []),
    ...(config.use_prompt_chaining ? ['in a chain of prompts'] : []),
    `temperature ${config.temperature}`,
    `at most ${config.max_tokens.toLocaleString('en')} tokens`,
    `tried again below ${config.auto_retry_threshold}, at most ${counted(config.max_retries, 'time')}`,
  ];
  return ways.join(', ');
}
