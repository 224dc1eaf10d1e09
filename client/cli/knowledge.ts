import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { commands } from '../commands/index.ts';
import type { Loom } from '../loom.ts';
import type { Knowledge } from './completion.ts';
import { terminalRoom } from './execute.ts';
import { runIdOf } from './ids.ts';

const runsMax = 50;
/** Somebody who presses Tab again and again asks once. */
const freshMs = 3_000;

/** What the room can complete with: asked of the services, the files of the folder paths start from. */
export function knowledgeOf(loom: Loom, folder: string): Knowledge {
  const inputs = new Map<string, () => Promise<readonly string[]>>();
  return {
    place: 'terminal room',
    commands,
    packages: remembered(async () => (await loom.market.list()).map((each) => each.package)),
    installed: remembered(async () =>
      (await loom.market.installed(terminalRoom)).entries.flatMap((entry) => (entry.direct ? entry.package : [])),
    ),
    runs: remembered(async () => (await loom.runs.list({ limit: runsMax })).map(runIdOf)),
    questions: remembered(async () =>
      (await loom.runs.questions({ room: terminalRoom })).map(({ number }) => String(number)),
    ),
    inputs(program) {
      const ask =
        inputs.get(program) ??
        remembered(async () => (await loom.loops.plan(program, {}, terminalRoom)).inputs.map(({ name }) => name));
      inputs.set(program, ask);
      return ask();
    },
    files: (beginning) => filesLike(folder, beginning).catch(() => []),
  };
}

function remembered(ask: () => Promise<readonly string[]>): () => Promise<readonly string[]> {
  let answer: Promise<readonly string[]> | null = null;
  let askedAt = 0;
  return () => {
    if (answer === null || Date.now() - askedAt > freshMs) {
      askedAt = Date.now();
      // Completion is a courtesy: services that do not answer are told by the command itself.
      answer = ask().catch(() => []);
    }
    return answer;
  };
}

async function filesLike(folder: string, beginning: string): Promise<string[]> {
  const parent =
    beginning.endsWith('/') || beginning === '' ? beginning : beginning.slice(0, -basename(beginning).length);
  const entries = await readdir(resolve(folder, parent === '' ? '.' : dirname(`${parent}x`)), { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith('.') && !/\s/.test(name))
    .map((entry) => `${parent}${entry.name}${entry.isDirectory() ? '/' : ''}`);
}
