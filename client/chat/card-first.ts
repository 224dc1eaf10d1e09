import { dropCard, saveCard } from '../../db/bot/cards.ts';
import { runIdFor } from '../../domain/run-ids.ts';
import type { Incoming } from '../bot/mouth.ts';
import { requestIdOf } from '../cli/ids.ts';
import type { Result } from '../commands/result.ts';
import type { ChatParts } from './parts.ts';

/**
 * Does what starts a run. The run has its card before it begins, so that what it says and asks at once finds the thread; a run that
 * does not begin has none.
 */
export async function withCard(
  { db }: Pick<ChatParts, 'db'>,
  { eventId, threadRoot, room, sender }: Incoming,
  start: () => Promise<Result>,
): Promise<Result> {
  const run = runIdFor(requestIdOf(eventId));
  await saveCard(db, { run, room, root: threadRoot ?? eventId, requester: sender });
  try {
    const result = await start();
    if (result.kind !== 'run' || result.run.workflowId !== run) await dropCard(db, run);
    return result;
  } catch (error) {
    await dropCard(db, run);
    throw error;
  }
}
