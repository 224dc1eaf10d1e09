import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import {
  CollectStrategy,
  DecryptionSettings,
  DeviceId,
  DeviceLists,
  EncryptionSettings,
  initAsync,
  OlmMachine,
  RequestType,
  RoomId,
  type ToDeviceRequest,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Person } from './homeserver.ts';

type Content = Record<string, Json>;
type Request = Pick<ToDeviceRequest, 'id' | 'type' | 'body'>;
const anything = z.looseObject({});
const contentSchema = z.record(z.string(), z.json());
const membersSchema = z.object({ joined: z.record(z.string(), z.unknown()) });
const syncSchema = z.object({
  next_batch: z.string(),
  to_device: z.object({ events: z.array(z.unknown()) }).optional(),
  device_lists: z.object({ changed: z.array(z.string()).default([]) }).optional(),
  device_one_time_keys_count: z.record(z.string(), z.number()).default({}),
});
/** What somebody said, as the person reads it. */
export interface Opened {
  readonly sender: string;
  readonly type: string;
  readonly content: Content;
}

/** Somebody with a client that reads and writes encrypted rooms. */
export interface EncryptedPerson extends Person {
  makeEncryptedRoom(invite: readonly string[]): Promise<string>;
  /** @param keysLater sends the message before the key that reads it; the answer sends the key */
  sayEncrypted(room: string, body: string, keysLater?: boolean): Promise<() => Promise<void>>;
  /** Waits until what others said in a room fits. */
  opens(room: string, fits: (opened: readonly Opened[]) => boolean): Promise<readonly Opened[]>;
}

const paths: Readonly<Record<number, string>> = {
  [RequestType.KeysUpload]: 'keys/upload',
  [RequestType.KeysQuery]: 'keys/query',
  [RequestType.KeysClaim]: 'keys/claim',
};

export async function withKeys(person: Person): Promise<EncryptedPerson> {
  await initAsync();
  const whoSchema = z.object({ device_id: z.string() });
  const who = await person.ask({ method: 'GET', path: '/_matrix/client/v3/account/whoami' }, whoSchema);
  const machine = await OlmMachine.initialize(new UserId(person.userId), new DeviceId(who.device_id), randomUUID());
  const trust = () => new DecryptionSettings(TrustRequirement.Untrusted);
  let since = '';

  async function ask(request: Request): Promise<void> {
    const isToDevice = request.type === RequestType.ToDevice;
    const { event_type: type, txn_id: transaction } = request as ToDeviceRequest;
    const path = isToDevice ? `sendToDevice/${type}/${transaction}` : paths[request.type];
    const method = isToDevice ? 'PUT' : 'POST';
    const body = JSON.parse(request.body) as object;
    const answer = await person.ask({ method, path: `/_matrix/client/v3/${path}`, body }, anything);
    await machine.markRequestAsSent(request.id, request.type, JSON.stringify(answer));
  }
  async function sync(): Promise<void> {
    const path = `/_matrix/client/v3/sync?timeout=200${since === '' ? '' : `&since=${since}`}`;
    const synced = await person.ask({ method: 'GET', path }, syncSchema);
    since = synced.next_batch;
    await machine.receiveSyncChanges(
      JSON.stringify(synced.to_device?.events ?? []),
      new DeviceLists((synced.device_lists?.changed ?? []).map((user) => new UserId(user))),
      new Map(Object.entries(synced.device_one_time_keys_count)),
      new Set(),
      trust(),
    );
    for (const request of await machine.outgoingRequests()) await ask(request as Request);
  }
  await sync();
  await sync();

  return {
    ...person,
    async makeEncryptedRoom(invite) {
      const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } };
      return person.makeRoom({ invite, initial_state: [encryption] });
    },
    async sayEncrypted(room, body, keysLater = false) {
      await sync();
      const where = {
        method: 'GET',
        path: `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/joined_members`,
      } as const;
      const names = Object.keys((await person.ask(where, membersSchema)).joined);
      const users = () => names.map((name) => new UserId(name));
      await machine.updateTrackedUsers(users());
      for (const request of await machine.outgoingRequests()) await ask(request as Request);
      const claim = await machine.getMissingSessions(users());
      if (claim) await ask(claim);
      const settings = new EncryptionSettings();
      settings.sharingStrategy = CollectStrategy.allDevices();
      if (keysLater) await machine.invalidateGroupSession(new RoomId(room));
      const keys = await machine.shareRoomKey(new RoomId(room), users(), settings);
      const later = async () => {
        for (const key of keys) {
          const path = `/_matrix/client/v3/sendToDevice/${key.event_type}/${key.txn_id}`;
          await person.ask({ method: 'PUT', path, body: JSON.parse(key.body) as object }, anything);
        }
      };
      if (!keysLater) await later();
      for (const key of keys) await machine.markRequestAsSent(key.id, key.type, '{}');
      const content = JSON.stringify({ msgtype: 'm.text', body });
      const sealed = await machine.encryptRoomEvent(new RoomId(room), 'm.room.message', content);
      await person.send(room, 'm.room.encrypted', JSON.parse(sealed) as object);
      return keysLater ? later : async () => undefined;
    },
    async opens(room, fits) {
      let opened: Opened[] = [];
      for (let round = 0; round < 200; round += 1) {
        await sync();
        opened = [];
        for (const event of await person.read(room)) {
          if (event.type !== 'm.room.encrypted' || event.sender === person.userId) continue;
          const text = JSON.stringify({ origin_server_ts: 0, ...event });
          const read = await machine.decryptRoomEvent(text, new RoomId(room), trust()).catch(() => null);
          if (read === null) continue;
          const { type, content } = z
            .object({ type: z.string(), content: contentSchema })
            .parse(JSON.parse(read.event));
          opened.push({ sender: event.sender, type, content });
        }
        if (fits(opened)) return opened;
      }
      throw new Error(`What was waited for was not said. Said was:\n${JSON.stringify(opened)}`);
    },
  };
}
