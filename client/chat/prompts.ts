import { closePrompt, findCard, findPrompt, savePrompt, votesOn } from '../../db/bot/cards.ts';
import { keyFor } from '../../domain/reaction.ts';
import type { Speaker } from '../../domain/room/outgoing.ts';
import type { OpenQuestion, RunMessage, RunView } from '../../domain/run.ts';
import type { CardParts } from './cards.ts';
import { fittingNotice } from './content.ts';
import { promptContent } from './prompt-content.ts';
import { shown } from './shown.ts';

/** Nobody is called who cannot tell why; more people than this are not called one by one. */
const calledMax = 20;
/** Reactions to press cost an event each: only a homeserver that takes many gets them. */
const seedsFromPerSecond = 1;
const saysKeptMax = 5_000;

/** Puts to rooms what runs ask and say there. */
export class Prompts {
  readonly #parts: CardParts;
  /** Said in this process already. */
  readonly #said = new Set<string>();
  /** The last drawing of a prompt. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: CardParts) {
    this.#parts = parts;
  }

  /** Says what a run has said, and asks what it asks, in the rooms that are meant; each once. */
  async show(run: RunView): Promise<void> {
    for (const message of run.messages) {
      const speaker = this.#speakerOf(run, message);
      if (speaker !== null) await this.#say(run, message, speaker);
    }
    for (const question of run.questions) await this.ask(question);
  }

  /** Puts a question to its room. */
  async ask(question: OpenQuestion): Promise<void> {
    const { db, rooms, mouth } = this.#parts;
    if ((await findPrompt(db, question.number)) !== undefined) return;
    const room = await rooms.idOf(question.room);
    if (room === null) return;
    const { number, run, choices } = question;
    await savePrompt(db, { number, run, room, root: await this.#threadOf(run, room) });
    await this.draw(number);
    if ((await mouth.health()).sendablePerSecond < seedsFromPerSecond) return;
    for (const [position] of choices.entries()) {
      await mouth.say({
        kind: 'reaction',
        id: `seed:${number}:${position}`,
        room,
        priority: 'seed',
        target: { said: `prompt:${number}` },
        key: keyFor(position, choices.length),
      });
    }
  }

  /**
   * Draws a prompt as its question stands now.
   * @param voted somebody has answered, perhaps so that it was decided and drawn before we knew who
   */
  draw(number: number, voted = false): Promise<void> {
    // One after the other, so that whoever looked last is seen last.
    const turn = this.#turn.then(() => this.#draw(number, voted));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #draw(number: number, voted: boolean): Promise<void> {
    const { db, loom, mouth, rooms } = this.#parts;
    const prompt = await findPrompt(db, number);
    if (prompt === undefined || !(prompt.open || voted)) return;
    const [asked, votes, card] = await Promise.all([
      loom.runs.asked(number),
      votesOn(db, number),
      findCard(db, prompt.run),
    ]);
    const requester = card?.requester ?? (await loom.runs.get(prompt.run)).requester;
    const { content } = promptContent(asked, {
      prompt: await rooms.promptOf(prompt.room),
      requester,
      votes,
      mentions: asked.state === 'open' && votes.length === 0 ? this.#called(asked.question) : [],
    });
    await mouth.say({
      kind: 'message',
      id: `prompt:${number}`,
      room: prompt.room,
      priority: 'prompt',
      thread: prompt.root === null ? null : { event: prompt.root },
      replyTo: null,
      content,
    });
    if (asked.state !== 'open') await closePrompt(db, number);
  }

  /** The people who are asked by name. */
  #called({ users }: OpenQuestion): readonly string[] {
    if (users === null || users.length > calledMax) return [];
    return users.map((user) => (user.includes(':') ? user : `${user}:${this.#parts.rooms.home}`));
  }

  /** Who says it: the run's loop, or an agent where agents have accounts. Null for what nobody says. */
  #speakerOf(run: RunView, { kind, speaker }: RunMessage): Speaker | null {
    if (kind === 'say') return { kind: 'loop', name: run.loop };
    return kind === 'opinion' && speaker !== undefined && this.#parts.mouth.hasVoices
      ? { kind: 'agent', name: speaker }
      : null;
  }

  async #say(run: RunView, { path, room: name, text }: RunMessage, speaker: Speaker): Promise<void> {
    const id = `say:${run.workflowId}:${path}`;
    if (this.#said.has(id)) return;
    const { mouth, rooms } = this.#parts;
    const room = await rooms.idOf(name);
    if (room !== null) {
      const root = await this.#threadOf(run.workflowId, room);
      await mouth.say({
        kind: 'message',
        id,
        room,
        priority: 'prompt',
        thread: root === null ? null : { event: root },
        replyTo: null,
        ...(mouth.hasVoices ? { speaker } : {}),
        content: fittingNotice(shown(text), '…').content,
      });
    }
    this.#said.add(id);
    for (const oldest of this.#said) {
      if (this.#said.size <= saysKeptMax) break;
      this.#said.delete(oldest);
    }
  }

  /** The thread of a run's card, when the card is in that room. */
  async #threadOf(run: string, room: string): Promise<string | null> {
    const card = await findCard(this.#parts.db, run);
    return card?.room === room ? card.root : null;
  }
}
