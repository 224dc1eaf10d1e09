import { render } from '../../client/cli/render.ts';
import { renderChange } from '../../client/cli/render-change.ts';
import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import { commands } from '../../client/commands/index.ts';
import { splitLine } from '../../client/commands/line.ts';
import { parse } from '../../client/commands/parse.ts';
import { fakeContext, fakeLoom, moves, scheduled } from '../support/fake-loom.ts';
import { preparedChange } from '../support/fake-workspace.ts';

async function say(line: string, loom = fakeLoom()) {
  const context = fakeContext(loom);
  const { command, args } = parse(splitLine(line), terminalMouth('terminal room'));
  const result = await command.run(context, args);
  return { result, calls: loom.calls.map(([name, first, second]) => [name, first, second]), caller: context.caller };
}
const look = { width: 100, colour: false, unicode: true, prompt: '', height: null };
const shown = async (line: string): Promise<string> =>
  render((await say(line)).result, look, Date.parse('2026-11-25T03:00:00.000Z'));

describe('installing', () => {
  it('shows what would come in and changes nothing until somebody says yes', async () => {
    const { result, calls } = await say('market install security-incident-pro@^2');
    expect(calls.map(([name, request]) => [name, request])).toEqual([
      ['market.prepare', { kind: 'install', package: 'security-incident-pro', range: '^2', autoUpdate: null }],
    ]);
    expect(result).toMatchObject({ kind: 'change', receipt: null });
    expect(await shown('market install security-incident-pro')).toBe(`market install security-incident-pro
  would change what is installed in this room:
  +  compliance-logger      1.0.0  as a dependency
  +  security-incident-pro  2.1.0
  security-incident-pro may touch what it could not touch before
    calls           siem.example
    uses secrets    siem_token
    changes things  isolate (forensic-tools)
  2.0 KiB of programs
  Nothing is changed yet. To agree:
    market install security-incident-pro --yes 4c1e9a`);
  });

  it.each(['--yes 4c1e9a', '--yes'])('is done with %s', async (yes) => {
    const { result, calls } = await say(`market install security-incident-pro ${yes}`);
    expect(calls[1]).toEqual(['market.apply', expect.objectContaining({ kind: 'install' }), preparedChange.hash]);
    expect(result).toMatchObject({ receipt: { generation: 1 } });
    expect(await shown(`market install security-incident-pro ${yes}`)).toContain(
      '✓ compliance-logger (installed), security-incident-pro (installed)',
    );
  });

  it('is refused when what would change is not what was agreed to', async () => {
    const loom = fakeLoom();
    await expect(say('market install security-incident-pro --yes 999999', loom)).rejects.toMatchObject({
      code: 'market.other_proposal',
    });
    expect(loom.calls.map(([name]) => name)).toEqual(['market.prepare']);
  });

  it.each([
    ['market install x --yes no', '--yes takes the first six digits or more of what was shown, or nothing.'],
    ['market install X!', '"X!" names no package: write acme/forensics, or acme/forensics@^1.2.'],
    ['market install x@newest', '"x@newest" names no package: write acme/forensics, or acme/forensics@^1.2.'],
  ])('%s is not understood', async (line, message) => {
    await expect(say(line)).rejects.toMatchObject({ code: 'command.bad_arguments', message });
  });

  it('says how a package updates from now on', async () => {
    const { calls } = await say('market install quiet --auto-update');
    expect(calls[0]?.[1]).toMatchObject({ autoUpdate: true });
    expect((await say('market install quiet --by-hand')).calls[0]?.[1]).toMatchObject({ autoUpdate: false });
  });
});

describe('updating', () => {
  it('needs no yes for what may touch no more than before', async () => {
    expect((await say('market update quiet')).calls.map(([name]) => name)).toEqual(['market.prepare', 'market.apply']);
    expect((await say('market update')).calls.map(([name]) => name)).toEqual(['market.prepare']);
  });

  it('to a version is for one package', async () => {
    const { calls } = await say('market update quiet --to 2.0.0');
    expect(calls[0]?.[1]).toEqual({ kind: 'update', packages: ['quiet'], to: { quiet: '2.0.0' } });
    await expect(say('market update --to 2.0.0')).rejects.toMatchObject({ code: 'command.bad_arguments' });
  });

  it('says so when there is nothing to do', async () => {
    expect((await say('market update same')).calls.map(([name]) => name)).toEqual(['market.prepare']);
    expect(await shown('market update same')).toBe('✓ Nothing changes: it is so already.');
  });

  it('tells what becomes of runs that go on and of schedules', () => {
    const prepared = { ...preparedChange, moves: [moves], schedules: [scheduled] };
    const text = renderChange(
      { kind: 'change', prepared, receipt: { workspace: 'terminal', generation: 3, before: 2 } },
      look,
    );
    expect(text).toContain(
      'Runs that go on finish on the plan they have.\n  night_watch: 1 of 4 running runs could move',
    );
    expect(text).toContain('monday_digest runs by itself as 0.3.0 until it is scheduled again');
  });
});

describe('a room', () => {
  it('lists what it has, had and could have', async () => {
    expect(await shown('market installed')).toBe(`Generation 2 of this room
package                version  range
security-incident-pro  2.1.0    ^2.1.0           updates by itself
compliance-logger      1.0.0    as a dependency`);
    expect(
      await shown('market generations'),
    ).toBe(`→  2  update                         +compliance-logger 1.0.0, +security-incident-p…  dana, 24 h ago
   1  install security-incident-pro  +compliance-logger 1.0.0, +security-incident-p…  dana, 24 h ago
  market rollback NUMBER`);
    expect(await shown('market outdated')).toBe(`package                installed       update  waits  beyond its range
security-incident-pro  2.1.0           2.2.0          3.0.0
compliance-logger      1.0.0 (yanked)
  market update`);
  });

  it('goes back to the generation before, or to one that is named', async () => {
    expect((await say('market rollback')).calls[0]?.slice(0, 2)).toEqual(['market.rollback', null]);
    expect((await say('market rollback 7')).calls[0]?.slice(0, 2)).toEqual(['market.rollback', 7]);
    expect(await shown('market rollback')).toContain('This room is at generation 1 again, and was at 2.');
  });

  it('takes updates as it is told to', async () => {
    const { calls } = await say(
      'market settings --canary "#try" --canary-for 12h --cooldown 0 --watch-for 1d --every 10m',
    );
    expect(calls[0]?.[1]).toEqual({
      canary: '#try',
      canaryMs: 12 * 3_600_000,
      cooldownMs: 0,
      watchMs: 24 * 3_600_000,
      everyMs: 600_000,
    });
    expect((await say('market settings --canary none')).calls[0]?.[1]).toEqual({ canary: null });
    expect(await shown('market settings')).toContain('no room tries updates first');
  });

  it('is changed by its moderators alone', () => {
    const changing = ['install', 'update', 'uninstall', 'rollback', 'settings'].map((word) => `market ${word}`);
    const roles = commands.filter(({ name }) => changing.includes(name)).map(({ role }) => role);
    expect(roles).toEqual(changing.map(() => 'moderator'));
  });
});
