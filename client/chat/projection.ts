import { liveCards, openPrompts } from '../../db/bot/cards.ts';
import { LoomError } from '../../domain/errors.ts';
import { type CardParts, Cards } from './cards.ts';
import { Prompts } from './prompts.ts';

/** What could not be announced, such as the end of a run that was terminated, is found by looking again. */
const sweepMs = 30_000;

/** Shows in rooms how runs go on: their cards, what they say, and what they ask. */
export class Projection {
  readonly prompts: Prompts;
  readonly #cards: Cards;
  readonly #parts: CardParts;
  readonly #tell: (problem: LoomError, run: string) => void;
  /** Runs that changed and are not yet drawn, in the order in which they changed. */
  readonly #changed = new Set<string>();
  /** The last drawing of each run that is being drawn. */
  readonly #turns = new Map<string, Promise<void>>();
  #working: Promise<void> | null = null;
  #stop: () => Promise<void> = async () => undefined;

  /** @param tell hears what went wrong with a run: it is drawn again when it changes, or at the next look */
  constructor(parts: CardParts, tell: (problem: LoomError, run: string) => void) {
    this.#parts = parts;
    this.#tell = tell;
    this.#cards = new Cards(parts);
    this.prompts = new Prompts(parts);
  }

  /** Draws whatever changed while nobody looked, and from now on whatever changes. */
  async open(): Promise<void> {
    const { loom } = this.#parts;
    const stopListening = await loom.runs.changes((run) => (run === null ? void this.#sweep() : this.touch(run)));
    const timer = setInterval(() => void this.#sweep(), sweepMs).unref();
    this.#stop = async () => {
      clearInterval(timer);
      await stopListening();
      this.#changed.clear();
      await this.#working;
    };
    await this.#sweep();
  }

  close(): Promise<void> {
    return this.#stop();
  }

  /** A run has changed: what it shows is drawn anew, soon and once. */
  touch(run: string): void {
    this.#changed.add(run);
    this.#working ??= this.#work();
  }

  /** Draws a run now; drawn twice at once, the one that looked later is seen last. */
  draw(run: string): Promise<void> {
    const before = this.#turns.get(run) ?? Promise.resolve();
    const turn = before.then(() => this.#draw(run));
    const settled = turn.catch(() => undefined);
    this.#turns.set(run, settled);
    void settled.then(() => {
      if (this.#turns.get(run) === settled) this.#turns.delete(run);
    });
    return turn;
  }

  async #draw(run: string): Promise<void> {
    const view = await this.#parts.loom.runs.get(run);
    await this.#cards.draw(view);
    await this.prompts.show(view);
    for (const { number } of await openPrompts(this.#parts.db, run)) await this.prompts.draw(number);
  }

  async #work(): Promise<void> {
    // A run that changes again while it is drawn comes up once more.
    for (const run of this.#changed) {
      this.#changed.delete(run);
      try {
        await this.draw(run);
      } catch (error) {
        const problem = LoomError.from(error);
        // Workflows that are no runs of loops change as well, and old ones are forgotten by Temporal.
        if (problem.code !== 'loop.run_not_found') this.#tell(problem, run);
      }
    }
    this.#working = null;
  }

  async #sweep(): Promise<void> {
    const { db, loom } = this.#parts;
    try {
      const [cards, prompts, questions] = await Promise.all([
        liveCards(db, null),
        openPrompts(db, null),
        loom.runs.questions({}),
      ]);
      for (const { run } of [...cards, ...prompts, ...questions]) this.touch(run);
    } catch (error) {
      this.#tell(LoomError.from(error), '');
    }
  }
}
