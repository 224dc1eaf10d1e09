import { z } from 'zod';
import { counter, inDays, notFound, type Service, service } from './service.ts';

/** What each account spent, by day, newest last. */
const spending: Readonly<Record<string, readonly { service: string; days: readonly number[] }[]>> = {
  production: [
    { service: 'compute', days: [410, 405, 412, 409, 640] },
    { service: 'storage', days: [88, 88, 89, 89, 90] },
  ],
  staging: [{ service: 'compute', days: [60, 61, 59, 62, 58] }],
};

/** The bill of the cloud. */
export const cloud = (): Service =>
  service('cloud.example', { guarded: true }, (app) => {
    app.get('/accounts/:name/costs', (context) => {
      const found = spending[context.req.param('name')];
      if (found === undefined) throw notFound(`The account ${context.req.param('name')}`, Object.keys(spending));
      return context.json(
        found.map(({ service: name, days }) => ({
          service: name,
          yesterday: days.at(-1) ?? 0,
          usual: days.slice(0, -1).reduce((sum, day) => sum + day, 0) / (days.length - 1),
        })),
      );
    });
  });

/** A cluster of databases: one primary, replicas that follow it. */
export const databases = (): Service =>
  service('databases.example', { guarded: true }, (app) => {
    const clusters = new Map([['orders', { primary: 'orders-a', replica: 'orders-b', writable: true }]]);
    const clusterOf = (name: string) => {
      const found = clusters.get(name);
      if (found === undefined) throw notFound(`The cluster ${name}`, clusters.keys());
      return found;
    };
    app.get('/:cluster', (context) => {
      const { primary, replica, writable } = clusterOf(context.req.param('cluster'));
      return context.json({ primary, replica, writable, lag_seconds: 2 });
    });
    app.post('/:cluster/promote', async (context) => {
      const { host } = z.object({ host: z.string() }).parse(await context.req.json());
      const found = clusterOf(context.req.param('cluster'));
      if (host === found.replica) [found.primary, found.replica] = [found.replica, found.primary];
      return context.json({ primary: found.primary });
    });
    app.put('/:cluster/writes', async (context) => {
      const { allowed } = z.object({ allowed: z.boolean() }).parse(await context.req.json());
      clusterOf(context.req.param('cluster')).writable = allowed;
      return context.json({ writable: allowed });
    });
  });

/** Backups, and scratch databases to restore them into. */
export const backups = (): Service =>
  service('backups.example', { guarded: true }, (app) => {
    const scratch = counter('scratch');
    const open = new Map<string, string>();
    app.get('/:database/latest', (context) =>
      context.json({ backup: `${context.req.param('database')}-nightly`, taken: inDays(-0.4), rows: 120_000 }),
    );
    app.post('/scratch', async (context) => {
      const { backup } = z.object({ backup: z.string() }).parse(await context.req.json());
      const id = scratch();
      open.set(id, backup);
      return context.json({ database: id });
    });
    app.get('/scratch/:id', (context) => {
      const backup = open.get(context.req.param('id'));
      if (backup === undefined) throw notFound(context.req.param('id'), open.keys());
      return context.json({ state: 'restored', rows: 119_990 });
    });
    app.delete('/scratch/:id', (context) => context.json({ dropped: open.delete(context.req.param('id')) }));
    app.get('/scratch', (context) => context.json([...open.keys()]));
  });

/** Who is on call, and what is going on. */
export const pager = (): Service =>
  service('pager.example', { guarded: true }, (app) => {
    const schedules = new Map([['platform', { now: '@ann', next: '@bob' }]]);
    app.get('/:team', (context) => {
      const found = schedules.get(context.req.param('team'));
      if (found === undefined) throw notFound(`The team ${context.req.param('team')}`, schedules.keys());
      return context.json(found);
    });
    app.get('/:team/incidents', (context) =>
      context.json([
        { id: 'P-31', title: 'Connections to orders exhausted', state: 'open' },
        { id: 'P-29', title: 'Certificate of www.example.com runs out', state: 'acknowledged' },
      ]),
    );
    app.post('/:team/shift', async (context) => {
      const { to } = z.object({ to: z.string() }).parse(await context.req.json());
      const found = schedules.get(context.req.param('team'));
      if (found === undefined) throw notFound(`The team ${context.req.param('team')}`, schedules.keys());
      if (found.now !== to) schedules.set(context.req.param('team'), { now: to, next: found.now });
      return context.json({ on_call: to });
    });
  });

/** Systems that hold data of customers. */
export const customers = (): Service =>
  service('customers.example', { guarded: true }, (app) => {
    const held = new Map([
      ['shop', new Set(['C-1001', 'C-1002'])],
      ['mail', new Set(['C-1001'])],
      ['support', new Set<string>()],
    ]);
    const systemOf = (name: string): Set<string> => {
      const found = held.get(name);
      if (found === undefined) throw notFound(`The system ${name}`, held.keys());
      return found;
    };
    app.get('/systems', (context) => context.json([...held.keys()]));
    app.get('/:system/:customer', (context) =>
      context.json({ records: systemOf(context.req.param('system')).has(context.req.param('customer')) ? 1 : 0 }),
    );
    app.delete('/:system/:customer', (context) =>
      context.json({ erased: systemOf(context.req.param('system')).delete(context.req.param('customer')) ? 1 : 0 }),
    );
  });
