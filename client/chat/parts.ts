import type { Database } from '../../db/connection.ts';
import type { ChatMouth } from '../bot/mouth.ts';
import type { Command } from '../commands/command.ts';
import type { Finding, Loom } from '../loom.ts';
import type { Projection } from './projection.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Rooms } from './rooms.ts';

/** What everything that is done in rooms shares. */
export interface ChatParts {
  readonly loom: Loom;
  readonly db: Database;
  readonly mouth: ChatMouth;
  readonly rooms: Rooms;
  readonly projection: Projection;
  readonly rates: RateLimits;
  readonly commands: readonly Command[];
  readonly version: string;
  /** Milliseconds. */
  readonly now: () => number;
  /** What can be said of a room, for `doctor`. */
  readonly examine: (room: string) => Promise<readonly Finding[]>;
}
