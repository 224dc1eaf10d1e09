const rounds = 25;
/** Holds the curve to the identity where data says little. */
const ridge = 1e-3;

/**
 * Fits P(yes) = 1/(1 + exp(-(a s + b))) to scores and outcomes by Newton's method, with Platt's softened targets so that
 * a side without errors does not become certainty.
 * @param scores any numbers
 * @param outcomes 0 or 1, as many
 * @returns slope a (not below 0: a better score never means less) and offset b; 1 and 0 when one side is empty
 * @see J. Platt, Probabilistic outputs for support vector machines (1999); H.-T. Lin et al., Machine Learning 68 (2007)
 */
export function fitPlatt(scores: Float64Array, outcomes: Float64Array): readonly [slope: number, offset: number] {
  let yes = 0;
  for (const outcome of outcomes) yes += outcome;
  const no = outcomes.length - yes;
  if (yes === 0 || no === 0) return [1, 0];
  const [high, low] = [(yes + 1) / (yes + 2), 1 / (no + 2)];
  let [slope, offset] = [1, 0];
  for (let round = 0; round < rounds; round += 1) {
    let [da, db, aa, ab, bb] = [ridge * (slope - 1), ridge * offset, ridge, 0, ridge];
    for (let at = 0; at < scores.length; at += 1) {
      const score = scores[at] ?? 0;
      const chance = 1 / (1 + Math.exp(-(slope * score + offset)));
      const error = chance - (outcomes[at] === 1 ? high : low);
      const weight = Math.max(chance * (1 - chance), 1e-6);
      da += error * score;
      db += error;
      aa += weight * score * score;
      ab += weight * score;
      bb += weight;
    }
    const determinant = aa * bb - ab * ab;
    const [stepA, stepB] = [(bb * da - ab * db) / determinant, (aa * db - ab * da) / determinant];
    slope = bounded(slope - bounded(stepA, 2), 20);
    offset = bounded(offset - bounded(stepB, 2), 20);
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-9) break;
  }
  return slope < 0 ? [0, Math.log(yes / no)] : [slope, offset];
}

function bounded(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
