import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { LoomError } from '../../../domain/errors.ts';
import { visible } from '../../cli/text.ts';
import { layout } from './layout.ts';

export async function errorPage(
  context: Context,
  { code, message }: LoomError,
  status: ContentfulStatusCode,
): Promise<Response> {
  const title = status === 404 ? 'Not found' : 'This did not work';
  const body = html`<h1>${title}</h1><p>${visible(message)}</p><p><a href="/">Back to the front page</a></p><p class="quiet"><code>${code}</code></p>`;
  return context.html(await layout({ title: `${title} · HoloLoom market`, body }), status);
}
