import { randomUUID } from 'node:crypto';
import {
  Attachment,
  CollectStrategy,
  DecryptionSettings,
  DeviceId,
  DeviceLists,
  EncryptionSettings,
  initAsync,
  type KeysClaimRequest,
  LoggerLevel,
  MegolmDecryptionError,
  OlmMachine,
  RequestType,
  RoomId,
  type RoomKeyInfo,
  type ToDeviceRequest,
  Tracing,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { z } from 'zod';
import { LoomError } from '../../../../domain/errors.ts';
import { keepableContent, roomEventSchema } from '../../../../domain/room/event.ts';
import type { Log } from '../../log.ts';
import type { RoomsClient } from '../client.ts';
import type { Encryption, RoomKey, SealedFile } from './encryption.ts';
import { dumpStore, forgetStore, restoreStore } from './memory-store.ts';

export interface MachineParts {
  readonly client: RoomsClient;
  readonly user: string;
  readonly device: string;
  readonly log: Log;
  /** Content of a room's state; null when there is none. */
  readonly state: (room: string, type: string) => Promise<unknown>;
  /** What was stored last; null for a session that has none. */
  readonly kept: Uint8Array | null;
  /** @throws Error when another process has the session by now */
  readonly store: (bytes: Uint8Array) => Promise<void>;
}

type Request = Awaited<ReturnType<OlmMachine['outgoingRequests']>>[number] | KeysClaimRequest | ToDeviceRequest;

const contentSchema = z.record(z.string(), z.json());
const membersSchema = z.object({ joined: z.record(z.string(), z.unknown()) });
const ownKeysSchema = z.object({ device_keys: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) });
const api = '/_matrix/client/v3';

/**
 * Opens the keys of a session: those that were stored, or new ones for a session that never had any.
 * @throws LoomError `chat.keys_lost`
 */
export async function openEncryption(parts: MachineParts): Promise<Encryption> {
  const { client, user, device, log, kept, store } = parts;
  await initAsync();
  new Tracing(LoggerLevel.Warn).turnOff();
  const name = `${user} ${randomUUID()}`;
  if (kept === null) await assertNew(parts);
  else await restoreStore(name, kept);
  const machine = await OlmMachine.initialize(new UserId(user), new DeviceId(device), name);
  const encrypted = new Set<string>();
  let came: RoomKey[] = [];
  await machine.registerRoomKeyUpdatedCallback(async (infos: readonly RoomKeyInfo[]) => {
    came.push(...infos.map(({ roomId, sessionId }) => ({ room: roomId.toString(), session: sessionId })));
  });
  let turn: Promise<unknown> = Promise.resolve();
  /** The machine does one thing at a time, so that what is stored belongs together. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }
  // The machine keeps what it is given, so each call gets its own.
  const usersOf = (names: readonly string[]): UserId[] => names.map((each) => new UserId(each));
  const leastTrust = () => new DecryptionSettings(TrustRequirement.Untrusted);

  async function ask(request: Request): Promise<void> {
    const { method, path } = placeOf(request);
    const answer = await client.doRequest(method, path, null, JSON.parse(request.body));
    if (request.id !== undefined) await machine.markRequestAsSent(request.id, request.type, JSON.stringify(answer));
  }
  async function askAll(): Promise<boolean> {
    const requests = await machine.outgoingRequests();
    for (const request of requests) await ask(request);
    return requests.length > 0;
  }
  const keep = async (): Promise<void> => store(await dumpStore(name));

  return {
    async isEncrypted(room) {
      if (encrypted.has(room)) return true;
      const found = await parts.state(room, 'm.room.encryption');
      // It is never switched off again.
      if (found !== null) encrypted.add(room);
      return found !== null;
    },
    receive: ({ toDevice, changed, left, counts, unusedFallbacks }) =>
      inTurn(async () => {
        await machine.receiveSyncChanges(
          JSON.stringify(toDevice),
          new DeviceLists(usersOf(changed), usersOf(left)),
          new Map(Object.entries(counts)),
          new Set(unusedFallbacks),
          leastTrust(),
        );
        const keys = came;
        came = [];
        return keys;
      }),
    tell: () =>
      inTurn(async () => {
        if (await askAll()) await keep();
      }),
    read: (room, event) =>
      inTurn(async () => {
        try {
          const opened = await machine.decryptRoomEvent(JSON.stringify(event), new RoomId(room), leastTrust());
          const { type, content } = z
            .object({ type: z.string(), content: contentSchema })
            .parse(JSON.parse(opened.event));
          return roomEventSchema.parse({ ...event, type, content: keepableContent(content) });
        } catch (error) {
          const why = error instanceof MegolmDecryptionError ? error.description : String(error);
          log.info({ room, event: event.event_id, why }, 'a message cannot be read yet');
          return null;
        }
      }),
    seal: (room, type, content) =>
      inTurn(async () => {
        const path = `${api}/rooms/${encodeURIComponent(room)}/joined_members`;
        const members = Object.keys(membersSchema.parse(await client.doRequest('GET', path)).joined);
        await machine.updateTrackedUsers(usersOf(members));
        await askAll();
        const claim = await machine.getMissingSessions(usersOf(members));
        if (claim) await ask(claim);
        const settings = new EncryptionSettings();
        settings.sharingStrategy = CollectStrategy.allDevices();
        const shares = await machine.shareRoomKey(new RoomId(room), usersOf(members), settings);
        // A process that dies now must not begin another session under the same keys.
        if (shares.length > 0) await keep();
        for (const share of shares) await ask(share);
        const sealed = await machine.encryptRoomEvent(new RoomId(room), type, JSON.stringify(content));
        await keep();
        return contentSchema.parse(JSON.parse(sealed));
      }),
    dump: () => inTurn(() => dumpStore(name)),
    keep: () => inTurn(keep),
    close() {
      machine.close();
      void forgetStore(name).catch(() => undefined);
    },
  };
}

/** Keys that are made anew for a session that others know would look to them like somebody else's. */
async function assertNew({ client, user, device }: MachineParts): Promise<void> {
  const answer = await client.doRequest('POST', `${api}/keys/query`, null, { device_keys: { [user]: [device] } });
  if (ownKeysSchema.parse(answer).device_keys[user]?.[device] === undefined) return;
  throw new LoomError(
    'chat.keys_lost',
    `The session ${device} of ${user} has keys that are not in this database.`,
    'Use the database the bot had, or log it in anew and put the new token into HOLOLOOM_MATRIX_TOKEN.',
  );
}

function placeOf(request: Request): { readonly method: 'POST' | 'PUT'; readonly path: string } {
  switch (request.type) {
    case RequestType.KeysUpload:
      return { method: 'POST', path: `${api}/keys/upload` };
    case RequestType.KeysQuery:
      return { method: 'POST', path: `${api}/keys/query` };
    case RequestType.KeysClaim:
      return { method: 'POST', path: `${api}/keys/claim` };
    case RequestType.SignatureUpload:
      return { method: 'POST', path: `${api}/keys/signatures/upload` };
    case RequestType.ToDevice: {
      const { event_type: type, txn_id: transaction } = request as ToDeviceRequest;
      return { method: 'PUT', path: `${api}/sendToDevice/${type}/${encodeURIComponent(transaction)}` };
    }
    default:
      throw new Error(`Nobody asked for a request of kind ${request.type}.`);
  }
}

/** Encrypts a file by a key of its own. */
export function sealFile(bytes: Uint8Array): SealedFile {
  const sealed = Attachment.encrypt(bytes);
  const info = contentSchema.parse(JSON.parse(sealed.mediaEncryptionInfo ?? '{}'));
  return { bytes: sealed.encryptedData, info };
}
