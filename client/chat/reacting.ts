import { LoomError } from '../../domain/errors.ts';
import { saysSomething } from '../../domain/quality-score/score.ts';
import type { Incoming } from '../bot/mouth.ts';
import { requestIdOf } from '../cli/ids.ts';
import type { ChatParts } from './parts.ts';

/** What the answers of agents are kept under, by the request they answer. */
const kinds = ['ask', 'collaborate'] as const;

/**
 * A reaction to an answer of ours says what the answer was worth. It is bound to the event we sent; on whatever else we said
 * it means nothing.
 */
export async function rateByReaction({ loom, mouth }: ChatParts, incoming: Incoming): Promise<void> {
  const { target, body, room, sender, eventId } = incoming;
  if (target === null || sender === mouth.account || !saysSomething(body)) return;
  const request = /^answer (\S+) /.exec((await mouth.saidAs(target)) ?? '')?.[1];
  if (request === undefined) return;
  for (const kind of kinds) {
    const caller = { requestId: `${requestIdOf(eventId)}/${kind}`, room, requester: sender };
    try {
      await loom.agents.react(`${kind}/${requestIdOf(request)}`, body, caller);
      return;
    } catch (error) {
      if (LoomError.from(error).code !== 'agent.no_interaction') throw error;
    }
  }
}
