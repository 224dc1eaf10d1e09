import type { JsonObject } from '../../../../domain/json.ts';
import type { RoomEvent } from '../../../../domain/room/event.ts';

/** What a sync says about keys, as the server sends it. */
export interface SyncedKeys {
  readonly toDevice: readonly unknown[];
  readonly changed: readonly string[];
  readonly left: readonly string[];
  /** How many one-time keys of ours the server still has, by algorithm. */
  readonly counts: Readonly<Record<string, number>>;
  readonly unusedFallbacks: readonly string[];
}

/** A key by which messages of a room can be read from now on. */
export interface RoomKey {
  readonly room: string;
  readonly session: string;
}

/** The keys of one session of the account, and what is done with them. One process has them at a time. */
export interface Encryption {
  isEncrypted(room: string): Promise<boolean>;
  /** @returns the keys that came; what it learnt is only in memory until `dump` is stored or `keep` is called */
  receive(synced: SyncedKeys): Promise<readonly RoomKey[]>;
  /** Tells the server what it has to know: keys of ours, and what we ask of others. Only after what was received is stored. */
  tell(): Promise<void>;
  /** @returns the event as it was before it was encrypted; null while its key is missing, or when it is forged */
  read(room: string, event: RoomEvent): Promise<RoomEvent | null>;
  /** Encrypts for everybody who is in the room now; what has to be stored before it is sent is stored. */
  seal(room: string, type: string, content: JsonObject): Promise<JsonObject>;
  /** Everything, as bytes. */
  dump(): Promise<Uint8Array>;
  /** Stores it. @throws Error when another process has the session by now */
  keep(): Promise<void>;
  close(): void;
}

/** A file as it is put on the server, and what opens it. */
export interface SealedFile {
  readonly bytes: Uint8Array;
  readonly info: JsonObject;
}
