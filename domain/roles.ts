import { LoomError } from './errors.ts';

/** What somebody may do in a room, least first. Power levels of the room decide who is what. */
export const roles = ['member', 'operator', 'moderator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The least power level of each role; of an admin it is at least this. */
export const levels: Readonly<Record<Role, number>> = { member: 0, operator: 25, moderator: 50, admin: 50 };

/** Where somebody stands in a room at this moment. */
export interface RoomStanding {
  /** `@ann:example.org` */
  readonly user: string;
  /** In the room; whoever is not may do nothing there. */
  readonly joined: boolean;
  readonly level: number;
  /** The least level that may set the state in which the settings of the room stand: that is an admin here. */
  readonly adminLevel: number;
}

/** What a room asks for in place of what the command asks for: a role, or a power level. */
export type RoleOverrides = Readonly<Record<string, Role | number>>;

/** What is never given to fewer: it decides about all the rest. */
const fixed: ReadonlySet<string> = new Set(['config set', 'config reset']);

/** The power level a verb needs in a room. */
export function levelNeeded(verb: string, role: Role, { adminLevel }: RoomStanding, overrides: RoleOverrides): number {
  const wanted = fixed.has(verb) || !Object.hasOwn(overrides, verb) ? role : (overrides[verb] ?? role);
  if (typeof wanted === 'number') return wanted;
  return wanted === 'admin' ? Math.max(levels.admin, adminLevel) : levels[wanted];
}

export function roleOf({ joined, level, adminLevel }: RoomStanding): Role | 'stranger' {
  if (!joined || level < levels.member) return 'stranger';
  if (level >= Math.max(levels.admin, adminLevel)) return 'admin';
  return level >= levels.moderator ? 'moderator' : level >= levels.operator ? 'operator' : 'member';
}

/**
 * Lets somebody do something in a room, or says why not.
 * @throws LoomError `permission.denied`
 */
export function assertMay(verb: string, role: Role, standing: RoomStanding, overrides: RoleOverrides = {}): void {
  const { user, joined, level } = standing;
  if (!joined) {
    throw new LoomError('permission.denied', `${user}, you are not in this room.`, 'Join the room, then say it again.');
  }
  const needed = levelNeeded(verb, role, standing, overrides);
  if (level >= needed) return;
  throw new LoomError(
    'permission.denied',
    `${user}, "${verb}" needs power level ${needed} here, and you have ${level}.`,
    'Ask somebody who has it, or an admin of the room to give it to you.',
  );
}
