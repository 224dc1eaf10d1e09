import type { OpenQuestion, RunView, StepView } from '../../domain/run.ts';

const start = Date.parse('2026-11-23T03:00:00.000Z');

/** A moment of the made-up night in which all test runs happen, in seconds after their start. */
export const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
export const millisecondsAt = (seconds: number): number => start + seconds * 1000;

/** A step that has not started, changed as told. */
export function step(name: string, tool: string | null, wave: number, change: Partial<StepView> = {}): StepView {
  return {
    path: name,
    name,
    tool,
    line: 5 + wave,
    source: `- ${name} = ${tool}(incident_id)`,
    wave,
    status: 'waiting',
    attempts: 0,
    startedAt: null,
    endedAt: null,
    error: null,
    inside: null,
    counts: null,
    occurrences: [],
    ...change,
  };
}

/** What a step looks like that was done in one try between two moments. */
export const done = (from: number, to: number): Partial<StepView> => ({
  status: 'completed',
  attempts: 1,
  startedAt: at(from),
  endedAt: at(to),
});

/** The incident loop with its first wave done and its second begun, changed as told. */
export function incidentRun(change: Partial<RunView> = {}): RunView {
  return {
    runId: '0199f0c2-7d0b-7c3e-9d58-6f3c0a4f2b11',
    workflowId: 'loop/r-7f3k2m9q4a',
    loop: 'security_incident_response',
    package: 'security-incident-pro',
    version: '2.1.0',
    plan: 'b'.repeat(64),
    status: 'running',
    room: 'terminal',
    requester: 'dana',
    startedAt: at(0),
    endedAt: null,
    steps: [
      step('assess', 'assess_severity', 0, done(0, 0.4)),
      step('contain', 'isolate_affected_systems', 1, { status: 'running', attempts: 1, startedAt: at(1) }),
      step('investigate', 'forensic_analysis', 0, done(0, 1.2)),
      step('remediate', 'apply_fixes', 1, {
        status: 'retrying',
        attempts: 2,
        startedAt: at(1.3),
        error: 'The inventory is locked by another process.',
      }),
      step('document', 'create_postmortem', 1),
    ],
    output: null,
    failure: null,
    messages: [],
    questions: [],
    resumedFrom: null,
    temporalUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/loop%2Fr-7f3k2m9q4a/0199f0c2/history',
    ...change,
  };
}

/** The same, finished well. */
export function finishedRun(change: Partial<RunView> = {}): RunView {
  const times: Record<string, readonly [number, number]> = {
    assess: [0, 0.4],
    contain: [0.5, 1.1],
    investigate: [0, 1.2],
    remediate: [1.3, 2],
    document: [1.3, 3.1],
  };
  const run = incidentRun();
  return {
    ...run,
    status: 'completed',
    endedAt: at(3.2),
    steps: run.steps.map((each) => ({ ...each, error: null, ...done(...(times[each.name] ?? [0, 0])) })),
    output: {
      assess: { level: 'critical', score: 92 },
      document: { path: 'postmortems/INC-42.md', events: 214 },
    },
    ...change,
  };
}

/** The same, failed at its first step. */
export function failedRun(change: Partial<RunView> = {}): RunView {
  const run = incidentRun();
  return {
    ...run,
    status: 'failed',
    endedAt: at(0.6),
    steps: [
      step('assess', 'assess_severity', 0, {
        status: 'failed',
        attempts: 1,
        startedAt: at(0.1),
        endedAt: at(0.3),
        error: 'There is no incident "INC-404".',
      }),
      step('contain', 'isolate_affected_systems', 1),
    ],
    failure: {
      code: 'tool.bad_input',
      message: 'There is no incident "INC-404"; there are INC-42 and INC-43.',
      hint: 'Give the id of one of these.',
      step: 'assess',
    },
    ...change,
  };
}

/** A question of the incident loop that waits for two people, changed as told. */
export function openQuestion(change: Partial<OpenQuestion> = {}): OpenQuestion {
  return {
    run: 'loop/r-7f3k2m9q4a',
    path: 'ok',
    room: 'terminal',
    number: 3,
    text: 'Isolate 2 hosts?',
    choices: ['yes', 'no'],
    users: ['@ann', '@bob'],
    level: 0,
    need: 2,
    votes: 1,
    deadline: at(1800),
    askedAt: at(1),
    ...change,
  };
}
