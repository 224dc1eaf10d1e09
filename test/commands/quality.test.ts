import { renderJson } from '../../client/cli/json.ts';
import type { Look } from '../../client/cli/look.ts';
import { render } from '../../client/cli/render.ts';
import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import { splitLine } from '../../client/commands/line.ts';
import { parse } from '../../client/commands/parse.ts';
import type { Result } from '../../client/commands/result.ts';
import { simulate } from '../../domain/prediction/simulate.ts';
import { fakeContext, fakeFiles, fakeLoom } from '../support/fake-loom.ts';

const look: Look = { width: 80, height: null, colour: false, unicode: true, prompt: '' };
const shown = (result: Result) => `\n${render(result, look, 0)}\n`;

async function say(line: string, change: Parameters<typeof fakeContext>[1] = {}) {
  const loom = fakeLoom();
  const context = fakeContext(loom, change);
  const spoken = parse(splitLine(line), terminalMouth('terminal room'));
  return { result: await spoken.command.run(context, spoken.args), calls: loom.calls, needed: context.needed };
}

/** Rows as a file has them. */
const rowsOf = (count: number): string =>
  [...simulate({ rows: count, seed: 3, noise: 0.05 })]
    .map(({ query, type, config, quality, retried }) =>
      JSON.stringify({ query, query_type: type, config, quality, retried }),
    )
    .join('\n');

describe('judging the predictor by rows of a file', () => {
  it('shows it beside the means it has to beat, and starts no service', async () => {
    fakeFiles.rows.set('answers.jsonl', rowsOf(600));
    const { result, needed } = await say('quality evaluate answers.jsonl');
    expect(needed).toEqual([]);
    expect(shown(result)).toBe(`
600 rows of answers.jsonl
Each is predicted before it is learned.

                                     all rows              rows 301-600
                                   error  within 0.10        error  within 0.10
  mean head                        0.074       71.2 %        0.070       73.7 %
  median head                      0.074       70.3 %        0.070       71.7 %
  global mean                      0.098       57.5 %        0.094       60.0 %
  type mean                        0.086       63.7 %        0.088       64.3 %
  type x configuration mean        0.076       69.5 %        0.075       69.7 %

  intervals    hold 90.5 % of outcomes (meant: 90 %), at least 89.8 % in any 500
               rows on end; 0.31 wide
  retries      449 of 600 rightly said, Brier score 0.172, calibration error
               0.033

  hardest types   quality     error   asked again       count
  security           0.61     0.075          46 %          87
  code               0.65     0.078          43 %         115
  deployment         0.74     0.079          20 %          95
  review             0.75     0.070          13 %          93
  question           0.76     0.070          17 %         102

✓ Skill 6.7 % over the best mean in rows 301-600.
`);
    expect(JSON.parse(renderJson(result))).toMatchObject({
      source: 'answers.jsonl',
      evaluation: { rows: 600, whole: { predictions_made: 600 }, secondHalf: { from: 300, count: 300 } },
    });
  });

  it('says it plainly where there is no skill', async () => {
    // The same question, answered well or badly in turn: nothing in it tells which.
    const rows = Array.from({ length: 300 }, (_, at) =>
      JSON.stringify({ query: 'q', quality: (at * 7) % 10 < 5 ? 0.2 : 0.8 }),
    );
    fakeFiles.rows.set('coin.jsonl', rows.join('\n'));
    expect(shown((await say('quality evaluate coin.jsonl')).result)).toMatch(
      /\n {2}retries {6}nobody told of any\n(?:.|\n)*\n! No skill over the best mean in rows 151-300 \(-?\d+\.\d %\): it chooses no configuration until it has some\.\n$/,
    );
  });

  it('draws what was said against what came', async () => {
    fakeFiles.rows.set('answers.jsonl', rowsOf(50));
    await say('quality evaluate answers.jsonl --diagram reliability.svg');
    await say('quality evaluate answers.jsonl --diagram reliability.png');
    const svg = String(fakeFiles.written.get('reliability.svg'));
    expect(svg).toMatch(/^<svg [^>]*width="788" height="448"/);
    expect(svg.match(/<circle /g)?.length).toBeGreaterThan(4);
    expect(svg).not.toContain('NaN');
    const png = fakeFiles.written.get('reliability.png') as Uint8Array;
    expect([...png.slice(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  it('stops when the person stops looking', async () => {
    fakeFiles.rows.set('answers.jsonl', rowsOf(50));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(say('quality evaluate answers.jsonl', { signal })).rejects.toThrow('enough');
  });

  it.each([
    ['quality evaluate nowhere.jsonl', 'nowhere.jsonl does not exist.'],
    ['quality simulate --diagram picture.pdf', '--diagram must end in .svg or .png.'],
    ['quality simulate --noise 2', '--noise must be a number from 0 to 1.'],
    ['quality simulate --rows 0', '--rows must be a whole number from 1 to 100000.'],
    ['quality learn 2 why', 'QUALITY must be a number from 0 to 1.'],
  ])('%s is refused: %s', async (line, message) => {
    await expect(say(line)).rejects.toThrow(message);
  });
});

it('simulates a world, with its assumptions beside what came of it', async () => {
  const { result } = await say('quality simulate --rows 300 --noise 0.1 --seed 5');
  expect(shown(result)).toMatch(
    /^\n300 rows of a simulated world, seed 5\n(?:.|\n)*noise 0\.1, which nobody can\n(?:.|\n)*not about a team\.\n/,
  );
});

describe('predictions of a room', () => {
  it('are said with what they are made of', async () => {
    const { result, calls } = await say('quality predict how do we use kafka --config verified --type question');
    expect(calls).toEqual([
      ['quality.predict', { query: 'how do we use kafka', type: 'question', config: 'verified' }, 'terminal'],
    ]);
    expect(shown(result)).toBe(`
expected 0.66 ± 0.14
  answered by   verified
  range         9 of 10 answers from 0.52 to 0.79, confidence 0.73
  difficulty    0.31
  asked again   22 %
  recommended   planned · planned, temperature 0.6, at most 2,048 tokens, tried
                again below 0.6, at most 1 time
  because       it is made of 0.50 · characters +0.09 · unique words +0.06 ·
                configuration +0.06 · constant +0.04 · words -0.04 · type -0.04
  seen          question · 5 words · a question
  learned from  200 outcomes
`);
  });

  it('are judged and looked into', async () => {
    expect(shown((await say('quality stats')).result)).toMatch(
      /^\nPredictions of quality in terminal\n200 outcomes, each predicted before it was learned\.\n(?:.|\n)*last 100\n(?:.|\n)*Skill/,
    );
    expect(shown((await say('quality insights')).result)).toMatch(
      /^\nQuestions in terminal\n {2}outcomes {5}200\n {2}quality {6}0\.\d\d in the mean\n(?:.|\n)*hardest types/,
    );
  });

  it('learn what they are told, by the request, and are built again', async () => {
    const { calls, result } = await say('quality learn 0.9 "How do we rotate keys?" --retried');
    const outcome = { id: 'r-7f3k2m9q4a', query: 'How do we rotate keys?', quality: 0.9, retried: true };
    expect(calls).toEqual([['quality.learn', outcome, 'terminal']]);
    expect(shown(result)).toBe('\n✓ Learned: outcome 201 of this room.\n');
    expect(shown((await say('quality rebuild')).result)).toBe(
      `\n✓ Built again from 200 outcomes: every number is the same.\n  sha256 ${'a'.repeat(64)}\n`,
    );
  });
});
