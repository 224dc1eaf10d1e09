import { z } from 'zod';
import { counter, inDays, notFound, type Service, service } from './service.ts';

interface Incident {
  readonly level: 'low' | 'high';
  readonly hosts: readonly string[];
  readonly events: readonly { readonly host: string; readonly user: string; readonly action: string }[];
}

const incidents: ReadonlyMap<string, Incident> = new Map([
  [
    'INC-7',
    {
      level: 'high',
      hosts: ['web-2', 'db-1'],
      events: [
        { host: 'web-2', user: 'deploy', action: 'login_failed' },
        { host: 'web-2', user: 'deploy', action: 'login_failed' },
        { host: 'web-2', user: 'deploy', action: 'login' },
        { host: 'web-2', user: 'sysupd', action: 'account_created' },
        { host: 'db-1', user: 'sysupd', action: 'login' },
      ],
    },
  ],
  ['INC-8', { level: 'low', hosts: [], events: [{ host: 'web-1', user: 'ann', action: 'login_failed' }] }],
]);

function incidentOf(id: string): Incident {
  const found = incidents.get(id);
  if (found === undefined) throw notFound(id, incidents.keys());
  return found;
}

/** Where alerts come from. */
export const siem = (): Service =>
  service('siem.example', { guarded: true }, (app) => {
    app.get('/incidents/:id', (context) => {
      const { level, hosts } = incidentOf(context.req.param('id'));
      return context.json({ level, hosts });
    });
    app.get('/incidents/:id/events', (context) => {
      const { events } = incidentOf(context.req.param('id'));
      return context.json(events.map((event, at) => ({ ...event, at: inDays(-1 + at / 1_440) })));
    });
  });

const hostBody = z.object({ host: z.string().min(1) });

/** Takes hosts off the network and puts them back. `isolated` lists those that are off it. */
export const edr = (): Service =>
  service('edr.example', { guarded: true }, (app) => {
    const isolated = new Set<string>();
    const ticket = counter('EDR');
    app.post('/isolate', async (context) => {
      const { host } = hostBody.parse(await context.req.json());
      isolated.add(host);
      return context.json({ ticket: ticket() });
    });
    app.post('/release', async (context) => {
      const { host } = hostBody.parse(await context.req.json());
      isolated.delete(host);
      return context.json({ released: host });
    });
    app.get('/isolated', (context) => context.json([...isolated].sort()));
  });

const roles = {
  'read-logs': { risk: 'low', owners: ['@ann', '@bob'] },
  'prod-database': { risk: 'high', owners: ['@ann', '@bob', '@eve'] },
} as const;

/** Who may do what. */
export const iam = (): Service =>
  service('iam.example', { guarded: true }, (app) => {
    const grants = new Map<string, { readonly user: string; readonly role: string }>();
    const grant = counter('GR');
    app.get('/roles/:name', (context) => {
      const name = context.req.param('name');
      const found = Object.hasOwn(roles, name) ? roles[name as keyof typeof roles] : undefined;
      if (found === undefined) throw notFound(`The role ${name}`, Object.keys(roles));
      return context.json({ name, ...found });
    });
    app.post('/grants', async (context) => {
      const asked = z.object({ user: z.string(), role: z.string() }).parse(await context.req.json());
      const id = grant();
      grants.set(id, asked);
      return context.json({ grant: id });
    });
    app.delete('/grants/:id', (context) => context.json({ revoked: grants.delete(context.req.param('id')) }));
    app.get('/grants', (context) => context.json([...grants].map(([id, held]) => ({ grant: id, ...held }))));
  });
