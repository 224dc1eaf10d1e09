import { isJsonObject } from '../../domain/json.ts';
import type { ChatMouth } from '../bot/mouth.ts';
import { readSettings, type Settings, settingsType } from './settings.ts';

const freshMs = 30_000;
const roomsKeptMax = 1_000;

/** Settings of rooms, asked for again after a while, and the rooms that loops call by a name. */
export class Rooms {
  readonly #mouth: ChatMouth;
  readonly #now: () => number;
  readonly #settings = new Map<string, { readonly at: number; readonly settings: Promise<Settings> }>();

  constructor(mouth: ChatMouth, now: () => number) {
    this.#mouth = mouth;
    this.#now = now;
  }

  /** The server that names without one belong to: ours. */
  get home(): string {
    return serverOf(this.#mouth.account);
  }

  settings(room: string): Promise<Settings> {
    const known = this.#settings.get(room);
    if (known !== undefined && this.#now() - known.at < freshMs) return known.settings;
    const settings = this.#mouth.state(room, settingsType, '').then(readSettings);
    // What could not be asked is asked again.
    settings.catch(() => this.#settings.delete(room));
    this.#settings.delete(room);
    this.#settings.set(room, { at: this.#now(), settings });
    for (const oldest of this.#settings.keys()) {
      if (this.#settings.size <= roomsKeptMax) break;
      this.#settings.delete(oldest);
    }
    return settings;
  }

  /** Somebody has changed the settings of a room, and the server may not know it yet. */
  remember(room: string, settings: Settings): void {
    this.#settings.set(room, { at: this.#now(), settings: Promise.resolve(settings) });
  }

  /** How people call us there, and whether anybody else is there. */
  async surroundings(room: string): Promise<{ readonly displayName: string | null; readonly isDirect: boolean }> {
    const [member, isDirect] = await Promise.all([
      this.#mouth.state(room, 'm.room.member', this.#mouth.account),
      this.#mouth.isDirect(room),
    ]);
    const name = isJsonObject(member) ? member.displayname : null;
    return { displayName: typeof name === 'string' && name.trim() !== '' ? name : null, isDirect };
  }

  /** Other names of a room, as loops may write them: those its server vouches for. */
  async namesOf(room: string): Promise<readonly string[]> {
    const content = await this.#mouth.state(room, 'm.room.canonical_alias', '');
    const alias = isJsonObject(content) ? content.alias : null;
    if (typeof alias !== 'string' || (await this.#mouth.roomCalled(alias)) !== room) return [];
    const [local = ''] = alias.split(':', 1);
    return serverOf(alias) === this.home ? [alias, local] : [alias];
  }

  /** What stands before a command where several people talk. */
  async promptOf(room: string): Promise<string> {
    return `${(await this.settings(room)).prefix} `;
  }

  /**
   * The id of the room a loop means: an id, `#ops:example.org`, or `#ops`, which is an alias of our own server: nobody
   * elsewhere can take it.
   * @returns null for a room we know nothing of, such as the terminal
   */
  async idOf(name: string): Promise<string | null> {
    if (name.startsWith('!')) return name;
    if (!name.startsWith('#')) return null;
    return this.#mouth.roomCalled(name.includes(':') ? name : `${name}:${this.home}`);
  }
}

/** `example.org:8448` of `@ann:example.org:8448`. */
export function serverOf(user: string): string {
  return user.slice(user.indexOf(':') + 1);
}
