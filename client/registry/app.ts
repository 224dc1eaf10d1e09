import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { LoomError } from '../../domain/errors.ts';
import type { Loom } from '../loom.ts';
import { apiRoutes } from './api.ts';
import { answerOf, refusalOf, statusOf } from './errors.ts';
import { errorPage } from './pages/error.ts';
import { pageRoutes } from './pages/index.ts';
import { pictureRoutes } from './pictures.ts';
import { publishingRoutes } from './publishing.ts';
import { rateLimit } from './rate-limit.ts';

/** Nothing but our own style and pictures is loaded, nothing runs, and nobody puts a page of ours into theirs. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': pagePolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The market as others reach it over HTTP. @param url where they do, as pages say it */
export function registryApp(loom: Loom, url: string): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    await next();
  });
  app.use(rateLimit());
  app.use(etag());
  app.route('/api', apiRoutes(loom));
  app.route('/api', publishingRoutes(loom));
  app.route('/waves', pictureRoutes(loom));
  app.route('/', pageRoutes(loom, url));
  app.notFound((context) => {
    const error = new LoomError('market.not_found', 'There is nothing at this address.', 'Begin at the front page.');
    return context.req.path.startsWith('/api/') ? context.json(refusalOf(error), 404) : errorPage(context, error, 404);
  });
  app.onError((thrown, context) => {
    const error = answerOf(thrown);
    const status = statusOf(error);
    // What was not read to its end cannot be followed by anything else.
    if (context.req.method === 'POST') context.header('connection', 'close');
    if (error.code === 'registry.token_refused') context.header('www-authenticate', 'Bearer');
    if (error.code === 'registry.too_many') context.header('retry-after', '60');
    return context.req.path.startsWith('/api/')
      ? context.json(refusalOf(error), status)
      : errorPage(context, error, status);
  });
  return app;
}
