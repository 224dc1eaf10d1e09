import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { ca, git, hosts } from './delivery.ts';
import { backups, cloud, customers, databases, pager } from './operations.ts';
import { edr, iam, siem } from './security.ts';
import type { Service } from './service.ts';

/** The practice company while it is open for business. */
export interface Practice {
  readonly address: string;
  /** What the operator's egress file says, so that `https://siem.example` and the others lead here. */
  readonly routes: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const makers: readonly (() => Service)[] = [
  siem,
  edr,
  iam,
  git,
  ca,
  hosts,
  cloud,
  databases,
  backups,
  pager,
  customers,
];

/**
 * Opens all practice services on one port of loopback, each under its host name. Each start
 * begins with the same state; nothing is kept.
 * @param port 0 for any that is free
 */
export async function openPractice(port: number): Promise<Practice> {
  const services = makers.map((make) => make());
  const byHost = new Map(services.map(({ host, app }) => [host, app]));
  const app = new Hono();
  app.all('*', (context) => {
    const host = context.req.header('host') ?? '';
    const asked = byHost.get(host);
    if (asked !== undefined) return asked.fetch(context.req.raw);
    return context.json({ error: `No practice service is called ${host}.` }, 421);
  });
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    routes: Object.fromEntries(services.map(({ host }) => [`https://${host}`, address])),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
