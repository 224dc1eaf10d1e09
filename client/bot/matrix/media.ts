import { createHash } from 'node:crypto';
import { z } from 'zod';
import { findUpload, saveUpload } from '../../../db/bot/uploads.ts';
import type { Database } from '../../../db/connection.ts';
import { LoomError } from '../../../domain/errors.ts';
import type { ChatMouth, UploadedFile } from '../mouth.ts';
import { mayPass, type RoomsClient, refusalOf } from './client.ts';
import type { Encryption } from './encryption/encryption.ts';

type Media = Pick<ChatMouth, 'attach' | 'upload' | 'download'>;

const placedSchema = z.record(z.string(), z.json());

/** Files on the homeserver. */
export function openMedia(
  client: RoomsClient,
  db: Database,
  account: string,
  encryption: Encryption | null = null,
): Media {
  /** Does it once for the same bytes, name and type in the same room. */
  async function once(room: string, file: UploadedFile, put: () => Promise<string>): Promise<string> {
    const hash = createHash('sha256').update(`${room}\0${file.name}\0${file.type}\0`).update(file.bytes).digest('hex');
    return (await findUpload(db, account, hash)) ?? saveUpload(db, account, hash, await put());
  }
  const upload = (file: UploadedFile): Promise<string> =>
    once('', file, () => client.uploadContent(Buffer.from(file.bytes), file.type, file.name));
  return {
    upload,
    async attach(room, file) {
      if (encryption === null || !(await encryption.isEncrypted(room))) return { url: await upload(file) };
      const { sealFile } = await import('./encryption/machine.ts');
      const placed = await once(room, file, async () => {
        const { bytes, info } = sealFile(file.bytes);
        const url = await client.uploadContent(Buffer.from(bytes), 'application/octet-stream');
        return JSON.stringify({ ...info, url });
      });
      return { file: placedSchema.parse(JSON.parse(placed)) };
    },
    async download(mxc, bytesMax) {
      const [, server, id] = /^mxc:\/\/([^/?#]+)\/([\w-]+)$/.exec(mxc) ?? [];
      if (server === undefined || id === undefined) throw unavailable('its address is none');
      const path = `/_matrix/client/v1/media/download/${encodeURIComponent(server)}/${id}`;
      const bytes = await client.download(path, bytesMax).catch((error: unknown) => {
        if (mayPass(error)) throw error;
        throw unavailable(`the homeserver says ${refusalOf(error)?.code}`);
      });
      if (bytes === null) throw unavailable(`it has more than ${bytesMax} bytes`);
      return bytes;
    },
  };
}

function unavailable(why: string): LoomError {
  return new LoomError(
    'chat.media_unavailable',
    `The file cannot be read: ${why}.`,
    'Send it again, or paste the text.',
  );
}
