import { added, changesBetween, growthBetween } from '../../../domain/market/difference.ts';
import { dependents, namedEntry, needed } from '../../../domain/market/generation.ts';
import { installedEntry } from '../../support/fake-workspace.ts';

const edr = installedEntry('acme/edr 1.2.0', { uses: { 'acme/net': '1.0.0' } });
const net = installedEntry('acme/net 1.0.0', { direct: false });
const net2 = installedEntry('acme/net 2.0.0', { direct: false });

describe('two installed sets', () => {
  it('differ by what came, went and was replaced', () => {
    const newer = installedEntry('acme/edr 1.3.0', { uses: { 'acme/net': '2.0.0' } });
    const log = installedEntry('log 0.1.0');
    expect(changesBetween([edr, net, log], [newer, net2])).toEqual([
      { package: 'acme/edr', from: '1.2.0', to: '1.3.0', direct: true },
      { package: 'acme/net', from: '1.0.0', to: '2.0.0', direct: false },
      { package: 'log', from: '0.1.0', to: null, direct: true },
    ]);
    expect(changesBetween([edr, net], [net, edr])).toEqual([]);
  });

  it('show a move to another major version of what was asked for as one change', () => {
    expect(changesBetween([edr], [installedEntry('acme/edr 2.0.0')])).toEqual([
      { package: 'acme/edr', from: '1.2.0', to: '2.0.0', direct: true },
    ]);
  });

  it('tell what a package may touch now and could not before', () => {
    const powers = { ...edr.powers, hosts: ['a.example', 'b.example'], writes: ['isolate'] };
    const before = installedEntry('acme/edr 1.2.0', { powers: { ...powers, hosts: ['a.example'] } });
    const after = installedEntry('acme/edr 1.3.0', { powers });
    expect(growthBetween([before], [after])).toEqual([{ package: 'acme/edr', powers: { hosts: ['b.example'] } }]);
    expect(growthBetween([after], [before])).toEqual([]);
    expect(added(null, powers)).toEqual({ hosts: ['a.example', 'b.example'], writes: ['isolate'] });
  });
});

describe('an installed set', () => {
  it('keeps what those that were asked for need, and drops the rest', () => {
    const old = installedEntry('old 1.0.0');
    expect(needed([edr, net, net2, old], ['acme/edr'])).toEqual([edr, net]);
    expect(needed([edr, net], [])).toEqual([]);
  });

  it('knows who needs a version, and which one a name means', () => {
    expect(dependents([edr, net, net2], net)).toEqual([edr]);
    expect(dependents([edr, net, net2], net2)).toEqual([]);
    expect(namedEntry([edr, net, net2], 'acme/net')).toBe(net2);
    expect(namedEntry([net2, installedEntry('acme/net 1.5.0')], 'acme/net')).toMatchObject({ version: '1.5.0' });
  });
});
