import { renderCard } from '../../client/cli/card.ts';
import type { Look } from '../../client/cli/look.ts';
import { render } from '../../client/cli/render.ts';
import { renderMessage } from '../../client/cli/render-questions.ts';
import { scheduled } from '../support/fake-loom.ts';
import { at, finishedRun, incidentRun, millisecondsAt, openQuestion, step } from '../support/run-views.ts';

const look = (change: Partial<Look> = {}): Look => ({
  width: 80,
  height: null,
  colour: false,
  unicode: true,
  prompt: '',
  ...change,
});
const now = millisecondsAt(60);
const waiting = incidentRun({
  steps: [step('ok', null, 0, { status: 'running', startedAt: at(1), attempts: 1 })],
  questions: [openQuestion()],
});

describe('a question on the card of its run', () => {
  test('says what is asked, who decides, how long there is, and what to type', () => {
    expect(`\n${renderCard(waiting, look(), now)}\n`).toBe(`
▶ security_incident_response 2.1.0 · running 0/1 · 60 s
  ▶ ok    59 s
  ⏸ 3 Isolate 2 hosts?
      1 of 2 · @ann, @bob · 29 min 00 s left
      → approve 3 (yes) · reject 3 (no)
  Run r-7f3k2m9q4a
`);
  });

  test('is typed with the program where there is no room around it', () => {
    expect(renderCard(waiting, look({ prompt: 'npx hololoom ' }), now)).toContain(
      '→ npx hololoom approve 3 (yes) · npx hololoom reject 3 (no)',
    );
  });

  test('works without UTF-8, and with many choices', () => {
    const many = openQuestion({
      choices: ['promote', 'roll back', 'wait'],
      need: 1,
      users: null,
      deadline: null,
      level: 50,
    });
    const run = { ...waiting, questions: [many] };
    expect(renderCard(run, look({ unicode: false }), now)).toContain(
      [
        '  ? 3 Isolate 2 hosts?',
        '      from power level 50 on',
        '      -> answer 3 promote - answer 3 "roll back" - answer 3 wait',
      ].join('\n'),
    );
  });

  test('cannot move the cursor', () => {
    const evil = openQuestion({ text: 'Really?\u001b[2J', choices: ['\u001b[1Ayes', 'no'], users: ['@ann\u0007'] });
    const shown = renderCard({ ...waiting, questions: [evil] }, look(), now);
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('what a run said', () => {
  const said = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'say' as const,
      path: `${index}.say`,
      room: index === 0 ? '#incidents' : 'terminal',
      text: `Line ${index}`,
      at: at(index),
    }));

  test('stands on its card at the end', () => {
    expect(renderCard(finishedRun({ messages: said(2) }), look(), now)).toContain(
      ['  Said', '    #incidents: Line 0', '    Line 1', '  Run r-7f3k2m9q4a'].join('\n'),
    );
  });

  test('is cut to the last lines when it was much', () => {
    expect(renderCard(finishedRun({ messages: said(12) }), look(), now)).toMatch(/4 earlier\n {4}Line 4\n/);
  });

  test('is a line of the room, with the run that says it', () => {
    const run = 'loop/r-7f3k2m9q4a';
    const [message] = said(1);
    expect(renderMessage({ ...message!, run, question: null }, look(), now)).toBe(
      'r-7f3k2m9q4a in #incidents\n  Line 0',
    );
    const asked = { ...message!, kind: 'ask' as const, room: 'terminal', run, question: openQuestion({ votes: 0 }) };
    expect(renderMessage(asked, look(), now)).toMatch(/^r-7f3k2m9q4a\n⏸ 3 Isolate 2 hosts\?\n/);
  });
});

describe('the commands', () => {
  test('questions lists what waits, and where', () => {
    expect(render({ kind: 'questions', questions: [openQuestion({ room: '#ops' })] }, look(), now)).toBe(
      [
        '⏸ 3 Isolate 2 hosts?',
        '    1 of 2 · @ann, @bob · 29 min 00 s left',
        '    → approve 3 (yes) · reject 3 (no)',
        '  r-7f3k2m9q4a ok in #ops',
      ].join('\n'),
    );
    expect(render({ kind: 'questions', questions: [] }, look(), now)).toBe('Nothing waits for an answer.');
  });

  test('an answer says what it decided, or how many more are needed', () => {
    const answer = { question: openQuestion(), choice: 'yes', votes: 1, need: 2 };
    const shown = (decided: string | null) =>
      render({ kind: 'answered', answer: { ...answer, decided }, by: '@ann' }, look(), now);
    expect(shown(null)).toBe('✓ @ann answered "yes" to: Isolate 2 hosts?\n  1 of 2 so far; 1 more needed.');
    expect(shown('yes')).toContain('Decided: yes.');
  });

  test('an event tells who heard it', () => {
    const shown = (told: string[]) => render({ kind: 'emitted', event: 'digest.ack', told }, look(), now);
    expect(shown(['loop/r-1'])).toBe('✓ "digest.ack" was told to one run: r-1.');
    expect(shown([])).toBe('! No run of this room waits for "digest.ack".');
  });

  test('a schedule shows its next times on the clock of its zone', () => {
    expect(render({ kind: 'schedule', schedule: scheduled, done: 'previewed' }, look(), now)).toBe(
      [
        '! monday_digest is not scheduled yet. With --yes it would run by itself:',
        '  times   0 9 * * MON in Europe/Berlin',
        '  next    Mon 2026-11-30 09:00, Mon 2026-12-07 09:00, Mon 2026-12-14 09:00',
        '  inputs  max_age=1209600000',
        '  room    terminal, asked for by @dana',
        '  id      schedule/terminal/monday_digest',
      ].join('\n'),
    );
  });
});
