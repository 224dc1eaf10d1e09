import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { openPractice, type Practice } from './server.ts';
import { practiceToken } from './service.ts';

/**
 * Opens the practice services for the loops in `examples/packages`, and tells the worker of this state folder where they
 * are: three files of the operator get what is missing in them, and what stands there already stays.
 */
const portDefault = 4_180;

const environmentSchema = z.object({
  HOLOLOOM_HOME: z.string().min(1).default('.hololoom'),
  HOLOLOOM_PRACTICE_PORT: z.coerce.number().int().min(0).max(65_535).default(portDefault),
});

const secrets = [
  ...['siem_token', 'edr_token', 'iam_token', 'ca_token', 'hosts_token', 'cloud_token', 'databases_token'],
  ...['backups_token', 'pager_token', 'customers_token'],
];

const groups = { '@sec-leads': ['@ann', '@bob'], '@release': ['@ann', '@bob'], '@privacy': ['@bob', '@eve'] };

async function main(): Promise<void> {
  const { HOLOLOOM_HOME, HOLOLOOM_PRACTICE_PORT } = environmentSchema.parse(process.env);
  const home = resolve(HOLOLOOM_HOME);
  const practice = await openPractice(HOLOLOOM_PRACTICE_PORT);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await tellWorker(home, practice);
  const hosts = Object.keys(practice.routes).map((origin) => origin.replace('https://', ''));
  process.stdout.write(
    [
      `The practice services answer at ${practice.address}:`,
      `  ${hosts.join(', ')}.`,
      `Routes, secrets and groups for them are in ${home}: egress.json, secrets.json, groups.json.`,
      'In another terminal: npm start -- run acme/forensic_analysis incident_id=INC-7',
      'A worker that runs already takes these files when it is started again. Ctrl-C closes the services.',
      '',
    ].join('\n'),
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void practice.close().then(() => process.exit(0)));
  }
}

async function tellWorker(home: string, { routes }: Practice): Promise<void> {
  await change(join(home, 'egress.json'), (file) => ({ ...file, routes: { ...objectIn(file.routes), ...routes } }));
  const tokens = Object.fromEntries(secrets.map((name) => [name, practiceToken]));
  await change(join(home, 'secrets.json'), (file) => ({ ...tokens, ...file }));
  await change(join(home, 'groups.json'), (file) => ({ ...groups, ...file }));
}

type JsonFile = Readonly<Record<string, unknown>>;

/** Changes a JSON file whole or not at all, for its owner's eyes. */
async function change(path: string, by: (file: JsonFile) => JsonFile): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const draft = `${path}.draft`;
  await writeFile(draft, `${JSON.stringify(by(objectIn(JSON.parse(text))), null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

function objectIn(value: unknown): JsonFile {
  return z.record(z.string(), z.unknown()).catch({}).parse(value);
}

main().catch((error: unknown) => {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const hint = inUse ? ' Another practice may run already; set HOLOLOOM_PRACTICE_PORT to use another port.' : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}.${hint}\n`);
  process.exit(1);
});
