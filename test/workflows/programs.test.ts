import { randomUUID } from 'node:crypto';
import type { Loom } from '../../client/loom.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { RunView } from '../../domain/run.ts';
import { type Bench, workbench } from '../support/worker.ts';

/** What the tools did, in their order. */
const done: string[] = [];
let errorRate = 0;
let failures = 0;
let bench: Bench;
let loom: Loom;

beforeAll(async () => {
  bench = await workbench({
    deploy: ({ service, version, percent }) => {
      done.push(`deploy ${service} ${version} ${percent}`);
      return { previous: '1.0.0' };
    },
    error_rate: () => errorRate,
    assess: ({ level }) => ({ level: level ?? 'low', hosts: ['web-1', 'web-2'] }),
    isolate: ({ host }) => {
      done.push(`isolate ${host}`);
      return { ticket: `T-${host}` };
    },
    note: ({ text }) => {
      done.push(`note ${text}`);
      return text ?? null;
    },
    flaky: ({ fails }) => {
      failures += 1;
      if (failures <= Number(fails)) throw new Error('connection reset');
      return failures;
    },
    refuse: () => {
      throw new LoomError('tool.bad_input', 'The host is unknown.', 'Look at its name.');
    },
    until_cancelled: (_given, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  loom = bench.openLoom();
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});
beforeEach(() => {
  done.length = 0;
  errorRate = 0;
  failures = 0;
});

const tools = `
  TOOLS:
    - deploy(service: text, version: text, percent: number) -> {previous: text} = HOST test/deploy
    - error_rate(service: text) -> number = READ HOST test/error_rate
    - assess(level: text = "low") -> {level: text, hosts: list<text>} = READ HOST test/assess
    - isolate(host: text) -> {ticket: text} = HOST test/isolate
    - note(text: text) -> text = HOST test/note
    - flaky(fails: number) -> number = HOST test/flaky
    - refuse() = HOST test/refuse
    - until_cancelled() = HOST test/until_cancelled`;

/** Runs a program that is a file to its end. */
async function ended(source: string, inputs: Record<string, Json> = {}): Promise<RunView> {
  const caller = { requestId: randomUUID(), room: 'terminal', requester: '@ada:test' };
  const program = { file: 'test.loop', source };
  const { workflowId } = await loom.loops.run({ program, inputs }, caller);
  return loom.runs.watch(workflowId, () => undefined);
}

const statusesOf = ({ steps }: RunView): Record<string, string> =>
  Object.fromEntries(steps.map(({ name, status }) => [name, status]));

const canary = `LOOP ops/canary_deploy 1.0.0 "Deploy, watch, promote or roll back"
  INPUT: service: text, version: text${tools}
  STEPS:
    - canary = deploy(service, version, 5) TIMEOUT 10m UNDO deploy(service, canary.previous, 100)
    - WAIT 50ms
    - spike = error_rate(service)
    - FAIL "Error rate {spike} on {version}" WHEN spike > 0.01
    - all = deploy(service, version, 100)
  OUTPUT: {version, live: all != null}
END
`;

describe('a canary deploy', () => {
  it('goes on to all where nothing is wrong', async () => {
    const run = await ended(canary, { service: 'api', version: '2.0.0' });
    expect(run).toMatchObject({ status: 'completed', output: { version: '2.0.0', live: true } });
    expect(done).toEqual(['deploy api 2.0.0 5', 'deploy api 2.0.0 100']);
    expect(statusesOf(run)).toEqual({
      canary: 'completed',
      'WAIT 50ms': 'completed',
      spike: 'completed',
      'FAIL "Error rate {spike} on {version}" WHEN spike > 0.01': 'skipped',
      all: 'completed',
    });
  });

  it('fails in the words of its FAIL, and is rolled back to what was there', async () => {
    errorRate = 0.2;
    const run = await ended(canary, { service: 'api', version: '2.0.0' });
    expect(run).toMatchObject({
      status: 'failed',
      failure: { code: 'loop.failed', message: 'Error rate 0.2 on 2.0.0', step: '2.fail' },
    });
    expect(done).toEqual(['deploy api 2.0.0 5', 'deploy api 1.0.0 100']);
    expect(statusesOf(run)).toMatchObject({ canary: 'completed', all: 'waiting', 'undo canary': 'completed' });
  });
});

const incident = `LOOP incident
  INPUT: level: text${tools}
  STEPS:
    - found = assess(level)
    - IF found.level == "high":
        - first = isolate(found.hosts[0])
        - IF size(found.hosts) > 1:
            - second = isolate(found.hosts[1])
          END
        - answer = "isolated"
      ELSE IF found.level == "medium":
        - note("watching")
        - answer = "watched"
      ELSE:
        - answer = note("nothing to do")
      END
    - told = note("{found.level}: {answer}, {first?.ticket ?? "no ticket"}")
END
`;

describe('an incident with branches', () => {
  it.each<[string, string[], Json]>([
    ['high', ['isolate web-1', 'isolate web-2', 'note high: isolated, T-web-1'], { ticket: 'T-web-2' }],
    ['medium', ['note watching', 'note medium: watched, no ticket'], null],
    ['low', ['note nothing to do', 'note low: nothing to do, no ticket'], null],
  ])('takes the branch of %s; what the others would have given is null', async (level, expected, second) => {
    const run = await ended(incident, { level });
    expect(run.status).toBe('completed');
    expect([...done].sort()).toEqual([...expected].sort());
    expect(done.at(-1)).toBe(expected.at(-1));
    expect(run.output).toMatchObject({ second, told: expected.at(-1)?.replace('note ', '') });
    expect(Object.keys(run.output as object).sort()).toEqual(['answer', 'first', 'found', 'second', 'told']);
    expect(statusesOf(run)).toMatchObject({
      'IF found.level == "high"': 'completed',
      first: level === 'high' ? 'completed' : 'skipped',
      '1.2.note': level === 'medium' ? 'completed' : 'skipped',
    });
  });
});

describe('a failure in a branch', () => {
  const failing = (first: string, inside: string) =>
    ended(`LOOP failing${tools}
  STEPS:
    - early = ${first}
    - guard = IF true:
        - cut = isolate("web-1") UNDO note("released")
        - bad = ${inside} AFTER cut
      END
END
`);

  it('is that of the line inside, and undoes what the branch did', async () => {
    const run = await failing('note("fine")', 'refuse()');
    expect(run).toMatchObject({ status: 'failed', failure: { code: 'tool.bad_input', step: 'bad' } });
    expect(statusesOf(run)).toEqual({
      early: 'completed',
      guard: 'failed',
      cut: 'completed',
      bad: 'failed',
      'undo cut': 'completed',
    });
    expect(done.at(-1)).toBe('note released');
  });

  it('outside of it stops the branch, and is not taken for its own', async () => {
    const run = await failing('flaky(9) RETRY 3 EVERY 100ms', 'note("{early}")');
    expect(run).toMatchObject({ status: 'failed', failure: { step: 'early' } });
    expect(statusesOf(run)).toEqual({
      early: 'failed',
      guard: 'cancelled',
      cut: 'completed',
      bad: 'waiting',
      'undo cut': 'completed',
    });
    expect(done.at(-1)).toBe('note released');
  });
});

describe('RETRY and ELSE', () => {
  const program = (clauses: string) => `LOOP trying${tools}
  STEPS:
    - a = flaky(2) ${clauses}
    - b = note("a is {a}")
END
`;

  it('try as often as asked', async () => {
    const run = await ended(program('RETRY 3 EVERY 10ms BACKOFF 1'));
    expect(run.output).toEqual({ a: 3, b: 'a is 3' });
    expect(run.steps[0]).toMatchObject({ status: 'completed', attempts: 3 });
  });

  it('go on with the fallback when all tries failed', async () => {
    const run = await ended(program('RETRY 2 EVERY 10ms ELSE -1'));
    expect(run.output).toEqual({ a: -1, b: 'a is -1' });
    expect(run.steps[0]).toMatchObject({ status: 'replaced', attempts: 2, error: 'connection reset' });
  });
});

describe('ON ERROR', () => {
  it('is told what failed, after all is undone, and sees null where nothing came to its end', async () => {
    const run = await ended(`LOOP telling${tools}
  STEPS:
    - cut = isolate("web-1") UNDO note("release {cut.ticket}")
    - bad = refuse() AFTER cut
    - never = note("{bad}")
  ON ERROR:
    - told = note("{error.step} failed: {error.message} {cut?.ticket} {never}")
    - IF never == null:
        - note("and so on")
      END
END
`);
    expect(done).toEqual([
      'isolate web-1',
      'note release T-web-1',
      'note bad failed: The host is unknown. T-web-1 null',
      'note and so on',
    ]);
    expect(run).toMatchObject({ status: 'failed', failure: { code: 'tool.bad_input', step: 'bad' } });
    expect(run.steps.map(({ path, status, wave }) => [path, status, wave])).toEqual([
      ['cut', 'completed', 0],
      ['bad', 'failed', 1],
      ['never', 'waiting', 2],
      ['cut.undo', 'completed', 3],
      ['told', 'completed', 4],
      ['error.1.if', 'completed', 5],
      ['error.1.1.note', 'completed', 6],
    ]);
  });

  it('is not shown where nothing failed', async () => {
    const run = await ended(`LOOP quiet${tools}
  STEPS:
    - a = note("fine")
  ON ERROR:
    - note(error.message)
END
`);
    expect(run.steps.map(({ path }) => path)).toEqual(['a']);
  });
});

describe('LIMIT, TIMEOUT and RETURN', () => {
  it('LIMIT ends what takes too long, and undoes it', async () => {
    const run = await ended(`LOOP endless
  LIMIT: 1500ms${tools}
  STEPS:
    - cut = isolate("web-1") UNDO note("released")
    - long = until_cancelled() AFTER cut
END
`);
    expect(run).toMatchObject({ status: 'failed', failure: { code: 'loop.limit_reached' } });
    expect(done).toEqual(['isolate web-1', 'note released']);
  });

  it('TIMEOUT takes a value that is worked out, and WAIT UNTIL a moment that is over', async () => {
    const run = await ended(
      `LOOP patient
  INPUT: patience: duration${tools}
  STEPS:
    - past = WAIT UNTIL "2020-01-01T00:00:00Z"
    - began = now()
    - soon = WAIT UNTIL began + 100ms
    - waited = (now() - began) >= 100 AFTER soon
    - late = WAIT 1h TIMEOUT patience * 2 ELSE "late"
    - answer = note("was {late}") AFTER past
END
`,
      { patience: 20 },
    );
    expect(run.output).toMatchObject({ past: null, soon: null, waited: true, late: 'late', answer: 'was late' });
  });

  it('RETURN ends a run early with its value', async () => {
    const run = await ended(`LOOP early${tools}
  STEPS:
    - found = assess()
    - RETURN {level: found.level, hosts: 0} WHEN found.level == "low"
    - note("not reached")
END
`);
    expect(run).toMatchObject({ status: 'completed', output: { level: 'low', hosts: 0 } });
    expect(done).toEqual([]);
    expect(run.steps.map(({ status }) => status)).toEqual(['completed', 'completed', 'waiting']);
  });
});

describe('what a program will do', () => {
  it('shows the lines inside its blocks as well', async () => {
    const { waves, outputs } = await loom.loops.plan({ file: 'incident.loop', source: incident });
    expect(waves).toEqual([['found'], ['1.if'], ['first', '1.1.if', 'answer', '1.2.note'], ['second'], ['told']]);
    expect(outputs).toEqual(['found', 'first', 'second', 'answer', 'told']);
  });
});
