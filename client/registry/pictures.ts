import { Hono } from 'hono';
import { planGraph } from '../../dsl/graph/model.ts';
import { svgOf } from '../../dsl/graph/svg.ts';
import type { Loom } from '../loom.ts';
import { onRelease } from './names.ts';

/** A picture that somebody opens by itself loads nothing, runs nothing, and belongs to no origin. */
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** The steps of a release by their waves, as `plan --graph svg` draws them. */
export function pictureRoutes({ loops }: Loom): Hono {
  const app = new Hono();
  onRelease(app, '', async (context, { package: name, version }) => {
    const { plan } = await loops.compiled(`${name}@${version}`);
    return context.body(svgOf(planGraph(plan)), 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': picturePolicy,
      'cache-control': 'public, max-age=3600',
    });
  });
  return app;
}
