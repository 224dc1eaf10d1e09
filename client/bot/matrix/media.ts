import { createHash } from 'node:crypto';
import { findUpload, saveUpload } from '../../../db/bot/uploads.ts';
import type { Database } from '../../../db/connection.ts';
import { LoomError } from '../../../domain/errors.ts';
import type { ChatMouth } from '../mouth.ts';
import { mayPass, type RoomsClient, refusalOf } from './client.ts';

type Media = Pick<ChatMouth, 'upload' | 'download'>;

/** Files on the homeserver. */
export function openMedia(client: RoomsClient, db: Database, account: string): Media {
  return {
    async upload({ bytes, name, type }) {
      const sha256 = createHash('sha256').update(`${name}\0${type}\0`).update(bytes).digest('hex');
      const known = await findUpload(db, account, sha256);
      if (known !== null) return known;
      const mxc = await client.uploadContent(Buffer.from(bytes), type, name);
      return saveUpload(db, account, sha256, mxc);
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
