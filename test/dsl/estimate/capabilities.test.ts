import { capabilitiesOf } from '../../../dsl/estimate/capabilities.ts';
import { criticalPath } from '../../../dsl/estimate/critical-path.ts';
import { loopWith, wholeProgram } from '../../support/whole-programs.ts';

const of = (name: Parameters<typeof wholeProgram>[0], inputs = {}) => {
  const { plan, plans } = wholeProgram(name);
  return capabilitiesOf(plan, new Map(Object.entries(plans)), inputs);
};

describe('what a run may touch', () => {
  it('is told with what the loops it runs may touch', () => {
    expect(of('incident-response')).toEqual({
      hosts: ['edr.example', 'siem.example'],
      secrets: ['edr_token', 'siem_token'],
      agents: ['scribe'],
      hostTools: ['forensics/file_case'],
      rooms: ['#incidents'],
      people: ['@sec-leads'],
      events: [],
      loops: ['acme/forensic_analysis@1.2.4'],
      undone: ['contain[].cut'],
      notUndone: ['investigate/filed'],
    });
  });

  it('is told of deploys and digests as well', () => {
    expect(of('canary-deploy')).toMatchObject({
      hostTools: ['deployer/deploy', 'metrics/error_rate'],
      people: ['@release'],
      undone: ['canary'],
      notUndone: ['all'],
    });
    expect(of('monday-digest')).toMatchObject({
      hosts: ['git.example'],
      agents: ['analyst'],
      events: ['digest.ack'],
      rooms: ['#team'],
      loops: ['team/notify_all@2.3.0'],
    });
  });

  it('depends on the inputs that are known', () => {
    expect(of('incident-response', { room: '#drill' }).rooms).toEqual(['#drill']);
    const { plan } = loopWith(
      ['find() -> any'],
      'INPUT: to: room',
      '- found = find()',
      '- SAY "a" IN to',
      '- SAY "b" IN found.room',
      '- SAY "c"',
    );
    expect(capabilitiesOf(plan, new Map()).rooms).toEqual([
      'its own room',
      'the room in "found.room"',
      'the room in "to"',
    ]);
  });

  it('names people by what is written, in lists and by power level', () => {
    const people = (from: string) => capabilitiesOf(loopWith([], `- ASK "Go?"${from}`).plan, new Map()).people;
    expect(people('')).toEqual(['everybody in the room']);
    expect(people(' FROM [@ann, @ops]')).toEqual(['@ann', '@ops']);
    expect(people(' FROM 50')).toEqual(['power level 50 and above']);
  });
});

describe('the longest chain', () => {
  const chain = (name: Parameters<typeof wholeProgram>[0]) => {
    const { steps, waitMs } = criticalPath(wholeProgram(name).plan);
    return { path: steps.map(({ path }) => path), waitMs };
  };
  const minutes = (count: number): number => count * 60_000;

  it('goes through questions, rounds and races with the time they may take', () => {
    expect(chain('canary-deploy')).toEqual({
      path: ['canary', 'spike', 'spike[].error_rate', '1.fail', 'go', 'go.timer', 'all', '2.say'],
      waitMs: { least: 0, most: minutes(9) + minutes(4 * 60) },
    });
    expect(chain('incident-response').waitMs).toEqual({ least: 0, most: minutes(30) });
  });

  it('is the longer of two chains of steps where nothing waits', () => {
    const { plan } = loopWith(['t(a: any = null) -> any'], '- a = t()', '- b = t()', '- c = t(b)');
    expect(criticalPath(plan).steps.map(({ path }) => path)).toEqual(['b', 'c']);
  });

  it('knows waits of inputs, and never outlasts LIMIT', () => {
    const { plan } = loopWith([], 'INPUT: pause: duration = 10m', 'LIMIT: 2h', '- WAIT pause', '- x = WAIT FOR "done"');
    expect(criticalPath(plan).waitMs).toEqual({ least: minutes(10), most: minutes(120) });
    expect(criticalPath(plan, { pause: minutes(5) }).steps[0]?.waitMs).toEqual({ least: minutes(5), most: minutes(5) });
  });

  it('waits as often as there are items to go through one after another', () => {
    const { plan } = loopWith([], '- all = FOR x IN [1, 2, 3] MAX 2:', '- WAIT 1m', 'END');
    expect(criticalPath(plan).waitMs).toEqual({ least: minutes(2), most: minutes(2) });
  });
});
