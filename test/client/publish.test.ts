import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Caller, Loom } from '../../client/loom.ts';
import type { LoomError } from '../../domain/errors.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import { keysInMemory } from '../support/keys.ts';
import { bundleOf } from '../support/made-releases.ts';
import { type Bench, workbench } from '../support/worker.ts';

let bench: Bench;
let loom: Loom;
/** Somebody else, with keys of their own. */
let eve: Loom;
beforeAll(async () => {
  bench = await workbench({ shout: ({ text }) => String(text).toUpperCase() });
  loom = bench.openLoom(keysInMemory('ann'));
  eve = bench.openLoom(keysInMemory('eve'));
});
afterAll(async () => {
  await Promise.all([loom.close(), eve.close()]);
  await bench.close();
});

const caller = (): Caller => ({ requestId: randomUUID(), room: 'terminal', requester: '@ann', level: 100 });
const toolbox = 'TOOLS voice\n  - shout(text: text) -> text = READ HOST test/shout\nEND\n';
const greeter = 'LOOP greeter\n  INPUT: who: text\n  STEPS:\n    - said = "Hello {who}"\n  OUTPUT: {said}\nEND\n';
const voice = (version: string, source = toolbox): Bundle => bundleOf('acme/voice', source, { version });
const refused = (work: Promise<unknown>): Promise<LoomError> =>
  work.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: LoomError) => error,
  );

describe('publishing', () => {
  it('signs a release with the key of its publisher, whose name is taken by that', async () => {
    const version = await loom.market.publish(voice('1.0.0'));
    const [key] = (await loom.keys.list()).filter(({ publisher }) => publisher === 'acme');
    expect(version).toMatchObject({ publisher: 'acme', keyId: key?.keyId, created: true, yanked: null });
    const error = await refused(eve.market.publish(voice('1.0.1')));
    expect(error).toMatchObject({
      code: 'market.key_changed',
      message: expect.stringContaining('acme is known here by'),
    });
  });

  it('gives a name without a publisher in it to whoever publishes it first', async () => {
    expect(await loom.market.publish(bundleOf('greeter', greeter))).toMatchObject({ publisher: 'ann' });
    const taken = await refused(
      eve.market.publish(bundleOf('greeter', greeter, { version: '1.0.1' }), { publisher: 'eve' }),
    );
    // Whoever has the key of its owner publishes as its owner; eve has another one.
    expect(taken.code).toBe('market.key_changed');
  });

  it('says all that is wrong at once, each with what to do', async () => {
    const source = greeter.replace('{said}', '{sayd}');
    const bundle = bundleOf('ann/grater', source, {
      description: 'Say hello to @room.',
      min_hololoom_version: '9.0.0',
      dependencies: { nobody: '^1' },
    });
    const { code, message } = await refused(loom.market.publish(bundle));
    expect(code).toBe('market.not_publishable');
    expect(message).toMatch(/^ann\/grater 1\.0\.0 cannot be published, for 4 reasons:/);
    for (const each of ['market.bad_words', 'market.needs_newer', 'market.dependency_missing', 'loop.has_problems'])
      expect(message).toContain(`. ${each}\n`);
    expect(message).toMatch(/"sayd".*\n.*--> ann\/grater\/program\.loop:5/);
  });

  it('refuses a version that promises less change than there is, and says why and which would do', async () => {
    await loom.market.publish(bundleOf('ann/tools', toolbox));
    const quiet = toolbox.replace('END', '  - whisper(text: text) -> text = READ HOST test/shout\nEND');
    expect(await refused(loom.market.publish(bundleOf('ann/tools', quiet, { version: '1.0.1' })))).toMatchObject({
      code: 'market.version_too_small',
      message: 'ann/tools 1.0.1 offers more, compared with 1.0.0:\n- The tool whisper is new.',
      hint: 'Publish it as 1.1.0 or above, or keep what 1.0.0 offers.',
    });
    // Also beside what else is wrong with it.
    const both = bundleOf('ann/tools', quiet, { version: '1.0.1', description: '<b>' });
    expect((await refused(loom.market.publish(both))).message).toMatch(/for 2 reasons.*market\.version_too_small/s);
    await loom.market.publish(bundleOf('ann/tools', quiet, { version: '1.1.0' }));
    // Between the two: whoever moves on from it to 1.1.0 must find all it offers there.
    const between = toolbox.replace('END', '  - scream(text: text) -> text = READ HOST test/shout\nEND');
    expect(await refused(loom.market.publish(bundleOf('ann/tools', between, { version: '1.0.5' })))).toMatchObject({
      code: 'market.not_publishable',
      message: expect.stringContaining(
        '1.1.0 breaks those who depend on it, compared with 1.0.5:\n- The tool scream is gone.',
      ),
    });
  });

  it('refuses examples that cannot be', async () => {
    const bundle = {
      ...bundleOf('ann/polite', greeter),
      examples: [{ inputs: { who: 'Ada' }, output: { said: 'Hi' } }],
    };
    expect(await refused(loom.market.publish(bundle))).toMatchObject({
      code: 'market.bad_example',
      message: 'Example 1: Its output is {"said":"Hello Ada"}, not {"said":"Hi"}.',
    });
  });

  it('refuses a new name that could be taken for one that many have installed, but for its own publisher', async () => {
    await bench.db.execute(sql.raw("UPDATE packages SET installs = 10 WHERE package = 'greeter'"));
    expect(await refused(eve.market.publish(bundleOf('greter', greeter)))).toMatchObject({ code: 'market.look_alike' });
    expect(await refused(eve.market.publish(bundleOf('gree-ter', greeter)))).toMatchObject({
      code: 'market.look_alike',
      message: 'gree-ter could be taken for greeter, which many have installed.',
    });
    expect(await loom.market.publish(bundleOf('greeters', greeter))).toMatchObject({ created: true });
  });

  it('stores several at once, each against those before it; one that is refused keeps the others not back', async () => {
    const uses = 'LOOP loud\n  STEPS:\n    - a = shout("hi")\n  OUTPUT: {a}\nEND\n';
    const results = await loom.market.publishAll([
      bundleOf('lib/first', toolbox),
      bundleOf('lib/broken', 'LOOP broken\n  STEPS:\n    - a = nobody()\nEND\n'),
      bundleOf('lib/second', uses, { dependencies: { 'lib/first': '^1' } }),
      voice('1.0.0'),
    ]);
    expect(results.map(({ created, error }) => [created, error?.code ?? null])).toEqual([
      [true, null],
      [false, 'loop.has_problems'],
      [true, null],
      [false, null],
    ]);
    expect(results[2]?.version?.lock).toEqual({ 'lib/first@1.0.0': results[0]?.version?.sha256 });
  });
});

describe('a key', () => {
  it('is replaced by one that it signed for, here and in the registry; what it signed stays good', async () => {
    const [before] = (await loom.keys.list()).filter(({ publisher }) => publisher === 'acme');
    const after = await loom.keys.rotate('acme');
    expect(after.keyId).not.toBe(before?.keyId);
    expect(await loom.market.publish(voice('1.0.1'))).toMatchObject({ created: true, keyId: after.keyId });
    expect((await loom.market.audit()).findings).toEqual([]);
  });

  it('that never published is only replaced here', async () => {
    const first = await eve.keys.create('newcomer');
    const second = await eve.keys.rotate('newcomer');
    expect(second.keyId).not.toBe(first.keyId);
    expect(await eve.market.publish(bundleOf('newcomer/voice', toolbox))).toMatchObject({ keyId: second.keyId });
  });

  it('is not made twice, and not for what is no name', async () => {
    await expect(eve.keys.create('newcomer')).rejects.toMatchObject({ code: 'market.key_exists' });
    await expect(eve.keys.create('../evil')).rejects.toMatchObject({ code: 'command.bad_arguments' });
    await expect(eve.keys.rotate('nobody')).rejects.toMatchObject({ code: 'market.no_key' });
  });
});

describe('what is said of a version', () => {
  it('keeps new choices away from it until it is taken back, and leaves alone who is locked to it', async () => {
    await loom.market.publish(bundleOf('lib/old', toolbox));
    const needy = (name: string) =>
      bundleOf(name, 'LOOP n\n  STEPS:\n    - a = shout("x")\n  OUTPUT: a\nEND\n', {
        dependencies: { 'lib/old': '^1' },
      });
    await loom.market.publish(needy('lib/before'));
    const yanked = await loom.market.mark('lib/old@1.0.0', 'yanked', 'loses letters', caller());
    expect(yanked).toMatchObject({ yanked: 'loses letters', deprecated: null });
    expect(await refused(loom.market.publish(needy('lib/after')))).toMatchObject({
      code: 'market.dependency_missing',
      message: 'What fits "lib/old" ^1 was withdrawn: 1.0.0.',
    });
    expect((await loom.market.publish(needy('lib/before'))).created).toBe(false);
    await expect(loom.market.mark('lib/old@1.0.0', 'yanked', 'loses letters', caller())).rejects.toMatchObject({
      code: 'command.nothing_to_do',
    });
    await loom.market.mark('lib/old@1.0.0', 'deprecated', 'use lib/new', caller());
    expect(await loom.market.mark('lib/old@1.0.0', 'restored', 'it was us', caller())).toMatchObject({
      yanked: null,
      deprecated: null,
    });
    expect((await loom.market.publish(needy('lib/after'))).created).toBe(true);
  });

  it('is said of what is there', async () => {
    const nobody = loom.market.mark('lib/old@7.0.0', 'yanked', 'x', caller());
    await expect(nobody).rejects.toMatchObject({ code: 'market.not_found' });
    await expect(loom.market.mark('lib/old', 'yanked', 'x', caller())).rejects.toMatchObject({
      code: 'command.bad_arguments',
    });
  });
});

describe('a bundle', () => {
  it('goes from one market to another, with all it needs and who signed it', async () => {
    const other = await workbench({ shout: ({ text }) => String(text).toUpperCase() });
    const there = other.openLoom(keysInMemory('bob'));
    try {
      const { text, releases, exporter } = await loom.market.exportBundle('lib/second@1.0.0');
      expect([exporter, releases.map((each) => each.package)]).toEqual(['lib', ['lib/first', 'lib/second']]);
      const { keys } = await there.market.importBundle(text, { older: false }, caller());
      expect(keys.map(({ publisher }) => publisher)).toEqual(['lib']);
      const [here] = (await loom.market.show('lib/second')).versions;
      const [arrived] = (await there.market.show('lib/second')).versions;
      expect(arrived).toEqual({ ...here, publishedAt: arrived?.publishedAt });
      const { workflowId } = await there.loops.run({ program: 'lib/second' }, caller());
      expect((await there.runs.watch(workflowId, () => undefined)).output).toEqual({ a: 'HI' });
      expect((await there.market.audit()).findings).toEqual([]);
      // And on from there, signed by whoever passes it on.
      await there.keys.create();
      expect((await there.market.exportBundle('lib/second@1.0.0')).exporter).toBe('bob');
    } finally {
      await there.close();
      await other.close();
    }
  });

  it('is made of what is there, by somebody who has a key', async () => {
    await expect(loom.market.exportBundle('lib/second@9.0.0')).rejects.toMatchObject({ code: 'market.not_found' });
    await expect(eve.market.exportBundle('lib/second@1.0.0')).resolves.toMatchObject({ exporter: 'eve' });
    const nobody = bench.openLoom(keysInMemory('nobody'));
    await expect(nobody.market.exportBundle('lib/second@1.0.0')).rejects.toMatchObject({ code: 'market.no_key' });
    await nobody.close();
  });
});
