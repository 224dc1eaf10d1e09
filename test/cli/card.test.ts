import { renderCard } from '../../client/cli/card.ts';
import type { Look } from '../../client/cli/look.ts';
import { widthOf } from '../../client/cli/text.ts';
import { at, failedRun, finishedRun, incidentRun, millisecondsAt, step } from '../support/run-views.ts';

const look = (change: Partial<Look> = {}): Look => ({
  width: 80,
  height: null,
  colour: false,
  unicode: true,
  prompt: '',
  ...change,
});
const card = (run = incidentRun(), change: Partial<Look> = {}, seconds = 4.2) =>
  `\n${renderCard(run, look(change), millisecondsAt(seconds))}\n`;

describe('the card of a run', () => {
  test('shows each step in its wave while the run goes on', () => {
    expect(card()).toBe(`
▶ security_incident_response 2.1.0 · running 2/5 · 4.2 s
  ┌ ✓ assess       assess_severity           0.4 s
  └ ✓ investigate  forensic_analysis         1.2 s
  ┌ ▶ contain      isolate_affected_systems  3.2 s
  │ ↻ remediate    apply_fixes               2 tries failed
  │   The inventory is locked by another process.
  └ · document     create_postmortem
  Run r-7f3k2m9q4a
`);
  });

  test('shows the result when all is done', () => {
    expect(card(finishedRun())).toBe(`
✓ security_incident_response 2.1.0 · completed · 3.2 s
  ┌ ✓ assess       assess_severity           0.4 s
  └ ✓ investigate  forensic_analysis         1.2 s
  ┌ ✓ contain      isolate_affected_systems  0.6 s
  │ ✓ remediate    apply_fixes               0.7 s
  └ ✓ document     create_postmortem         1.8 s
  Result
    assess    {level: "critical", score: 92}
    document  {path: "postmortems/INC-42.md", events: 214}
  Run r-7f3k2m9q4a
  Temporal: http://127.0.0.1:8233/namespaces/default/workflows/loop%2Fr-7f3k2m9q4a/0199f0c2/history
`);
  });

  test('says what went wrong and what to do', () => {
    expect(card(failedRun())).toBe(`
✗ security_incident_response 2.1.0 · failed 0/2 · 0.6 s
  ✗ assess   assess_severity           0.2 s
  · contain  isolate_affected_systems  not started
  assess: There is no incident "INC-404"; there are INC-42 and INC-43.
  → Give the id of one of these.
  tool.bad_input
  Run r-7f3k2m9q4a
  Temporal: http://127.0.0.1:8233/namespaces/default/workflows/loop%2Fr-7f3k2m9q4a/0199f0c2/history
`);
  });

  test('tells by its line which step without a name failed', () => {
    const failure = { code: 'loop.failed', message: 'Error rate 0.02', hint: 'Look.', step: '1.fail' };
    const steps = [step('FAIL "Error rate…', null, 0, { path: '1.fail', line: 9, status: 'failed' })];
    expect(card(failedRun({ failure, steps }))).toContain('\n  Line 9: Error rate 0.02\n');
  });

  test('works in a narrow terminal without UTF-8', () => {
    const long =
      'PostgreSQL said: the relation "inventory_of_all_hosts" is locked by process 4711, which waits for us.';
    const run = incidentRun();
    const steps = run.steps.map((each) => (each.error === null ? each : { ...each, error: long }));
    const shown = card({ ...run, steps }, { width: 46, unicode: false });
    expect(shown).toBe(`
> security_inci... 2.1.0 - running 2/5 - 4.2 s
  / + assess       assess_s...  0.4 s
  \\ + investigate  forensic...  1.2 s
  / > contain      isolate_...  3.2 s
  | ~ remediate    apply_fixes  2 tries failed
  |   PostgreSQL said: the relation
  |   "inventory_of_all_hosts" is locked by
  |   process 4711, which waits for us.
  \\ . document     create_p...
  Run r-7f3k2m9q4a
`);
  });

  test('shows control characters of others as text', () => {
    const shown = card({
      ...incidentRun(),
      loop: 'x\u001b[2J\u202egnp.exe',
      steps: [step('a\u0007b', 'tool\nname', 0, { status: 'retrying', attempts: 1, error: 'bad\u001b]0;owned\u0007' })],
    });
    expect(shown).toContain('x\\x1b[2J\\u202egnp.exe');
    expect(shown).toContain('a\\x07b');
    expect(shown).toContain('tool name');
    expect(shown).toContain('bad\\x1b]0;owned\\x07');
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  test('is as long as the terminal at most while the run goes on, and keeps what matters', () => {
    const steps = [
      ...Array.from({ length: 40 }, (_, index) =>
        step(`early${index}`, 'load', 0, { status: 'completed', attempts: 1, startedAt: at(0), endedAt: at(1) }),
      ),
      step('now', 'work', 1, { status: 'running', attempts: 1, startedAt: at(1) }),
      ...Array.from({ length: 60 }, (_, index) => step(`late${index}`, 'save', 2)),
    ];
    expect(card(incidentRun({ steps }), { height: 24 }, 2)).toBe(`
▶ security_incident_response 2.1.0 · running 40/101 · 2.0 s
  ✓ 40 steps completed
    ▶ now      work  1.0 s
  · 60 steps waiting
  Run r-7f3k2m9q4a
`);
    const busy = steps.map((each) => ({ ...each, status: 'running' as const }));
    expect(
      card(incidentRun({ steps: busy }), { height: 24 })
        .trim()
        .split('\n').length,
    ).toBeLessThan(24);
    expect(card(incidentRun({ steps, status: 'failed' }), { height: 24 }).split('\n').length).toBeGreaterThan(100);
  });

  test('never exceeds the width, whatever the names are', () => {
    const wide = '調査と修復'.repeat(20);
    const run = incidentRun({ loop: wide, steps: [step(wide, wide, 0), step('a', 't'.repeat(300), 0)] });
    for (const width of [40, 60, 80, 160]) {
      for (const line of renderCard(run, look({ width }), millisecondsAt(1)).split('\n')) {
        expect(widthOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test('shortens a big result and says how to see all of it', () => {
    const output = {
      hosts: Array.from({ length: 9 }, (_, index) => `web-${index}`),
      deep: { a: { b: { c: { d: 1 } } } },
      text: `${'word '.repeat(200)}`,
      report: '# Postmortem\n\nWhat happened.',
      none: null,
    };
    const shown = card(finishedRun({ output, steps: [], temporalUrl: null }), { width: 60, prompt: 'npx hololoom ' });
    expect(shown).toBe(`
✓ security_incident_response 2.1.0 · completed · 3.2 s
  Result
    hosts   ["web-0", "web-1", "web-2", "web-3", "web-4",
            "web-5", … 9 in all]
    deep    {a: {b: {…}}}
    text    word word word word word word word word word
            word word word word word word word word word
            word word word word word word word word word
            word word word word word word word word word …
    report  # Postmortem …
    none    null
  All of it: npx hololoom status r-7f3k2m9q4a --json
  Run r-7f3k2m9q4a
`);
  });

  test('uses colour only where it is wanted', () => {
    expect(card(incidentRun(), { colour: true })).toContain('\u001b[');
    expect(card(incidentRun())).not.toContain('\u001b');
  });
});
