import { Hono } from 'hono';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { sha256Schema } from '../../domain/market/signature.ts';
import { readRequest } from '../api/market/request.ts';
import type { Loom } from '../loom.ts';
import { onPackage, onRelease } from './names.ts';
import { afterIn, searchIn, sinceIn } from './queries.ts';

const artifactSchema = z.object({ sha256: sha256Schema });

/** What never changes may be kept for ever. */
const forever = 'public, max-age=31536000, immutable';

/** What may be asked of a market, as JSON. Nothing of it needs a token. */
export function apiRoutes({ market, registry }: Loom): Hono {
  const app = new Hono();
  app.get('/search', async (context) => context.json(await market.search(searchIn(context))));
  app.get('/statistics', async (context) => context.json(await market.statistics()));
  app.get('/log', async (context) => context.json(await registry.log(sinceIn(context))));
  onPackage(app, '/packages', async (context, name) => {
    const [shown, card] = await Promise.all([market.show(name), market.card(name).catch(unlessWithdrawn)]);
    return context.json({ card, ...shown });
  });
  onPackage(app, '/versions', async (context, name) => context.json((await market.show(name)).versions));
  onPackage(app, '/reviews', async (context, name) => context.json(await market.reviews(name, afterIn(context))));
  onRelease(app, '/releases', async (context, { package: name, version }) =>
    context.json(await registry.release(`${name}@${version}`)),
  );
  onRelease(app, '/bundles', async (context, { package: name, version }) => {
    const { text } = await market.exportBundle(`${name}@${version}`);
    return context.body(text, 200, { 'content-type': 'application/json; charset=utf-8' });
  });
  app.get('/artifacts/:sha256', async (context) => {
    const { sha256 } = readRequest(artifactSchema, context.req.param());
    return context.body(await registry.artifact(sha256), 200, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': forever,
      etag: `"${sha256}"`,
    });
  });
  return app;
}

/** Of a package whose releases were all withdrawn there is no card. */
function unlessWithdrawn(error: unknown): null {
  if (LoomError.from(error).code === 'market.not_found') return null;
  throw error;
}
