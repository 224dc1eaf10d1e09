import { type CardRow, cardsOfDigest, findCard, liveCards, noteDrawn, putInDigest } from '../../db/bot/cards.ts';
import type { Database } from '../../db/connection.ts';
import { contentHash } from '../../domain/canonical.ts';
import type { RunView } from '../../domain/run.ts';
import type { ChatMouth } from '../bot/mouth.ts';
import type { Loom } from '../loom.ts';
import { cardContent, crowdedContent, digestContent } from './card-content.ts';
import type { Rooms } from './rooms.ts';

/** More live runs than this share one digest, so that a room with a slow homeserver still hears how each ends. */
const liveCardsMax = 3;

export interface CardParts {
  readonly loom: Pick<Loom, 'runs'>;
  readonly db: Database;
  readonly mouth: ChatMouth;
  readonly rooms: Rooms;
  readonly now: () => number;
}

/** Draws the cards of runs. Each is one message for ever, whatever restarts meanwhile. */
export class Cards {
  readonly #parts: CardParts;
  /** As last seen, for digests. */
  readonly #seen = new Map<string, RunView>();

  constructor(parts: CardParts) {
    this.#parts = parts;
  }

  /** Draws the card of a run as the run is now; a run without a card has none. */
  async draw(run: RunView): Promise<void> {
    const { db } = this.#parts;
    const card = await findCard(db, run.workflowId);
    if (card === undefined || !card.live) return;
    const digest = await this.#digestOf(card, run);
    await this.#drawCard(card, run, digest !== null);
    if (digest !== null) await this.#drawDigest(digest, card.room, run);
  }

  /** The digest in which a run is shown; one is begun when too many cards of the room are live. */
  async #digestOf(card: CardRow, run: RunView): Promise<string | null> {
    const { db } = this.#parts;
    if (card.digest !== null || run.status !== 'running') return card.digest;
    const live = await liveCards(db, card.room);
    if (live.length <= liveCardsMax) return null;
    const digest = live.find((each) => each.digest !== null)?.digest ?? `digest:${card.run}`;
    for (const each of live) if (each.digest === null) await putInDigest(db, each.run, digest);
    return digest;
  }

  async #drawCard(card: CardRow, run: RunView, inDigest: boolean): Promise<void> {
    const { db, mouth, rooms, now } = this.#parts;
    const over = run.status !== 'running';
    // Shown with others, it changes no more by itself until it is over.
    if (inDigest && !over && card.seq > 0) return;
    const seq = card.seq + 1;
    const drawing = { seq, prompt: await rooms.promptOf(card.room), requester: card.requester, now: now() };
    const { content } = inDigest && !over ? crowdedContent(run, drawing) : cardContent(run, drawing);
    const drawn = contentHash(content.body);
    if (drawn === card.drawn && !over) return;
    await mouth.say({
      kind: 'message',
      id: `card:${run.workflowId}`,
      room: card.room,
      priority: seq === 1 ? 'answer' : over ? 'final' : 'progress',
      thread: { event: card.root },
      replyTo: null,
      content,
    });
    await noteDrawn(db, run.workflowId, { seq, drawn, live: !over });
  }

  async #drawDigest(digest: string, room: string, run: RunView): Promise<void> {
    const { db, mouth, rooms, now } = this.#parts;
    this.#seen.set(run.workflowId, run);
    const cards = await cardsOfDigest(db, digest);
    const runs = await Promise.all(cards.map((card) => this.#view(card.run)));
    const drawing = {
      seq: cards.reduce((sum, { seq }) => sum + seq, 0),
      prompt: await rooms.promptOf(room),
      now: now(),
    };
    const { content } = digestContent(digest, runs, drawing);
    const over = runs.every(({ status }) => status !== 'running');
    await mouth.say({
      kind: 'message',
      id: digest,
      room,
      priority: over ? 'final' : 'progress',
      thread: null,
      replyTo: null,
      content,
    });
    if (over) for (const { workflowId } of runs) this.#seen.delete(workflowId);
  }

  async #view(run: string): Promise<RunView> {
    const known = this.#seen.get(run);
    if (known !== undefined) return known;
    const view = await this.#parts.loom.runs.get(run);
    this.#seen.set(run, view);
    return view;
  }
}
