import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { ownVersion } from '../cli/installation.ts';
import { render } from '../cli/render.ts';
import type { Place } from '../commands/command.ts';
import { commands } from '../commands/index.ts';
import { splitLine } from '../commands/line.ts';
import { parse } from '../commands/parse.ts';
import type { Loom } from '../loom.ts';
import type { Log } from './log.ts';
import type { ChatMouth, Incoming, OpenHandler } from './mouth.ts';

export interface HandlerParts {
  readonly loom: Loom;
  readonly databaseUrl: string;
  readonly log: Log;
}

const prefix = /^!(?:loom|hl)\s+/i;
const place: Place = 'chat';
const mouthOfRooms = { place, commands, optionsFor: () => z.object({}) };
const look = { width: 100, height: null, colour: false, unicode: true, prompt: '!loom ' };

/** Does what is said to the bot: `!loom run PROGRAM`, and every other command that may be said in a room. */
export const openHandler =
  ({ loom, log }: HandlerParts): OpenHandler =>
  async (mouth) => ({
    async handle(incoming) {
      if (incoming.kind !== 'message' || incoming.messageType === 'm.notice' || !prefix.test(incoming.body)) return;
      mouth.acknowledge(incoming);
      await mouth.say({
        kind: 'message',
        id: `answer:${incoming.eventId}`,
        room: incoming.room,
        priority: 'answer',
        thread: null,
        replyTo: { event: incoming.eventId },
        content: { msgtype: 'm.notice', body: await answer(loom, mouth, incoming) },
      });
    },
    async refused(outgoing, code) {
      log.warn({ room: outgoing.room, code }, 'nothing can be said in a room');
    },
    close: async () => undefined,
  });

async function answer(loom: Loom, mouth: ChatMouth, incoming: Incoming): Promise<string> {
  const { room, sender, eventId, body } = incoming;
  try {
    const { command, args } = parse(splitLine(body.replace(prefix, '')), mouthOfRooms);
    const { level } = await mouth.standing(room, sender);
    const looked = AbortSignal.abort();
    const result = await command.run(
      {
        loom: async () => loom,
        found: async () => loom,
        caller: { requestId: eventId, room, requester: sender, level },
        place,
        // A room does not wait for the end of a run.
        signal: looked,
        show: () => undefined,
        files: null,
        surroundings: async () => [],
        version: ownVersion(),
        commands,
      },
      args,
    );
    return render(result, look, Date.now());
  } catch (error) {
    const { code, message, hint } = LoomError.from(error);
    if (code === 'service.unreachable' || code === 'internal.unexpected') throw error;
    return `${message} ${hint}`;
  }
}
