/** A line through log-odds that turns a score into how often it is right. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/** What is said when nothing was learned yet: scores are taken as they are. */
export const uncalibrated: Calibration = { slope: 1, offset: 0 };

export interface Outcome {
  /** As it was stated, 0 to 1. */
  readonly stated: number;
  readonly right: boolean;
}

/** Fewer outcomes than this teach nothing. */
export const outcomesMin = 30;
const roundsMax = 100;
const edge = 1e-6;

/** How sure something stated is once its record is known, 0 to 1. */
export function calibrated(stated: number, { slope, offset }: Calibration): number {
  return 1 / (1 + Math.exp(-(slope * logit(stated) + offset)));
}

/**
 * Platt scaling: the line that makes the outcomes most likely, by Newton's method, with targets drawn in from 0 and 1 so
 * that few outcomes cannot make it certain. A line that falls is not believed: then the mean alone is learned.
 * @returns `uncalibrated` below 30 outcomes
 * @see J. Platt, Probabilistic outputs for support vector machines (1999); Lin, Lin, Weng, Machine Learning 68 (2007)
 */
export function calibrate(outcomes: readonly Outcome[]): Calibration {
  if (outcomes.length < outcomesMin) return uncalibrated;
  const right = outcomes.filter((each) => each.right).length;
  const high = (right + 1) / (right + 2);
  const low = 1 / (outcomes.length - right + 2);
  const points = outcomes.map(({ stated, right: was }) => ({ x: logit(stated), y: was ? high : low }));
  const fitted = newton(points);
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  return fitted.slope > 0 ? fitted : { slope: 0, offset: logit(mean) };
}

function newton(points: readonly { readonly x: number; readonly y: number }[]): Calibration {
  // Held near a slope of 1 by as much as one outcome weighs: outcomes that can be parted have no best line.
  const ridge = 1;
  let [slope, offset] = [1, 0];
  for (let round = 0; round < roundsMax; round += 1) {
    let [gs, go, ss, so, oo] = [ridge * (slope - 1), 0, ridge, 0, edge];
    for (const { x, y } of points) {
      const p = 1 / (1 + Math.exp(-(slope * x + offset)));
      const w = p * (1 - p);
      gs += (p - y) * x;
      go += p - y;
      ss += w * x * x;
      so += w * x;
      oo += w;
    }
    const determinant = ss * oo - so * so;
    if (!(determinant > 0)) break;
    const [ds, dn] = [(oo * gs - so * go) / determinant, (ss * go - so * gs) / determinant];
    slope -= ds;
    offset -= dn;
    if (Math.abs(ds) + Math.abs(dn) < 1e-10) break;
  }
  return { slope, offset };
}

function logit(share: number): number {
  const inside = Math.min(1 - edge, Math.max(edge, share));
  return Math.log(inside / (1 - inside));
}
