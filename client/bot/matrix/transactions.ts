import { createHash, timingSafeEqual } from 'node:crypto';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Appservice } from './appservice.ts';

/** What a homeserver sends at once. */
export interface SentTransaction {
  /** The same when it is sent again. */
  readonly id: string;
  readonly events: readonly unknown[];
}

/** A hundred events of 64 KiB, and what is around them. */
const bytesMax = 16 * 1024 * 1024;
const transactionSchema = z.object({ events: z.array(z.unknown()) });
const idMax = 255;

/**
 * Listens for what the homeserver sends: it sends the next when this is stored, and the same again when it is not.
 * @param take stores it, and says whether it did
 * @returns closes the door; resolves when nobody is inside
 * @throws Error when the port is taken
 */
export async function openTransactions(
  { registration, listen }: Appservice,
  take: (transaction: SentTransaction) => Promise<boolean>,
): Promise<() => Promise<void>> {
  const app = new Hono();
  app.use(async (context, next) => {
    const token = tokenOf(context);
    if (token === null) return refuse(context, 401, 'M_UNAUTHORIZED', 'There is no token.');
    if (!isSame(token, registration.hs_token)) return refuse(context, 403, 'M_FORBIDDEN', 'The token is another one.');
    return next();
  });
  app.use(
    bodyLimit({
      maxSize: bytesMax,
      onError: (context) => refuse(context, 413, 'M_TOO_LARGE', `More than ${bytesMax} bytes.`),
    }),
  );
  app.put('/_matrix/app/v1/transactions/:id', async (context) => {
    const id = context.req.param('id');
    const sent = transactionSchema.safeParse(await context.req.json().catch(() => null));
    if (!sent.success || id.length > idMax) return refuse(context, 400, 'M_BAD_JSON', 'This is no transaction.');
    const isTaken = await take({ id, events: sent.data.events });
    return isTaken ? context.json({}) : refuse(context, 503, 'M_UNKNOWN', 'Another process speaks for the bot by now.');
  });
  app.post('/_matrix/app/v1/ping', (context) => context.json({}));
  // Users and rooms are there before anybody can ask for them, or they are not at all.
  app.all('*', (context) => refuse(context, 404, 'M_NOT_FOUND', 'There is nothing here.'));
  const server = serve({ fetch: app.fetch, hostname: listen.host, port: listen.port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
}

function tokenOf({ req }: Context): string | null {
  const [, bearer] = /^Bearer (.+)$/i.exec(req.header('authorization') ?? '') ?? [];
  return bearer ?? null;
}

/** Takes as long whatever is wrong with the token: hashes have one length, and are compared whole. */
function isSame(given: string, wanted: string): boolean {
  const hash = (token: string) => createHash('sha256').update(token).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function refuse(context: Context, status: 400 | 401 | 403 | 404 | 413 | 503, errcode: string, error: string): Response {
  return context.json({ errcode, error }, status);
}
