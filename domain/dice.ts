/**
 * Draws for those who must not throw dice themselves: the same seed gives the same draws, everywhere and for ever.
 * @see mulberry32 by Tommy Ettinger, public domain
 */
export function drawsFrom(seed: string): () => number {
  let state = 2_166_136_261;
  // FNV-1a over the seed.
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A draw of a standard normal variable. @see Box and Muller, Annals of Mathematical Statistics 29 (1958) */
export function normalDraw(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** A draw of a Gamma variable of scale 1. @see Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000) */
function gammaDraw(shape: number, draw: () => number): number {
  if (shape < 1) return gammaDraw(shape + 1, draw) * (1 - draw()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(draw);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A draw of a Beta variable, 0 to 1: how good something may be that succeeded and failed so often. */
export function betaDraw(successes: number, failures: number, draw: () => number): number {
  const one = gammaDraw(successes, draw);
  return one / (one + gammaDraw(failures, draw));
}
