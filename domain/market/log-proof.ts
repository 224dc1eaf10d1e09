import { LoomError } from '../errors.ts';
import { limits } from '../limits.ts';
import { brokenAt, type LogHead, type LogLink, logBegin } from './log.ts';

/** What somebody holds of the log of another registry, and wants to see proven. */
export interface LogClaims {
  /** Links that are said to be in it: of releases it hands out. */
  readonly links: readonly LogLink[];
  /** Where it is said to end. */
  readonly head: LogHead;
  /** Where it ended the last time; null the first time. */
  readonly seen: LogHead | null;
}

/** Behind which entry the log has to be followed, so that all claims can be proven. */
export function followedFrom({ links, seen, head }: LogClaims): number {
  return Math.min(...links.map(({ seq }) => seq - 1), seen?.seq ?? head.seq, head.seq);
}

/**
 * Follows the log of another registry, page by page, and holds it to what it said: every link behind the one before it, the
 * releases in it, its end as it was and as it is now. A log that went back, or that tells of the past what it did not tell
 * before, is refused.
 */
export class LogProof {
  readonly #claims: LogClaims;
  readonly #expected: ReadonlyMap<number, readonly string[]>;
  #at: LogHead | null;

  constructor(claims: LogClaims) {
    const { head, seen, links } = claims;
    if (seen !== null && head.seq < seen.seq) {
      throw broken(`it ended with entry ${seen.seq} before, and now with ${head.seq}`);
    }
    if (head.seq - followedFrom(claims) > limits.logFollowedMax) {
      throw broken(`more than ${limits.logFollowedMax} entries would have to be followed`);
    }
    this.#claims = claims;
    const expected = new Map<number, string[]>();
    for (const { seq, hash } of [...links, head, ...(seen === null ? [] : [seen])]) {
      expected.set(seq, [...(expected.get(seq) ?? []), hash]);
    }
    this.#expected = expected;
    const from = followedFrom(claims);
    // Where nothing is known yet, the first link says what stands before it; what is known is held against it.
    this.#at = from === 0 ? logBegin : seen?.seq === from ? seen : head.seq === from ? head : null;
    if (this.#at !== null) this.#check(this.#at);
  }

  /** Behind which entry the next page begins, or null when all is proven. */
  get next(): number | null {
    const at = this.#at?.seq ?? followedFrom(this.#claims);
    return at < this.#claims.head.seq ? at : null;
  }

  /** Takes the links behind `next`; those behind the end are of later. @throws LoomError `market.log_broken` */
  add(links: readonly LogLink[]): void {
    const { head } = this.#claims;
    if (links.length === 0) throw broken(`entry ${(this.next ?? head.seq) + 1} is missing`);
    for (const link of links) {
      if (link.seq > head.seq) return;
      const before = this.#at ?? { seq: followedFrom(this.#claims), hash: link.previous };
      const what = brokenAt(before, link);
      if (what !== null) throw broken(what);
      this.#at = link;
      this.#check(link);
    }
  }

  #check({ seq, hash }: LogHead): void {
    if ((this.#expected.get(seq) ?? []).every((each) => each === hash)) return;
    throw broken(`entry ${seq} is not what it was said to be`);
  }
}

function broken(what: string): LoomError {
  return new LoomError(
    'market.log_broken',
    `The log of the registry does not hold: ${what}.`,
    'Take nothing from it, and ask whoever runs it for an audit.',
  );
}
