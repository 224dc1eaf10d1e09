/** What reactions say: yes is the first choice of a question, no the second where there are two. */
const yes = new Set(['✅', '✔', '👍', '🆗', '💯']);
const no = new Set(['❌', '✖', '👎', '🚫', '⛔']);

/**
 * A key as its meaning is compared: without what only colours it. Clients send `👍`, `👍` with a variation selector, and
 * `👍🏽` for the same, and all of them are different keys to the server.
 */
export function plainKey(key: string): string {
  return key
    .normalize('NFC')
    .replaceAll(/[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, '')
    .trim();
}

/** The choice a reaction means, by its position from 1; null for what means none. */
export function choiceOfKey(key: string, choices: number): number | null {
  const plain = plainKey(key);
  if (yes.has(plain)) return 1;
  if (no.has(plain)) return choices === 2 ? 2 : null;
  const digit = /^([1-9])\u20e3$/.exec(plain)?.[1];
  const position = digit === undefined ? (plain === '🔟' ? 10 : null) : Number(digit);
  return position !== null && position <= choices ? position : null;
}

/** What to react with for each choice, by its position from 0. */
export function keyFor(position: number, choices: number): string {
  if (choices === 2) return position === 0 ? '✅' : '❌';
  return position === 9 ? '🔟' : `${position + 1}\ufe0f\u20e3`;
}
