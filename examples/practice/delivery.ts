import { z } from 'zod';
import { counter, inDays, notFound, type Service, service } from './service.ts';

const issues: Readonly<
  Record<string, readonly { id: number; title: string; owner: string | null; ageDays: number }[]>
> = {
  api: [
    { id: 41, title: 'Timeouts on /orders under load', owner: '@ann', ageDays: 40 },
    { id: 57, title: 'Rate limiter counts retries twice', owner: null, ageDays: 21 },
    { id: 63, title: 'Document the new webhook', owner: '@bob', ageDays: 3 },
  ],
  web: [{ id: 12, title: 'Login page flickers', owner: null, ageDays: 90 }],
};

const updates: Readonly<Record<string, readonly { name: string; from: string; to: string; risk: string }[]>> = {
  api: [
    { name: 'http-router', from: '3.1.0', to: '3.1.4', risk: 'patch' },
    { name: 'queue-client', from: '1.9.2', to: '2.0.0', risk: 'major' },
  ],
};

/** Repositories: their issues, and pull requests that update what they depend on. */
export const git = (): Service =>
  service('git.example', { guarded: false }, (app) => {
    const pulls = new Map<number, { state: 'open' | 'merged' | 'closed'; package: string }>();
    let last = 200;
    app.get('/:repo/issues', (context) => {
      const found = issues[context.req.param('repo')];
      if (found === undefined) throw notFound(context.req.param('repo'), Object.keys(issues));
      const before = Date.parse(context.req.query('before') ?? inDays(0));
      const old = found.filter(({ ageDays }) => Date.parse(inDays(-ageDays)) < before);
      return context.json(old.map(({ id, title, owner }) => ({ id, title, owner })));
    });
    app.get('/:repo/updates', (context) => context.json(updates[context.req.param('repo')] ?? []));
    app.post('/:repo/pulls', async (context) => {
      const { package: name } = z.object({ package: z.string(), version: z.string() }).parse(await context.req.json());
      last += 1;
      pulls.set(last, { state: 'open', package: name });
      return context.json({ number: last });
    });
    const settle = (state: 'merged' | 'closed') => (number: string) => {
      const pull = pulls.get(Number(number));
      if (pull === undefined) throw notFound(`Pull request ${number}`, [...pulls.keys()].map(String));
      // What is merged stays merged.
      if (pull.state === 'open') pull.state = state;
      return { state: pull.state };
    };
    app.post('/:repo/pulls/:number/merge', (context) => context.json(settle('merged')(context.req.param('number'))));
    app.post('/:repo/pulls/:number/close', (context) => context.json(settle('closed')(context.req.param('number'))));
    app.get('/:repo/pulls', (context) => context.json([...pulls].map(([number, pull]) => ({ number, ...pull }))));
  });

/** A certificate authority. An order is pending when it is first asked about, and valid afterwards. */
export const ca = (): Service =>
  service('ca.example', { guarded: true }, (app) => {
    const order = counter('ORD');
    const orders = new Map<string, { readonly name: string; asked: number }>();
    app.get('/certificates', (context) => {
      const zone = context.req.query('zone') ?? '';
      return context.json([
        { name: `www.${zone}`, expires: inDays(6), hosts: ['web-1', 'web-2'] },
        { name: `api.${zone}`, expires: inDays(80), hosts: ['api-1'] },
        { name: `broken.${zone}`, expires: inDays(2), hosts: ['old-1'] },
      ]);
    });
    app.post('/orders', async (context) => {
      const { name } = z.object({ name: z.string() }).parse(await context.req.json());
      const id = order();
      orders.set(id, { name, asked: 0 });
      return context.json({ order: id });
    });
    app.get('/orders/:id', (context) => {
      const found = orders.get(context.req.param('id'));
      if (found === undefined) throw notFound(context.req.param('id'), orders.keys());
      found.asked += 1;
      if (found.name.startsWith('broken.')) return context.json({ state: 'invalid', certificate: null });
      return context.json(
        found.asked === 1
          ? { state: 'pending', certificate: null }
          : { state: 'valid', certificate: `${found.name} by ${context.req.param('id')}` },
      );
    });
  });

/** Puts certificates on hosts and tells which one a host serves. */
export const hosts = (): Service =>
  service('hosts.example', { guarded: true }, (app) => {
    const served = new Map<string, string>();
    const at = (host: string): string => served.get(host) ?? 'the old one';
    app.put('/:host/certificate', async (context) => {
      const { certificate } = z.object({ certificate: z.string() }).parse(await context.req.json());
      const host = context.req.param('host');
      const previous = at(host);
      served.set(host, certificate);
      return context.json({ previous });
    });
    app.get('/:host/certificate', (context) => context.json({ serves: at(context.req.param('host')) }));
  });
