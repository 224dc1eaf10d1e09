import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import { bundleOf, loopOf, toolboxOf } from '../support/market.ts';
import { storeSigned } from '../support/signed-release.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench(
    {
      shout: ({ text }) => String(text).toUpperCase(),
      held: (_given, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    },
    { now: () => Date.now() + 48 * 3_600_000 },
  );
  loom = bench.openLoom();
  const holder = (version: string, text: string) =>
    bundleOf(
      `holder ${version}`,
      `LOOP holder\n  TOOLS:\n    - held(text: text) = HOST test/held\n  STEPS:\n    - first = "${text}"\n    - wait = held(first)\n  OUTPUT: {wait}\nEND\n`,
    );
  for (const bundle of [
    toolboxOf('voice 1.0.0', 'shout'),
    loopOf('greeter 1.0.0', 'shout(who)', { voice: '^1.0.0' }),
    toolboxOf('voice 1.1.0', 'shout', '  - whisper(text: text) -> text = HTTP POST "https://voice.example/{text}"\n'),
    loopOf('greeter 1.1.0', 'whisper(who)', { voice: '^1.1.0' }),
    loopOf('greeter 1.0.1', 'shout(who)', { voice: '~1.0.0' }),
    loopOf('nightly 1.0.0', 'shout(who ?? "all")', { voice: '^1.0.0' }, '  SCHEDULE: "0 9 * * MON"'),
    holder('1.0.0', 'a'),
    holder('1.0.1', 'b'),
  ]) {
    await loom.market.publish(bundle);
  }
  // Only a newer HoloLoom, which has the same database, would take this one.
  await storeSigned(bench.db, bundleOf('tomorrow 1.0.0', 'LOOP tomorrow\n  STEPS:\n    - a = 1\nEND\n', {}, '9.0.0'));
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

const by = (room: string, level = 100): Caller => ({ requestId: randomUUID(), room, requester: '@ada', level });
const asked = (text: string): ChangeRequest => {
  const [name = '', range = null] = text.split('@');
  return { kind: 'install', package: name, range, autoUpdate: null };
};
async function change(room: string, request: ChangeRequest) {
  const { hash } = await loom.market.prepare(request, by(room));
  return loom.market.apply(request, hash, by(room));
}
const installed = async (room: string) =>
  (await loom.market.installed(room)).entries.map((entry) => `${entry.package} ${entry.version}`);
const ranAs = async (program: string, caller: Caller): Promise<string | null> =>
  (await loom.loops.run({ program, words: { who: 'ann' } }, caller)).version;

describe('what "run" means', () => {
  it('is the version installed in the room, elsewhere the newest for those who may install, and nothing for others', async () => {
    await change('#run', asked('greeter@1.0.1'));
    expect(await ranAs('greeter', by('#run', 0))).toBe('1.0.1');
    expect(await ranAs('greeter@^1.0', by('#run', 0))).toBe('1.0.1');
    expect(await ranAs('greeter', by('#else', 50))).toBe('1.1.0');
    await expect(ranAs('greeter', by('#else', 49))).rejects.toMatchObject({
      code: 'market.not_installed',
      hint: 'Ask a moderator: market install greeter',
    });
    await expect(ranAs('greeter@1.1.0', by('#run', 0))).rejects.toMatchObject({
      message: 'greeter is installed in this room as 1.0.1, which does not fit 1.1.0.',
    });
  });

  it('is what it was compiled to here', async () => {
    await change('#plan', asked('greeter@1.0.0'));
    const [entry] = (await loom.market.installed('#plan')).entries;
    const run = await loom.loops.run({ program: 'greeter', words: { who: 'ann' } }, by('#plan', 0));
    expect((await loom.loops.compiled('greeter', '#plan')).hash).toBe(entry?.planHash);
    expect((await loom.runs.watch(run.workflowId, () => undefined)).output).toEqual({ said: 'ANN' });
  });

  it('is refused for a HoloLoom that is too old for it', async () => {
    await expect(ranAs('tomorrow', by('#old'))).rejects.toMatchObject({
      code: 'market.needs_newer',
      message: 'tomorrow 1.0.0 needs HoloLoom 9.0.0, and this is 0.1.0.',
    });
  });
});

describe('changes', () => {
  it('are made by those who have the power level, and by nobody else', async () => {
    const refused = { code: 'market.not_allowed' };
    await expect(loom.market.prepare(asked('greeter'), by('#level', 49))).rejects.toMatchObject(refused);
    await expect(loom.market.apply(asked('greeter'), 'a'.repeat(64), by('#level', 0))).rejects.toMatchObject(refused);
    await expect(loom.market.rollback(null, by('#level', 0))).rejects.toMatchObject(refused);
    await expect(loom.market.settings({ canary: '#x' }, by('#level', 0))).rejects.toMatchObject(refused);
  });

  it('need a yes for an install, and for an update only when it may touch more', async () => {
    await change('#yes', asked('voice@1.0.0'));
    const update: ChangeRequest = { kind: 'update', packages: null, to: {} };
    expect(await loom.market.prepare(asked('greeter'), by('#yes'))).toMatchObject({ needsYes: true });
    expect(await loom.market.prepare(update, by('#yes'))).toMatchObject({
      needsYes: true,
      growth: [{ package: 'voice', powers: { hosts: ['voice.example'], writes: ['whisper'] } }],
    });
    await change('#no', asked('greeter@1.0.0'));
    const quiet: ChangeRequest = { kind: 'update', packages: ['greeter'], to: { greeter: '1.0.1' } };
    expect(await loom.market.prepare(quiet, by('#no'))).toMatchObject({ needsYes: false });
  });

  it('tell which running runs could go on with the new plan, and leave them on theirs', async () => {
    await change('#runs', asked('holder@1.0.0'));
    const run = await loom.loops.run({ program: 'holder' }, by('#runs'));
    const holding = new AbortController();
    await loom.runs.watch(
      run.workflowId,
      ({ steps }) => {
        if (steps.some(({ name, status }) => name === 'wait' && status === 'running')) holding.abort();
      },
      holding.signal,
    );
    const update: ChangeRequest = { kind: 'update', packages: ['holder'], to: {} };
    const prepared = await eventually(async () => {
      const found = await loom.market.prepare(update, by('#runs'));
      if (found.moves.length === 0) throw new Error('Temporal does not list the run yet');
      return found;
    });
    expect(prepared.moves).toMatchObject([{ loop: 'holder', runs: [{ move: { could: false, step: 'first' } }] }]);
    await loom.market.apply(update, prepared.hash, by('#runs'));
    expect(await installed('#runs')).toEqual(['holder 1.0.1']);
    expect(await loom.market.rollback(null, by('#runs'))).toMatchObject({ generation: 1, before: 2 });
    expect(await loom.runs.get(run.workflowId)).toMatchObject({ status: 'running', version: '1.0.0' });
    await loom.runs.cancel(run.workflowId);
    await loom.runs.watch(run.workflowId, () => undefined);
  });

  it('keep a package that is scheduled in the room, and say by which schedule', async () => {
    await change('#night', asked('nightly'));
    const made = await loom.schedules.create({ program: 'nightly', words: { who: 'all' } }, by('#night', 50));
    expect(made.version).toBe('1.0.0');
    await expect(change('#night', { kind: 'uninstall', package: 'nightly' })).rejects.toMatchObject({
      code: 'market.still_needed',
      message: 'nightly runs by itself in this room: nightly.',
      hint: 'Type "schedule remove nightly" first.',
    });
    await loom.schedules.remove(made.id);
    await change('#night', { kind: 'uninstall', package: 'nightly' });
    expect(await installed('#night')).toEqual([]);
  });

  it('are listed set by set, and can be gone back on', async () => {
    await change('#list', asked('voice@1.0.0'));
    await change('#list', asked('greeter'));
    await loom.market.rollback(1, by('#list'));
    expect(await loom.market.generations('#list')).toMatchObject([
      { number: 2, current: false, by: '@ada', reason: 'install greeter', packages: 2 },
      { number: 1, current: true, reason: 'install voice@1.0.0', changes: [{ package: 'voice', to: '1.0.0' }] },
    ]);
    await expect(loom.market.rollback(9, by('#list'))).rejects.toMatchObject({ code: 'market.no_generation' });
    await expect(loom.market.rollback(null, by('#empty'))).rejects.toMatchObject({ code: 'market.no_generation' });
  });

  it('are told of before they are made: what is newer, and what still waits', async () => {
    await change('#behind', asked('greeter@1.0.0'));
    const [update] = await loom.market.outdated('#behind');
    expect(update).toMatchObject({
      package: 'greeter',
      installed: '1.0.0',
      update: null,
      waiting: { version: '1.1.0' },
    });
    await loom.market.settings({ cooldownMs: 0 }, by('#behind'));
    expect(await loom.market.outdated('#behind')).toMatchObject([{ update: '1.1.0', waiting: null, beyond: null }]);
  });
});

async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      return await ask();
    } catch {
      await new Promise((next) => setTimeout(next, 100));
    }
  }
  return ask();
}
