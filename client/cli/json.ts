import { LoomError } from '../../domain/errors.ts';
import type { RunView, StepView } from '../../domain/run.ts';
import type { Command } from '../commands/command.ts';
import { fieldsOf } from '../commands/fields.ts';
import type { FileReport, FormatReport, Result } from '../commands/result.ts';

/** What a command gave back, for programs: one JSON object; `check` and `format` give one for each file, one a line. */
export function renderJson(result: Result): string {
  if (result.kind === 'checked') return result.reports.map((report) => line(reportValue(report))).join('\n');
  if (result.kind === 'formatted') return result.reports.map((report) => line(formatValue(report))).join('\n');
  return line(resultValue(result));
}

/** What went wrong, for programs. */
export function renderErrorJson(thrown: unknown): string {
  const { code, message, hint } = LoomError.from(thrown);
  return line({ error: { code, message, hint } });
}

function resultValue(result: Exclude<Result, { kind: 'checked' | 'formatted' }>): unknown {
  switch (result.kind) {
    case 'run':
      return runValue(result.run);
    case 'cancelling':
      return { ...runValue(result.run), cancelling: true };
    case 'drawn': {
      const { format, content, file } = result;
      return { format, file, content: typeof content === 'string' ? content : null };
    }
    case 'key':
      return { ...result.key, done: result.done };
    case 'marked':
      return { ...result.version, mark: result.mark };
    case 'audited':
    case 'moves':
    case 'tried':
      return result.report;
    case 'planned':
      return result.plan;
    case 'reply':
      return result.reply;
    case 'routed':
      return result.routed;
    case 'collaborated':
      return result.report;
    case 'agent':
      return { ...result.agent, done: result.done };
    case 'published':
      return { ...result.version, created: result.created };
    case 'answered':
      return { ...result.answer, by: result.by };
    case 'withdrawn':
      return { ...result.withdrawn, by: result.by };
    case 'schedule':
      return { ...result.schedule, done: result.done };
    case 'commands':
      return { commands: result.commands.map(commandValue) };
    case 'command':
      return commandValue(result.command);
    default: {
      const { kind: _, ...value } = result;
      return value;
    }
  }
}

/** Whatever is wrong is found in `problems`, also when it is the file as a whole. */
function reportValue({ refused, problems, ...report }: FileReport): object {
  return { ...report, problems: problemsOf(problems, refused) };
}

function formatValue({ refused, problems, text, ...report }: FormatReport): object {
  return { ...report, ...(text === null ? {} : { text }), problems: problemsOf(problems, refused) };
}

function problemsOf(problems: FileReport['problems'], refused: FileReport['refused']): readonly object[] {
  const place = { severity: 'error', line: 1, column: 1, length: 1, excerpt: '' };
  return refused === null ? problems : [{ ...place, ...refused }];
}

/** Documented in README; fields may be added, never taken away. */
function runValue({ failure, steps, ...run }: RunView): object {
  return {
    runId: run.runId,
    workflowId: run.workflowId,
    loop: run.loop,
    version: run.version,
    status: run.status,
    steps: steps.map(stepValue),
    output: run.output,
    ...(failure === null ? {} : { failure }),
    messages: run.messages,
    questions: run.questions,
    resumedFrom: run.resumedFrom,
    temporalUrl: run.temporalUrl,
    package: run.package,
    plan: run.plan,
    room: run.room,
    requester: run.requester,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
  };
}

function stepValue({
  path,
  name,
  tool,
  status,
  attempts,
  startedAt,
  endedAt,
  wave,
  error,
  ...inside
}: StepView): object {
  const { counts, occurrences } = inside;
  return {
    ...{ name, tool, status, attempts, startedAt, endedAt, wave, error, path },
    ...(inside.inside === null ? {} : { inside: inside.inside }),
    ...(counts === null ? {} : { counts, occurrences }),
  };
}

function commandValue({ name, aliases, summary, examples, args, positional, needs, places, role }: Command): object {
  return { name, aliases, summary, examples, arguments: fieldsOf(args, positional), needs, places, role };
}

/** JSON on one line. Characters a terminal could act on are escaped; JSON allows that anywhere in a text. */
function line(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
