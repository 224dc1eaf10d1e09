import type { MarketDeps } from '../../activities/market/propose.ts';
import { publishVersion } from '../../activities/market.ts';
import type { Database } from '../../db/connection.ts';
import type { Bundle } from '../../domain/market/bundle.ts';

const dayMs = 24 * 3_600_000;

/** A market as a worker sees it, two days later: what a test publishes need not wait any more. */
export const marketDeps = (db: Database, change: Partial<MarketDeps> = {}): MarketDeps => ({
  db,
  hostTools: ['test/greet', 'test/shout'],
  shipped: new Set(),
  now: () => Date.now() + 2 * dayMs,
  ...change,
});

/** What a publisher hands in: `acme/greeter 1.2.0`, with a program and what it depends on. */
export function bundleOf(
  text: string,
  source: string,
  dependencies: Readonly<Record<string, string>> = {},
  minHololoom = '0.1.0',
): Bundle {
  const [name = '', version = ''] = text.split(' ');
  return {
    source,
    documentation: `What ${name} is for.`,
    examples: [],
    metadata: {
      workflow_id: name,
      name,
      version,
      author: 'ada',
      description: `A ${name}.`,
      category: 'general',
      tags: [],
      dependencies: { ...dependencies },
      min_hololoom_version: minHololoom,
    },
  };
}

/** A toolbox of one tool, which takes and gives text. */
export function toolboxOf(text: string, tool: string, more = ''): Bundle {
  const [name = ''] = text.split(' ');
  const source = `TOOLS ${name}\n  - ${tool}(text: text) -> text = READ HOST test/shout\n${more}END\n`;
  return bundleOf(text, source);
}

/** A loop of one step that calls a tool of what it depends on. */
export function loopOf(text: string, call: string, dependencies: Readonly<Record<string, string>>, more = ''): Bundle {
  const [name = ''] = text.split(' ');
  const lines = [`LOOP ${name.replaceAll('-', '_')}`, '  INPUT: who: text', ...(more === '' ? [] : [more])];
  const source = [...lines, '  STEPS:', `    - said = ${call}`, '  OUTPUT: {said}', 'END', ''].join('\n');
  return bundleOf(text, source, dependencies);
}

export async function publishAll(deps: MarketDeps, bundles: readonly Bundle[]): Promise<void> {
  for (const bundle of bundles) await publishVersion(deps)(bundle);
}
