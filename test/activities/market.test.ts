import { applyChange, returnTo } from '../../activities/market/apply.ts';
import { type MarketDeps, proposeChange } from '../../activities/market/propose.ts';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { saveGeneration } from '../../db/generations.ts';
import { readGenerations, readWorkspace } from '../../db/read/generations.ts';
import { readPlan, readVersion } from '../../db/read/packages.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import { installedEntry } from '../support/fake-workspace.ts';
import { bundleOf, loopOf, marketDeps, publishAll, toolboxOf } from '../support/market.ts';
import { freshDatabase } from '../support/services.ts';

let connection: DatabaseConnection;
let deps: MarketDeps;
beforeAll(async () => {
  connection = connectDatabase(await freshDatabase());
  deps = marketDeps(connection.db);
  await publishAll(deps, [
    toolboxOf('voice 1.0.0', 'shout'),
    loopOf('greeter 1.0.0', 'shout(who)', { voice: '^1.0' }),
    toolboxOf(
      'voice 1.1.0',
      'shout',
      '  - whisper(text: text) -> text = HTTP POST "https://voice.example/{text}" AUTH voice_key\n',
    ),
    loopOf('whisperer 1.0.0', 'whisper(who)', { voice: '^1.1' }),
    loopOf('old-timer 1.0.0', 'shout(who)', { voice: '~1.0.0' }),
    bundleOf('herald 1.0.0', 'LOOP herald\n  INPUT: who: text\n  STEPS:\n    - said = greeter(who: who)\nEND\n', {
      greeter: '^1',
    }),
    toolboxOf('voice 2.0.0', 'shout'),
    bundleOf('tomorrow 1.0.0', 'LOOP tomorrow\n  STEPS:\n    - a = 1\nEND\n', {}, '9.0.0'),
  ]);
});
afterAll(() => connection.close());

const install = (text: string): ChangeRequest => {
  const [name = '', range = null] = text.split('@');
  return { kind: 'install', package: name, range, autoUpdate: null };
};
const update = (...packages: string[]): ChangeRequest => ({
  kind: 'update',
  packages: packages.length === 0 ? null : packages,
  to: {},
});
const propose = (workspace: string, request: ChangeRequest) => proposeChange(deps)({ workspace, request });
async function change(workspace: string, request: ChangeRequest) {
  const { hash } = await propose(workspace, request);
  return applyChange(deps)({ workspace, request, agreed: hash, by: '@ada' });
}
const installed = async (workspace: string): Promise<readonly string[]> =>
  (await readWorkspace(connection.db, workspace)).entries.map((entry) => `${entry.package} ${entry.version}`);

describe('installing', () => {
  it('shows what would come in, with what it may touch, and changes nothing before somebody agrees', async () => {
    const shown = await propose('#show', install('whisperer'));
    expect(shown.changes).toEqual([
      { package: 'voice', from: null, to: '1.1.0', direct: false },
      { package: 'whisperer', from: null, to: '1.0.0', direct: true },
    ]);
    expect(shown.growth).toEqual([
      {
        package: 'whisperer',
        powers: { hosts: ['voice.example'], secrets: ['voice_key'], writes: ['whisper (voice)'] },
      },
    ]);
    expect(shown.sizes.packages).toBe(2);
    expect(await installed('#show')).toEqual([]);
  });

  it('keeps the published plan where everything is as it was published, and compiles anew where it is not', async () => {
    await change('#plans', install('whisperer'));
    await change('#plans', install('greeter'));
    const { entries } = await readWorkspace(connection.db, '#plans');
    const plan = async (name: string) => {
      const entry = entries.find((each) => each.package === name);
      const published = await readVersion(connection.db, name, '1.0.0');
      return { here: entry?.planHash ?? '', published: published?.planHash };
    };
    const whisperer = await plan('whisperer');
    expect(whisperer.here).toBe(whisperer.published);
    const greeter = await plan('greeter');
    expect(greeter.here).not.toBe(greeter.published);
    expect(JSON.parse((await readPlan(connection.db, greeter.here)) ?? '')).toMatchObject({
      lock: { voice: { version: '1.1.0' } },
      tools: { shout: { from: 'voice@1.1.0' } },
    });
  });

  it('compiles what runs a loop against the loop as it is compiled here', async () => {
    await change('#herald', install('whisperer'));
    await change('#herald', install('herald'));
    const { entries } = await readWorkspace(connection.db, '#herald');
    const by = (name: string) => entries.find((entry) => entry.package === name)?.planHash ?? '';
    const herald = JSON.parse((await readPlan(connection.db, by('herald'))) ?? '') as { steps: { planHash: string }[] };
    expect(herald.steps[0]?.planHash).toBe(by('greeter'));
  });

  it('disturbs nothing that is installed, and keeps two versions where their users want incompatible ones', async () => {
    await change('#calm', install('voice@1.0.0'));
    expect(await change('#calm', install('greeter'))).toEqual({ workspace: '#calm', generation: 2, before: 1 });
    expect(await installed('#calm')).toEqual(['greeter 1.0.0', 'voice 1.0.0']);
    await change('#calm', install('voice@2'));
    expect(await installed('#calm')).toEqual(['greeter 1.0.0', 'voice 1.0.0', 'voice 2.0.0']);
  });

  it('is refused with a reason where nothing goes together', async () => {
    await change('#clash', install('whisperer'));
    await expect(propose('#clash', install('old-timer'))).rejects.toMatchObject({
      code: 'market.conflict',
      message:
        'Old-timer 1.0.0 needs voice ~1.0.0 and whisperer 1.0.0 needs voice ^1.1: no version of voice fits both.',
    });
    await expect(propose('#clash', install('tomorrow'))).rejects.toMatchObject({
      message: 'This room wants tomorrow *, but 1.0.0 needs HoloLoom 9.0.0.',
    });
    await expect(propose('#clash', install('nobody/knows'))).rejects.toMatchObject({ code: 'market.conflict' });
  });

  it('is refused where no worker has the HOST tools', async () => {
    const poor = marketDeps(connection.db, { hostTools: [] });
    const asked = proposeChange(poor)({ workspace: '#poor', request: install('voice@1.0.0') });
    await expect(asked).rejects.toMatchObject({ code: 'tool.not_registered' });
  });

  it('happens once, however often the same yes arrives, and not at all when the room has moved on', async () => {
    const first = await propose('#once', install('greeter'));
    const other = await propose('#once', install('whisperer'));
    const yes = (request: ChangeRequest, agreed: string) =>
      applyChange(deps)({ workspace: '#once', request, agreed, by: '@ada' });
    const all = await Promise.all(Array.from({ length: 4 }, () => yes(install('greeter'), first.hash)));
    expect(all).toEqual(all.map(() => ({ workspace: '#once', generation: 1, before: 0 })));
    await expect(yes(install('whisperer'), other.hash)).rejects.toMatchObject({ code: 'market.other_proposal' });
    expect(await installed('#once')).toEqual(['greeter 1.0.0', 'voice 1.1.0']);
  });
});

describe('updating', () => {
  it('moves what it names and what only that needs, stays in the range, and tells what it may touch now', async () => {
    await change('#up', install('voice@1.0.0'));
    await change('#up', install('greeter'));
    const shown = await propose('#up', update('voice'));
    expect(shown.changes).toEqual([{ package: 'voice', from: '1.0.0', to: '1.1.0', direct: true }]);
    expect(shown.growth).toEqual([
      { package: 'voice', powers: { hosts: ['voice.example'], secrets: ['voice_key'], writes: ['whisper'] } },
    ]);
    await change('#up', update('voice'));
    expect(await installed('#up')).toEqual(['greeter 1.0.0', 'voice 1.1.0']);
  });

  it('leaves versions alone that are younger than a day, but for one that is named exactly', async () => {
    const young = marketDeps(connection.db, { now: Date.now });
    await change('#young', install('voice@1.0.0'));
    const shown = (request: ChangeRequest) => proposeChange(young)({ workspace: '#young', request });
    expect((await shown(update())).changes).toEqual([]);
    expect((await shown({ kind: 'update', packages: ['voice'], to: { voice: '1.1.0' } })).changes).toHaveLength(1);
    const shipping = marketDeps(connection.db, { now: Date.now, shipped: new Set(['voice']) });
    expect((await proposeChange(shipping)({ workspace: '#young', request: update() })).changes).toHaveLength(1);
  });

  it('goes to another major version only when that is asked for', async () => {
    await change('#major', install('voice@1.0.0'));
    expect((await propose('#major', update())).changes).toMatchObject([{ to: '1.1.0' }]);
    await change('#major', { kind: 'update', packages: ['voice'], to: { voice: '2.0.0' } });
    expect(await installed('#major')).toEqual(['voice 2.0.0']);
  });
});

describe('uninstalling', () => {
  it('takes what nothing else needs along, and is refused while something does', async () => {
    await change('#out', install('voice'));
    await change('#out', install('herald'));
    await expect(propose('#out', { kind: 'uninstall', package: 'greeter' })).rejects.toMatchObject({
      code: 'market.still_needed',
      message: 'greeter is needed by herald 1.0.0.',
    });
    await expect(propose('#out', { kind: 'uninstall', package: 'nothing' })).rejects.toMatchObject({
      code: 'market.not_installed',
    });
    await change('#out', { kind: 'uninstall', package: 'herald' });
    expect(await installed('#out')).toEqual(['voice 2.0.0']);
  });
});

describe('going back', () => {
  it('points at an earlier generation, and forward again at one that is there already', async () => {
    await change('#back', install('voice@1.0.0'));
    await change('#back', install('greeter'));
    const back = await returnTo(deps)({ workspace: '#back', from: 2, to: 1, by: '@ada' });
    expect(back).toEqual({ workspace: '#back', generation: 1, before: 2 });
    expect(await installed('#back')).toEqual(['voice 1.0.0']);
    expect(await change('#back', install('greeter'))).toMatchObject({ generation: 2 });
    await change('#back', { kind: 'uninstall', package: 'greeter' });
    expect((await readGenerations(connection.db, '#back', 10)).map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  it('goes nowhere that does not exist, and not from where the room no longer is', async () => {
    await change('#lost', install('voice@1.0.0'));
    const back = (from: number, to: number) => returnTo(deps)({ workspace: '#lost', from, to, by: '@ada' });
    await expect(back(1, 7)).rejects.toMatchObject({ code: 'market.no_generation' });
    await expect(back(2, 0)).rejects.toMatchObject({ code: 'market.moved_on' });
    expect(await back(1, 0)).toMatchObject({ generation: 0 });
    expect(await installed('#lost')).toEqual([]);
  });

  it('is refused where a package of that generation needs a newer HoloLoom than this one', async () => {
    const tomorrow = installedEntry('tomorrow 1.0.0', { minHololoom: '9.0.0' });
    const proposal = { workspace: '#newer', base: 0, hash: 'f'.repeat(64), entries: [tomorrow] };
    await saveGeneration(connection.db, proposal, { by: '@ada', reason: 'a newer HoloLoom' }, []);
    await change('#newer', { kind: 'uninstall', package: 'tomorrow' });
    const back = returnTo(deps)({ workspace: '#newer', from: 2, to: 1, by: '@ada' });
    await expect(back).rejects.toMatchObject({
      code: 'market.needs_newer',
      message: 'tomorrow 1.0.0 needs HoloLoom 9.0.0, and this is 0.1.0.',
    });
  });
});
