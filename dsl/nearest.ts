import { distance } from 'fastest-levenshtein';

/** Longer names are no slips of the pen, and comparing them takes long. */
const lettersMax = 64;

/**
 * The name somebody most likely meant, or null when none is near: at most a third of the letters may differ, letter
 * case and the choice between `-` and `_` not counted. Of equally near names the first wins.
 */
export function nearest(written: string, candidates: Iterable<string>): string | null {
  if (written.length > lettersMax) return null;
  const wanted = folded(written);
  const letters = lettersIn(wanted);
  // One letter is no better than another, so one-letter names are near to nothing but themselves.
  const differencesMax = wanted.length < 3 ? 0 : Math.max(1, Math.floor(wanted.length / 3));
  let best: string | null = null;
  let fewest = differencesMax + 1;
  for (const candidate of candidates) {
    // Two lengths that far apart cannot be near; skipping them keeps hostile names cheap.
    if (candidate === written || Math.abs(candidate.length - wanted.length) > differencesMax) continue;
    const other = folded(candidate);
    // Each letter that only one of them has is a difference or half of one; most names are out with that.
    if (letterCount(letters ^ lettersIn(other)) > 2 * (fewest - 1)) continue;
    const differences = areSwapped(wanted, other) ? 1 : distance(wanted, other);
    if (differences < fewest) [best, fewest] = [candidate, differences];
  }
  return best;
}

/** Whether two neighbouring letters changed places: one slip of the pen, not two. */
function areSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return (
    at < one.length &&
    one[at] === other[at + 1] &&
    one[at + 1] === other[at] &&
    one.slice(at + 2) === other.slice(at + 2)
  );
}

/** Which letters a name has, a bit for each, several sharing one. */
function lettersIn(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at += 1) bits |= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

function letterCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
