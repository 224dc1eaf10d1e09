import fc from 'fast-check';
import { type LogLink, linkAfter, linkHash, logBegin } from '../../../domain/market/log.ts';
import { followedFrom, type LogClaims, LogProof } from '../../../domain/market/log-proof.ts';

const lengthMax = 12;

/** A log of so many entries. */
function logOf(length: number, word = 'a'): LogLink[] {
  const links: LogLink[] = [];
  for (let at = 0; at < length; at += 1) {
    const entry = { kind: 'verified', at: '2026-11-25T03:00:00.000Z', publisher: `${word}${at}`, by: '@ann' } as const;
    links.push(linkAfter(links.at(-1) ?? logBegin, entry));
  }
  return links;
}

/** Follows a log as a registry hands it out, so many entries a page. */
function follow(claims: LogClaims, log: readonly LogLink[], page: number): void {
  const proof = new LogProof(claims);
  for (let since = proof.next; since !== null; since = proof.next) {
    const behind = since;
    proof.add(log.filter(({ seq }) => seq > behind).slice(0, page));
  }
}

const places = fc
  .tuple(fc.integer({ min: 1, max: lengthMax }), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5 }), fc.boolean())
  .map(([length, some, earlier, page, isKnown]) => {
    const log = logOf(length);
    const head = log[length - 1]!;
    const seen = isKnown ? log[earlier % length]! : null;
    return { log, page, claims: { links: [log[some % length]!], head, seen } };
  });

describe('the log of another registry', () => {
  it('is believed where it holds, wherever one begins and however it comes', () => {
    fc.assert(fc.property(places, ({ log, page, claims }) => expect(() => follow(claims, log, page)).not.toThrow()));
  });

  it('is not believed when one entry in the part that is followed is another', () => {
    fc.assert(
      fc.property(places, fc.nat(), ({ log, page, claims }, which) => {
        const from = followedFrom(claims);
        if (from === claims.head.seq) return;
        const changed = from + (which % (claims.head.seq - from));
        // The liar makes every hash behind it anew, so the chain itself holds.
        const lie: LogLink[] = [];
        for (const link of log) {
          const before = lie.at(-1)?.hash ?? logBegin.hash;
          const entry = link.seq === changed + 1 ? link.entry.replace('@ann', '@eve') : link.entry;
          lie.push({ seq: link.seq, previous: before, entry, hash: linkHash(before, entry) });
        }
        expect(() => follow(claims, lie, page)).toThrow(expect.objectContaining({ code: 'market.log_broken' }));
      }),
    );
  });

  it('is not believed when it went back, or never ends', () => {
    const log = logOf(5);
    const [first, , third] = log;
    expect(() => new LogProof({ links: [first!], head: first!, seen: third! })).toThrow(/ended with entry 3 before/);
    expect(() => follow({ links: [third!], head: log[4]!, seen: null }, log.slice(0, 3), 2)).toThrow(
      /entry 4 is missing/,
    );
    const far = { seq: 10_000_000, hash: 'f'.repeat(64) };
    expect(() => new LogProof({ links: [first!], head: far, seen: null })).toThrow(/would have to be followed/);
  });

  it('is not believed when a release is in no entry of it', () => {
    const other = logOf(5, 'b');
    const log = logOf(5);
    expect(() => follow({ links: [other[2]!], head: log[4]!, seen: log[1]! }, log, 10)).toThrow(/entry 3 is not what/);
  });
});
