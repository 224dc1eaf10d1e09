import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostContext, HostTool } from '../../activities/host-tool.ts';
import { hostTools } from '../../examples/host-tools/index.ts';

/** An incident as a test tells it: which lines each log holds, by `host/kind`. */
export interface Told {
  readonly logs: Readonly<Record<string, readonly string[]>>;
  readonly known?: readonly { readonly network: string; readonly purpose: string }[];
  /** By host and kind; hosts without get none. */
  readonly configuration?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const addressOfHost: Readonly<Record<string, string>> = {
  alpha: '198.51.100.1',
  beta: '198.51.100.2',
  gamma: '198.51.100.3',
};

export interface Room {
  /** Folder of incidents. */
  readonly incidents: string;
  readonly home: string;
  readonly tell: (id: string, told: Told) => Promise<void>;
  /** Calls a tool as the worker does: arguments and result pass its schemas. */
  readonly call: <Result = Record<string, unknown>>(tool: string, input: object, key?: string) => Promise<Result>;
  readonly remove: () => Promise<void>;
}

/** A place of its own for one test: incidents, a state folder, and the tools that work on them. */
export async function openRoom(incidentsFolder?: string): Promise<Room> {
  const root = await mkdtemp(join(tmpdir(), 'hololoom-forensics-'));
  const incidents = incidentsFolder ?? join(root, 'incidents');
  const home = join(root, 'home');
  const tools = new Map(
    hostTools({ HOLOLOOM_INCIDENTS: incidents, HOLOLOOM_HOME: home }).map((tool) => [tool.name, tool]),
  );
  return {
    incidents,
    home,
    tell: (id, told) => writeIncident(join(incidents, id), told),
    call: async (name, input, key = 'run#step') => (await callTool(tools.get(name)!, input, contextOf(key))) as never,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function contextOf(idempotencyKey: string): HostContext {
  return { idempotencyKey, attempt: 1, signal: new AbortController().signal, heartbeat: () => undefined };
}

async function callTool(tool: HostTool, input: object, context: HostContext): Promise<unknown> {
  const result = await tool.run(tool.input.parse(input) as never, context);
  return tool.output.parse(result);
}

async function writeIncident(folder: string, { logs, known = [], configuration = {} }: Told): Promise<void> {
  const named = Object.keys(logs).map((name) => {
    const [host = '', kind = ''] = name.split('/');
    return { host, kind, file: `logs/${name}.log` };
  });
  const about = { title: 'A story told in a test', reported_at: '2026-03-04T20:00:00Z', logs: named };
  const hosts = Object.entries(addressOfHost).map(([name, address]) => ({
    name,
    role: `role of ${name}`,
    group: 'production',
    addresses: [address],
    utc_offset: '+00:00',
    configuration: Object.keys(configuration[name] ?? {}).map((kind) => ({ kind, file: `config/${name}/${kind}` })),
  }));
  const accounts = [{ name: 'deploy', kind: 'service', state: 'active' }];
  await write(join(folder, 'incident.json'), JSON.stringify(about));
  const inventory = { quarantine_group: 'quarantine', hosts, accounts, known_addresses: known };
  await write(join(folder, 'inventory.json'), JSON.stringify(inventory));
  for (const [name, lines] of Object.entries(logs)) {
    await write(join(folder, `logs/${name}.log`), lines.map((line) => `${line}\n`).join(''));
  }
  for (const [host, files] of Object.entries(configuration)) {
    for (const [kind, text] of Object.entries(files)) await write(join(folder, 'config', host, kind), text);
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
