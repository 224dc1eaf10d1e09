import { type Candidate, Candidates, type Preference, type Release, type Wish } from './candidates.ts';
import { type Clash, explain } from './explain.ts';

/** A version that was chosen. */
export interface Chosen {
  readonly release: Release;
  /** Which version each of its dependencies is, by package name. */
  readonly uses: Readonly<Record<string, string>>;
}

export type Resolution =
  | {
      readonly kind: 'solved';
      /** Each after the first that needs it; no two of one slot (candidates.ts). */
      readonly chosen: readonly Chosen[];
      /** Which version each wish got, by package name. */
      readonly wished: Readonly<Record<string, string>>;
    }
  /** Nothing fits. At most eight lines that say why. */
  | { readonly kind: 'conflict'; readonly lines: readonly string[] }
  /** Given up after so many versions were tried. */
  | { readonly kind: 'too hard'; readonly tried: number };

/** Something that a package, or the room itself, needs. */
export interface Need {
  readonly package: string;
  readonly range: string;
  /** Position of the decision that brought it, or `room`. */
  readonly by: number;
}
const room = -1;

/** A need for which a version is chosen. */
interface Decision {
  readonly need: number;
  readonly options: readonly Candidate[];
  /** Position in `options` of the one that is taken. */
  at: number;
  /** Needs that waited before it brought its own. */
  readonly needsBefore: number;
  /** Earlier decisions without which it would not have failed so far, and the clashes that showed it. */
  readonly blame: Set<number>;
  readonly clashes: Set<Clash>;
}

/** Versions that no solution holds together. */
interface NoGood {
  readonly members: readonly Candidate[];
  readonly clashes: ReadonlySet<Clash>;
}

const triesMaxDefault = 200_000;
/** Larger ones hardly ever apply again. */
const noGoodMembersMax = 6;
const noGoodsMax = 50_000;

/**
 * Chooses versions so that every wish is met, every dependency of what is chosen is met by what is chosen, and no two
 * versions stand beside each other that call themselves compatible: 1.x and 2.x may, two of 1.x may not.
 *
 * Of all such choices it gives the one a person would find by going through the wishes in alphabetical order, then the
 * dependencies of what was chosen, first come first served: what a version that is already there meets needs nothing
 * more, else the most preferred version (candidates.ts) with which the rest can still be solved. The same question
 * always has the same answer.
 *
 * Depth-first search with conflict-directed backjumping and learning of what cannot stand together; it keeps its own
 * stack, and gives up after `triesMax` versions.
 * @see P. Prosser, Hybrid algorithms for the constraint satisfaction problem, Computational Intelligence 9 (1993), 268-299
 */
export function resolve(
  wishes: readonly Wish[],
  releases: readonly Release[],
  preference: Preference,
  triesMax = triesMaxDefault,
): Resolution {
  const candidates = new Candidates(releases, wishes, preference);
  return new Search(candidates, sorted(wishes), triesMax).run();
}

const sorted = (wishes: readonly Wish[]): readonly Wish[] =>
  wishes.toSorted((one, other) => (one.package < other.package ? -1 : one.package > other.package ? 1 : 0));

class Search {
  readonly #candidates: Candidates;
  readonly #triesMax: number;
  readonly #needs: Need[];
  /** Of each need that is met, the decision that meets it. */
  readonly #metBy: number[] = [];
  readonly #decisions: Decision[] = [];
  /** What is chosen, by its slot: the position of the decision. */
  readonly #taken = new Map<string, number>();
  readonly #noGoods = new Map<Candidate, NoGood[]>();
  #noGoodCount = 0;
  #tries = 0;

  constructor(candidates: Candidates, wishes: readonly Wish[], triesMax: number) {
    this.#candidates = candidates;
    this.#triesMax = triesMax;
    this.#needs = wishes.map((wish) => ({ package: wish.package, range: wish.range, by: room }));
  }

  run(): Resolution {
    while (this.#metBy.length < this.#needs.length) {
      if (this.#reuse()) continue;
      this.#decide();
      for (let failed = !this.#advance(); failed; failed = !this.#advance()) {
        if (this.#tries > this.#triesMax) return { kind: 'too hard', tried: this.#triesMax };
        const ending = this.#backjump();
        if (ending !== null) return { kind: 'conflict', lines: explain(ending, this.#candidates) };
      }
    }
    return this.#solution();
  }

  /** Meets the next need by a version that is there. It brings no needs of its own, so nothing can be better. */
  #reuse(): boolean {
    const need = this.#nextNeed();
    const there = this.#candidates.fitting(need.package, need.range).find((each) => this.#holder(each)?.is);
    if (there === undefined) return false;
    this.#metBy.push(this.#taken.get(there.slot) ?? room);
    return true;
  }

  #decide(): void {
    const need = this.#nextNeed();
    this.#decisions.push({
      need: this.#metBy.length,
      options: this.#candidates.fitting(need.package, need.range),
      at: -1,
      needsBefore: this.#needs.length,
      blame: new Set(need.by === room ? [] : [need.by]),
      clashes: new Set(),
    });
  }

  /** Takes the next version the last decision can take. @returns false when there is none */
  #advance(): boolean {
    const index = this.#decisions.length - 1;
    const decision = this.#decisions[index] as Decision;
    const need = this.#needs[decision.need] as Need;
    const blockers: number[] = [];
    for (decision.at += 1; decision.at < decision.options.length; decision.at += 1) {
      const option = decision.options[decision.at] as Candidate;
      this.#tries += 1;
      if (this.#tries > this.#triesMax) return false;
      const holder = this.#holder(option);
      if (holder !== null) {
        blockers.push(holder.index);
        decision.blame.add(holder.index);
        continue;
      }
      const noGood = this.#noGoodWith(option);
      if (noGood !== null) {
        for (const member of noGood.members)
          if (member !== option) decision.blame.add(this.#taken.get(member.slot) ?? room);
        for (const clash of noGood.clashes) decision.clashes.add(clash);
        continue;
      }
      this.#taken.set(option.slot, index);
      this.#metBy.push(index);
      this.#needs.push(...needsOf(option.release, index));
      return true;
    }
    if (blockers.length > 0 || decision.options.length === 0) decision.clashes.add(this.#clash(need, blockers));
    return false;
  }

  /**
   * Goes back to the last decision the failure has to do with; those in between could not have helped.
   * @returns null, or the clashes that show that nothing fits
   */
  #backjump(): ReadonlySet<Clash> | null {
    const failed = this.#decisions.pop() as Decision;
    this.#learn(failed);
    const target = Math.max(room, ...failed.blame);
    if (target === room) return failed.clashes;
    while (this.#decisions.length > target + 1) this.#undo(this.#decisions.pop() as Decision);
    const decision = this.#decisions[target] as Decision;
    this.#undo(decision);
    for (const index of failed.blame) if (index !== target) decision.blame.add(index);
    for (const clash of failed.clashes) decision.clashes.add(clash);
    return null;
  }

  #undo({ options, at, need, needsBefore }: Decision): void {
    this.#taken.delete((options[at] as Candidate).slot);
    this.#needs.length = needsBefore;
    this.#metBy.length = need;
  }

  /** The versions a failure is to blame on can never stand together. */
  #learn({ blame, clashes }: Decision): void {
    if (blame.size === 0 || blame.size > noGoodMembersMax || this.#noGoodCount >= noGoodsMax) return;
    const members = [...blame].map((index) => this.#takenBy(index));
    const noGood = { members, clashes: new Set(clashes) };
    for (const member of members) {
      const known = this.#noGoods.get(member);
      if (known === undefined) this.#noGoods.set(member, [noGood]);
      else known.push(noGood);
    }
    this.#noGoodCount += 1;
  }

  #noGoodWith(option: Candidate): NoGood | null {
    const isThere = (member: Candidate): boolean => member === option || this.#holder(member)?.is === true;
    return this.#noGoods.get(option)?.find(({ members }) => members.every(isThere)) ?? null;
  }

  /** Which decision has the slot of a version, and whether by this very version. */
  #holder(candidate: Candidate): { readonly index: number; readonly is: boolean } | null {
    const index = this.#taken.get(candidate.slot);
    return index === undefined ? null : { index, is: this.#takenBy(index) === candidate };
  }

  #takenBy(index: number): Candidate {
    const { options, at } = this.#decisions[index] as Decision;
    return options[at] as Candidate;
  }

  #nextNeed(): Need {
    return this.#needs[this.#metBy.length] as Need;
  }

  /** What is needed of one package that does not go together: a need, and those met by what is in its way. */
  #clash(need: Need, blockers: readonly number[]): Clash {
    const others = this.#needs
      .slice(0, this.#metBy.length)
      .filter((_, at) => blockers.includes(this.#metBy[at] ?? room));
    const from = ({ by, range }: Need) => ({ release: by === room ? null : this.#takenBy(by).release, range });
    return { package: need.package, needs: [need, ...others].map(from) };
  }

  #solution(): Resolution {
    const uses = this.#decisions.map(() => ({}) as Record<string, string>);
    const wished: Record<string, string> = {};
    this.#needs.forEach(({ package: name, by }, at) => {
      const { version } = this.#takenBy(this.#metBy[at] as number).release;
      if (by === room) wished[name] = version;
      else (uses[by] as Record<string, string>)[name] = version;
    });
    const chosen = this.#decisions.map((_, index) => ({
      release: this.#takenBy(index).release,
      uses: uses[index] ?? {},
    }));
    return { kind: 'solved', chosen, wished };
  }
}

/** In alphabetical order, so that nothing depends on how somebody wrote them down. */
function needsOf({ dependencies }: Release, by: number): Need[] {
  return sorted(Object.entries(dependencies).map(([name, range]) => ({ package: name, range }))).map((need) => ({
    ...need,
    by,
  }));
}
