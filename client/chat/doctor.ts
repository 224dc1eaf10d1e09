import type { ChatMouth } from '../bot/mouth.ts';
import { duration } from '../cli/durations.ts';
import type { Finding } from '../loom.ts';
import { settingsType } from './settings.ts';

const stillSyncingMs = 90_000;

/** How a room and the homeserver look from here: what works, and what to do where it does not. */
export async function examineRoom(mouth: ChatMouth, room: string): Promise<readonly Finding[]> {
  const [health, own, create, encryption] = await Promise.all([
    mouth.health(),
    mouth.standing(room, mouth.account),
    mouth.state(room, 'm.room.create', ''),
    mouth.state(room, 'm.room.encryption', ''),
  ]);
  const lag = health.lastSyncMs;
  const hears = lag !== null && lag < stillSyncingMs;
  const version = versionIn(create);
  const findings: Finding[] = [
    {
      part: 'homeserver',
      status: hears ? 'ok' : 'error',
      version: health.homeserver,
      message: lag === null ? 'has not answered yet' : `answered ${duration(lag)} ago`,
      hint: hears ? null : 'See whether the homeserver is up; I go on as soon as it is.',
    },
    {
      part: 'sending',
      status: health.sendable >= 1 ? 'ok' : 'warning',
      version: null,
      message: `${Math.floor(health.sendable)} messages at once, and ${health.sendablePerSecond} more a second; ${health.waitingOut} wait`,
      hint:
        health.sendable >= 1 ? null : 'Have the homeserver allow this account more (rc_message, override_ratelimit).',
    },
    {
      part: 'commands',
      status: 'ok',
      version: null,
      message: `${health.waitingIn} wait${health.oldestInMs === null ? '' : `, the oldest for ${duration(health.oldestInMs)}`}`,
      hint: null,
    },
    { part: 'room', status: 'ok', version, message: 'its version', hint: null },
    ...(await powers(mouth, room, own.level)),
  ];
  if (encryption !== null) {
    findings.push({
      part: 'encryption',
      status: 'error',
      version: null,
      message: 'is on in this room, and I cannot read what is said here',
      hint: 'Ask my operator to switch end-to-end encryption on for me, or use a room without it.',
    });
  }
  return findings;
}

function versionIn(create: Awaited<ReturnType<ChatMouth['state']>>): string {
  const version = typeof create === 'object' && create !== null && 'room_version' in create ? create.room_version : '1';
  return typeof version === 'string' ? version : '1';
}

/** What we may do in a room, one line for what works and one for each thing that does not. */
async function powers(mouth: ChatMouth, room: string, level: number): Promise<Finding[]> {
  const wanted = [
    { what: 'speak', type: 'm.room.message', isState: false, needed: true },
    { what: 'react', type: 'm.reaction', isState: false, needed: false },
    { what: 'keep settings', type: settingsType, isState: true, needed: false },
  ];
  const asked = await Promise.all(
    wanted.map(async (each) => ({ ...each, level: await mouth.levelFor(room, each.type, each.isState) })),
  );
  const able = asked.filter((each) => level >= each.level).map(({ what }) => what);
  const unable = asked.filter((each) => level < each.level);
  const shown = Number.isFinite(level) ? String(level) : 'of a creator';
  return [
    {
      part: 'my power',
      status: 'ok',
      version: null,
      message: `${shown}: I may ${able.join(', ') || 'do nothing'}`,
      hint: null,
    },
    ...unable.map(
      ({ what, level: needed, needed: must }): Finding => ({
        part: what,
        status: must ? 'error' : 'warning',
        version: null,
        message: `needs power level ${needed}`,
        hint: `Give ${mouth.account} power level ${needed} in this room.`,
      }),
    ),
  ];
}
