import { compileProgram } from '../../dsl/compile.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import type { Plan } from '../../dsl/plan.ts';
import { type Sandbox, sandbox, workflowCode } from '../support/driven/sandbox.ts';
import { program } from '../support/loops.ts';
import { type Told, told } from '../support/model/choices.ts';
import { runTogether } from '../support/model/together.ts';

/** Runs in which the interpreter once did otherwise than the model, told one thing after the other. */

let box: Sandbox;
beforeAll(async () => {
  box = sandbox(await workflowCode());
});

function planOf(lines: string): Plan {
  const source = program(['echo'], lines);
  const { plan, problems } = compileProgram(source, {
    hostTools: ['test/echo'],
    dependencies: new Map(),
    offline: false,
  });
  if (plan === null) throw new Error(renderProblems(problems, 'told.loop'));
  return plan;
}

const did = (id: string, value: number | string = id): Told => ({
  what: 'settled',
  id,
  outcome: { how: 'completed', value },
});
const failed = (id: string): Told => ({
  what: 'settled',
  id,
  outcome: { how: 'failed', code: 'tool.bad_input', message: 'No.' },
});
const stopped = (id: string): Told => ({ what: 'settled', id, outcome: { how: 'cancelled' } });

/** How the interpreter and the model both went. */
async function run(lines: string, happenings: readonly Told[], eventsMax: number | null = null) {
  const story = await runTogether(box, planOf(lines), {}, told(happenings), { eventsMax, replayed: true });
  expect(story.difference).toBeNull();
  return story;
}

describe('a run', () => {
  it('undoes what a branch that lost did all the same, with what it gave', async () => {
    const lines = `    - go = FIRST:
        - a = echo(1)
        - b = echo(2) UNDO echo("undo {b}")
      END
    - after = echo(go)`;
    const { began } = await run(lines, [did('go.a'), did('go.b', 'late'), failed('after')]);
    expect(began).toEqual(['go.a', 'go.b', 'after', 'go.b.undo']);
  });

  it('undoes everything when it is cancelled while a continuation of it undoes', async () => {
    const lines = `    - a = echo(1) UNDO echo("undo a")
    - b = echo(a) UNDO echo("undo b")
    - c = echo(b)`;
    const happenings: Told[] = [did('a'), did('b'), failed('c'), { what: 'cancelled' }, did('b.undo')];
    const { began, continuations } = await run(lines, happenings, 10);
    expect(began).toEqual(['a', 'b', 'c', 'b.undo', 'a.undo']);
    expect(continuations).toBeGreaterThan(1);
  });

  it('undoes in a continuation what a FOR did that failed as a branch of a FIRST', async () => {
    const lines = `    - other = echo("other")
    - go = FIRST:
        - all = FOR x IN [1]:
            - cut = echo(x) UNDO echo("undo {cut}")
            - more = echo(cut)
          END
        - b = echo(2) AFTER all
      END`;
    const happenings = [did('go.all[0].cut'), failed('go.all[0].more'), stopped('other')];
    const { began, continuations } = await run(lines, happenings, 14);
    expect(began).toContain('go.all[0].cut.undo');
    expect(continuations).toBeGreaterThan(0);
  });

  it('gives an event to the line that has waited longest, also after it continued as new', async () => {
    const lines = `    - pair = FOR x IN [1, 2]:
        - a = echo(x)
        - got = WAIT FOR "it" AFTER a
        - b = echo(got)
      END`;
    const heard = (id: string): Told => ({ what: 'heard', event: { id, name: 'it', data: id } });
    const happenings = [did('pair[1].a'), did('pair[0].a'), heard('early'), did('pair[1].b'), heard('late')];
    const { began, continuations } = await run(lines, happenings, 12);
    expect(began.filter((id) => id.endsWith('.b'))).toEqual(['pair[1].b', 'pair[0].b']);
    expect(continuations).toBeGreaterThan(0);
  });

  it('does not pause again between rounds when the pause was over before it continued as new', async () => {
    const lines = `    - other = echo("other")
    - r = REPEAT MAX 2 EVERY 5s: echo(1) UNTIL false ELSE null`;
    const { happenings, continuations } = await run(lines, [did('r[0].echo'), { what: 'time' }, did('other')], 12);
    expect(happenings.filter(({ what }) => what === 'time')).toHaveLength(1);
    expect(continuations).toBeGreaterThan(0);
  });
});
