/** Dice that fall the same way for the same seed, so that the logs can be made again and compared. */
export interface Dice {
  /** A whole number from `min` to `max`, both included. */
  readonly between: (min: number, max: number) => number;
  readonly oneOf: <T>(choices: readonly T[]) => T;
  readonly happens: (share: number) => boolean;
}

/** @see G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (2003): the 32 bit generator with 13, 17, 5 */
export function rollDice(seed: number): Dice {
  let state = seed | 0 || 1;
  const share = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const between = (min: number, max: number): number => min + Math.floor(share() * (max - min + 1));
  return {
    between,
    oneOf: <T>(choices: readonly T[]): T => {
      const chosen = choices[between(0, choices.length - 1)];
      if (chosen === undefined) throw new RangeError('There is nothing to choose from.');
      return chosen;
    },
    happens: (chance) => share() < chance,
  };
}
