import { pathFromRun, runIdFor, runOf, stepsOwner } from '../../domain/run-ids.ts';

describe('the workflow id of a run', () => {
  test('is one part for each request, whatever the request is called', () => {
    expect(runIdFor('r-7f3k2m')).toBe('loop/r-7f3k2m');
    expect(runIdFor('$a/b:example.org')).toBe('loop/$a%2Fb:example.org');
    expect(runIdFor('a%2Fb')).not.toBe(runIdFor('a/b'));
    expect(runOf(runIdFor('a/b'))).toBe(runIdFor('a/b'));
  });

  test.each([
    ['loop/r-1', 'loop/r-1', 'loop/r-1', 'ok'],
    ['loop/r-1/notify', 'loop/r-1', 'loop/r-1/notify', 'notify/ok'],
    ['loop/r-1/contain[chunk 2]', 'loop/r-1', 'loop/r-1', 'ok'],
    ['loop/r-1/notify/contain[chunk 2]/inner[3][chunk 0]', 'loop/r-1', 'loop/r-1/notify', 'notify/ok'],
    [
      'loop/r-1/contain[chunk 2]/contain[104].notify',
      'loop/r-1',
      'loop/r-1/contain[chunk 2]/contain[104].notify',
      'contain[104].notify/ok',
    ],
  ])('%s tells whose it is', (workflowId, run, owner, path) => {
    expect([runOf(workflowId), stepsOwner(workflowId)]).toEqual([run, owner]);
    expect(pathFromRun(owner, 'ok')).toBe(path);
  });
});
