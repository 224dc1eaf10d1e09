import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import { LoomError } from '../../domain/errors.ts';
import { keysInMemory } from '../support/keys.ts';
import { bundleOf } from '../support/made-releases.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
let tries = 0;
beforeAll(async () => {
  bench = await workbench({
    greet: ({ who }) => `Hello ${who}`,
    stumble: () => {
      tries += 1;
      if (tries === 1) throw new Error('once');
      return 'fine';
    },
    refuse: () => {
      throw new LoomError('tool.bad_input', 'Never.', 'Give up.');
    },
  });
  loom = bench.openLoom(keysInMemory('ann'));
  await loom.market.publish(bundleOf('ann/greeter', loopOf('greeter', 'greet(who: text) -> text', 'greet(who)')));
  await loom.market.publish(
    bundleOf('ann/stumbler', loopOf('stumbler', 'stumble() -> text', 'stumble() RETRY 3 EVERY 1s')),
  );
  await loom.market.publish(bundleOf('ann/refuser', loopOf('refuser', 'refuse() -> text', 'refuse()')));
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

function loopOf(name: string, tool: string, call: string): string {
  const host = tool.slice(0, tool.indexOf('('));
  const head = `LOOP ann/${name}\n  INPUT: who: text = "you"\n  TOOLS:\n    - ${tool} = HOST test/${host}\n`;
  return `${head}  STEPS:\n    - said = ${call}\n  OUTPUT: {said}\nEND\n`;
}

const by = (requester: string, room = 'terminal'): Caller => ({ requestId: randomUUID(), room, requester, level: 100 });

/** Runs to the end, and until the end is counted: what the worker writes down comes a moment after the run. */
async function ran(program: string, caller: Caller): Promise<string> {
  const known = async (): Promise<number> => {
    const { standing } = await loom.market.card(program);
    return standing.completed + standing.failed + standing.stopped;
  };
  const before = await known();
  const run = await loom.loops.run({ program, inputs: {} }, caller);
  await loom.runs.watch(run.workflowId, () => undefined);
  while ((await known()) === before) await new Promise((next) => setTimeout(next, 20));
  return run.workflowId;
}

describe('what real runs come to', () => {
  it('is measured: how they ended, how long they took, how often a step was tried again', async () => {
    await ran('ann/stumbler', by('@bob'));
    await ran('ann/refuser', by('@bob'));
    const { standing, lastRuns, facts, waves } = await loom.market.card('ann/stumbler');
    expect(standing).toMatchObject({ completed: 1, failed: 0, retries: 1, medianMs: expect.any(Number) });
    expect(lastRuns).toMatchObject([{ version: '1.0.0', status: 'completed' }]);
    expect(facts).toMatchObject([{ version: '1.0.0', completed: 1, retries: 1 }]);
    expect(waves).toEqual([['said']]);
    expect((await loom.market.card('ann/refuser')).standing).toMatchObject({ completed: 0, failed: 1 });
  });

  it('says nothing about who ran it, or where', async () => {
    const card = JSON.stringify(await loom.market.card('ann/stumbler'));
    expect(card).not.toMatch(/@bob|terminal|workflowId/);
  });
});

describe('a word about a package', () => {
  it('is refused before a run was completed in a room of theirs', async () => {
    const rating = { package: 'ann/greeter', stars: 5 };
    await expect(loom.market.rate(rating, by('@carl'))).rejects.toMatchObject({ code: 'market.not_run' });
    await expect(loom.market.rate({ ...rating, package: 'ann/refuser' }, by('@bob'))).rejects.toMatchObject({
      code: 'market.not_run',
    });
    await ran('ann/greeter', by('@bob', '#ops'));
    await expect(loom.market.rate(rating, by('@carl', '#other'))).rejects.toMatchObject({ code: 'market.not_run' });
    expect(await loom.market.rate(rating, by('@carl', '#ops'))).toMatchObject({ stars: 5, major: 1, replaced: null });
  });

  it('is one of each person, and a second one replaces the first', async () => {
    const elsewhere = by('@bob', '#other');
    expect(await loom.market.rate({ package: 'ann/greeter', stars: 1 }, elsewhere)).toMatchObject({ replaced: null });
    const second = by('@bob', '#ops');
    const rating = { package: 'ann/greeter', stars: 4, text: 'It greets.' };
    expect(await loom.market.rate(rating, second)).toMatchObject({ replaced: 1 });
    // The same request again is the same word.
    expect(await loom.market.rate(rating, second)).toMatchObject({ replaced: 1 });
    const { reviews, standing } = await loom.market.reviews('ann/greeter');
    expect(reviews).toMatchObject([
      { user: '@bob', stars: 4, text: 'It greets.', version: '1.0.0' },
      { user: '@carl', stars: 5, text: '' },
    ]);
    expect(standing).toMatchObject({ stars: 9, ratings: 2 });
  });

  it('is never its publisher’s own', async () => {
    await ran('ann/greeter', by('@ann:example.org', '#ops'));
    const own = loom.market.rate({ package: 'ann/greeter', stars: 5 }, by('@ann:example.org', '#ops'));
    await expect(own).rejects.toMatchObject({ code: 'market.own_package' });
  });

  it('is read page by page', async () => {
    const first = await loom.market.reviews('ann/greeter', { limit: 1 });
    const second = await loom.market.reviews('ann/greeter', { limit: 1, after: first.next ?? '' });
    expect([first, second].map(({ reviews }) => reviews.map(({ user }) => user))).toEqual([['@bob'], ['@carl']]);
    expect(second.next).toBeNull();
  });

  it('has from one to five stars, and a text of some length', async () => {
    for (const wrong of [{ stars: 6 }, { stars: 0 }, { stars: 2.5 }, { stars: 3, text: 'x'.repeat(2_001) }]) {
      const rating = loom.market.rate({ package: 'ann/greeter', ...wrong }, by('@bob', '#ops'));
      await expect(rating).rejects.toMatchObject({ code: 'command.bad_arguments' });
    }
    const nowhere = loom.market.rate({ package: 'ann/nothing', stars: 3 }, by('@bob'));
    await expect(nowhere).rejects.toMatchObject({ code: 'market.not_found' });
  });
});

describe('the market as a whole', () => {
  it('shows publishers an admin knows, and the log tells who said so', async () => {
    expect(await loom.market.verify('ann', by('@admin'))).toEqual({ publisher: 'ann', created: true });
    expect(await loom.market.verify('ann', by('@admin'))).toEqual({ publisher: 'ann', created: false });
    expect(await loom.market.card('ann/greeter')).toMatchObject({ publisher: 'ann', verified: true });
    await expect(loom.market.verify('nobody', by('@admin'))).rejects.toMatchObject({
      code: 'market.unknown_publisher',
    });
    expect((await loom.market.audit()).findings).toEqual([]);
  });

  it('is counted: packages, runs, stars, and how much is used of each other', async () => {
    const statistics = await loom.market.statistics();
    expect(statistics).toMatchObject({ packages: 3, releases: 3, publishers: 1, verifiedPublishers: 1, ratings: 2 });
    expect(statistics).toMatchObject({ completed: 3, failed: 1, averageRating: 4.5 });
    expect(statistics.topRated.map((each) => each.package)).toEqual(['ann/greeter']);
    expect(statistics.mostRun[0]?.package).toBe('ann/greeter');
    // Bob ran three of ann's, and ann one of her own.
    expect(statistics.reuse).toEqual({ runs: 4, reused: 3 });
  });

  it('has a front page and can be searched', async () => {
    const front = await loom.market.front();
    expect(front.packages).toBe(3);
    expect(front.mostRun.map((each) => each.package)).toEqual(['ann/greeter', 'ann/stumbler']);
    const { hits, meant } = await loom.market.search({ words: 'greetr' });
    expect([meant ?? 'greetr', hits[0]?.package]).toEqual(['greeter', 'ann/greeter']);
  });

  it('shows no release that was yanked', async () => {
    await loom.market.mark('ann/refuser@1.0.0', 'yanked', 'It never works.', by('@admin'));
    expect((await loom.market.search({ words: 'refuser' })).hits).toEqual([]);
    await expect(loom.market.card('ann/refuser')).rejects.toMatchObject({ code: 'market.not_found' });
  });

  it('counts a program that takes its tools from somebody else as reuse', async () => {
    await loom.market.publish(
      bundleOf('ann/voice', 'TOOLS voice\n  - greet(who: text) -> text = HOST test/greet\nEND\n'),
    );
    const source = 'LOOP own\n  USES:\n    - v = ann/voice ^1\n  STEPS:\n    - a = v.greet("you")\nEND\n';
    const { runs, reused } = (await loom.market.statistics()).reuse;
    const run = await loom.loops.run({ program: { file: 'own.loop', source } }, by('@bob'));
    await loom.runs.watch(run.workflowId, () => undefined);
    let { reuse } = await loom.market.statistics();
    while (reuse.runs === runs) ({ reuse } = await loom.market.statistics());
    expect(reuse).toEqual({ runs: runs + 1, reused: reused + 1 });
  });
});
