import { Hono } from 'hono';
import { LoomError } from '../../../domain/errors.ts';
import type { Loom } from '../../loom.ts';
import { onPackage } from '../names.ts';
import { afterIn, searchIn } from '../queries.ts';
import { frontPage } from './front.ts';
import { icon } from './icon.ts';
import { packagePage } from './package.ts';
import { searchPage } from './search.ts';
import { statisticsPage } from './statistics.ts';
import { style } from './style.ts';

const aDay = { 'cache-control': 'public, max-age=86400' };

/** The catalogue for people. Everything works without JavaScript: there is none. */
export function pageRoutes({ market }: Loom, url: string): Hono {
  const app = new Hono();
  app.get('/', async (context) => context.html(await frontPage(await market.front(), url)));
  app.get('/search', async (context) => {
    const request = searchIn(context);
    return context.html(await searchPage(request, await market.search(request)));
  });
  app.get('/statistics', async (context) => context.html(await statisticsPage(await market.statistics())));
  onPackage(app, '/packages', async (context, name) => {
    const [shown, card, reviews] = await Promise.all([
      market.show(name),
      market.card(name).catch(unlessWithdrawn),
      market.reviews(name, afterIn(context)).catch(unlessWithdrawn),
    ]);
    return context.html(await packagePage({ ...shown, card, reviews }, url));
  });
  app.get('/style.css', (context) => context.body(style, 200, { 'content-type': 'text/css; charset=utf-8', ...aDay }));
  app.get('/icon.svg', (context) => context.body(icon, 200, { 'content-type': 'image/svg+xml', ...aDay }));
  return app;
}

/** Of a package whose releases were all withdrawn there is no card. */
function unlessWithdrawn(error: unknown): null {
  if (LoomError.from(error).code === 'market.not_found') return null;
  throw error;
}
