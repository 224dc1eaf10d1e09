import { renderJson } from '../../client/cli/json.ts';
import { render } from '../../client/cli/render.ts';
import { succeeded } from '../../client/commands/result.ts';
import type { Loom } from '../../client/loom.ts';
import type { AuditReport } from '../../client/market-door.ts';
import { fakeContext, fakeFiles, fakeLoom } from '../support/fake-loom.ts';
import { say } from '../support/say.ts';

const look = { colour: false, unicode: true, width: 100, height: null, prompt: '' };
const shown = async (line: string, loom: Loom = fakeLoom()): Promise<string> =>
  render(await say(line, fakeContext(loom)), look as Parameters<typeof render>[1], Date.now());

describe('the words for publishers', () => {
  test.each<[string, unknown[], string]>([
    ['key new acme', ['keys.create', 'acme'], '✓ acme has a key: eeee eeee eeee eeee'],
    ['key new', ['keys.create', 'dana'], '✓ dana has a key'],
    ['key list', ['keys.list'], 'dana       eeee eeee eeee eeee  2026-11-23'],
    ['key rotate acme', ['keys.rotate', 'acme'], '✓ acme has a new key; the old one signed for it'],
    [
      'market yank forensic-tools@1.0.0 loses the last line',
      ['market.mark', 'forensic-tools@1.0.0', 'yanked', 'loses the last line', 'dana'],
      'is withdrawn: loses the last line',
    ],
    [
      'market deprecate forensic-tools@1.0.0 "use evidence-tools"',
      ['market.mark', 'forensic-tools@1.0.0', 'deprecated', 'use evidence-tools', 'dana'],
      'is deprecated: use evidence-tools',
    ],
    [
      'market restore forensic-tools@1.0.0 all well',
      ['market.mark', 'forensic-tools@1.0.0', 'restored', 'all well', 'dana'],
      'stands again',
    ],
    [
      'market audit',
      ['market.audit'],
      'Everything is as it was written: 16 releases, 10 keys and 26 entries of the log',
    ],
    [
      'market import ./x.bundle.json --older',
      ['market.importBundle', '{"read":"./x.bundle.json"}', { older: true }],
      'hololoom was not known: the key eeee eeee eeee eeee is trusted from now on',
    ],
  ])('%s', async (line, call, said) => {
    const loom = fakeLoom();
    expect(await shown(line, loom)).toContain(said);
    expect(loom.calls).toEqual([call]);
  });

  test('market export writes what it is given to the file', async () => {
    const said = await shown('market export forensic-tools@1.0.0 ./out.json');
    expect(said).toBe(
      '✓ forensic-tools 1.0.0 is written to ./out.json (1 KiB)\n  with nothing else; signed by hololoom',
    );
    expect(fakeFiles.written.get('./out.json')).toBe('{}');
  });

  test('a version is not withdrawn without a reason', () => {
    const silent = () => say('market yank forensic-tools@1.0.0', fakeContext());
    expect(silent).toThrow(expect.objectContaining({ code: 'command.bad_arguments' }));
  });

  test('an audit that finds something has failed, and says where', async () => {
    const report: AuditReport = {
      entries: 26,
      head: 'c'.repeat(64),
      releases: 16,
      unsigned: 1,
      keys: 10,
      findings: [{ where: 'acme/tools 1.0.0', what: 'It is not what its sha256 belongs to.' }],
    };
    const fake = fakeLoom();
    const loom = { ...fake, market: { ...fake.market, audit: async () => report } };
    const result = await say('market audit', fakeContext(loom));
    expect(succeeded(result)).toBe(false);
    expect(JSON.parse(renderJson(result))).toEqual(report);
    expect(render(result, look as Parameters<typeof render>[1], 0)).toBe(
      [
        '✗ One thing is not as written, in 16 releases, 10 keys and 26 entries of the log:',
        '  acme/tools 1.0.0  It is not what its sha256 belongs to.',
        '  1 release is from before packages were signed.',
        '  Keep a copy of the database as it is, then find out who wrote to it past HoloLoom.',
      ].join('\n'),
    );
  });
});
