import { appendAudit } from '../../db/bot/audit.ts';
import type { Database } from '../../db/connection.ts';
import type { LoomError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Incoming } from '../bot/mouth.ts';

/** What somebody asked for. */
export interface Deed {
  readonly verb: string;
  readonly run?: string | null;
  readonly plan?: string | null;
  readonly details?: JsonObject;
}

type Asked = Pick<Incoming, 'sender' | 'room' | 'eventId'>;

/** Writes down that something was allowed or, with an error, refused. */
export async function note(
  db: Database,
  { sender, room, eventId }: Asked,
  deed: Deed,
  error?: LoomError,
): Promise<void> {
  await appendAudit(db, {
    actor: sender,
    room,
    event: eventId,
    verb: deed.verb,
    allowed: error === undefined,
    code: error?.code ?? null,
    run: deed.run ?? null,
    plan: deed.plan ?? null,
    details: deed.details ?? {},
  });
}
