import type { Progress } from '../../domain/services.ts';
import { duration } from './durations.ts';
import { type Look, pens, signsOf } from './look.ts';
import type { Screen } from './terminal.ts';
import { shorten, visibleLine } from './text.ts';

const repaintMs = 200;
/** Without a terminal a step that goes on is mentioned this often. */
const remindMs = 15_000;

/** What services do while they start and stop, shown as it happens. */
export interface ProgressView {
  readonly tell: (progress: Progress) => void;
  /** Does something aloud as a step of its own. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Says something people should know, at once. */
  notice(text: string): void;
  /** Nothing more to see for now: what was not worth showing is forgotten. Steps told later open the view again. */
  rest(): void;
}

interface Step {
  readonly startedAt: number;
  text: string;
  mentionedAt: number;
}

/**
 * Shows each step with its duration: steps under way below, redrawn in place, what is done above them.
 * @param patienceMs what is over before is not shown at all: services that run already are nobody's concern
 */
export function openProgress(screen: Screen, patienceMs = 0, now: () => number = Date.now): ProgressView {
  const steps = new Map<string, Step>();
  const held: string[] = [];
  let firstAt: number | null = null;
  const { area, say } = screen;
  let timer: NodeJS.Timeout | undefined;

  const patient = (): boolean => now() - (firstAt ?? now()) < patienceMs;

  function print(line: string): void {
    if (patient()) return void held.push(line);
    for (const each of [...held.splice(0), line]) say(each);
  }

  function paint(): void {
    if (patient()) return;
    for (const line of held.splice(0)) print(line);
    const line = (step: Step): string => stepLine(step, screen.look(), now());
    if (area !== null) {
      if (steps.size > 0) area([...steps.values()].map(line).join('\n'));
      return;
    }
    for (const step of steps.values()) {
      if (now() - step.mentionedAt < remindMs) continue;
      step.mentionedAt = now();
      say(line(step));
    }
  }

  function rest(): void {
    clearInterval(timer);
    timer = undefined;
    firstAt = null;
    held.length = 0;
    area?.clear();
    area?.done();
  }

  function tell({ step, state, text, elapsedMs }: Progress): void {
    firstAt ??= now();
    timer ??= setInterval(paint, repaintMs).unref();
    if (state === 'started' || state === 'working') {
      const known = steps.get(step);
      if (known !== undefined) known.text = text;
      else steps.set(step, { text, startedAt: now() - elapsedMs, mentionedAt: now() });
    } else {
      steps.delete(step);
      print(endLine({ state, text, elapsedMs }, screen.look()));
    }
    paint();
    if (steps.size === 0 && !patient()) rest();
  }

  return {
    tell,
    rest,
    notice: (text) => say(endLine({ state: 'notice', text, elapsedMs: 0 }, screen.look())),
    async step(title, work) {
      const start = now();
      const report = (state: Progress['state']) =>
        tell({ type: 'progress', step: title, state, text: title, elapsedMs: now() - start });
      report('started');
      try {
        const result = await work();
        report('done');
        return result;
      } catch (error) {
        report('failed');
        throw error;
      }
    },
  };
}

function stepLine({ text, startedAt }: Step, look: Look, now: number): string {
  const took = ` ${signsOf(look).ellipsis} ${duration(now - startedAt)}`;
  const title = shorten(visibleLine(text), look.width - 2 - took.length - 1, signsOf(look).ellipsis);
  return `  ${title}${pens(look).dim(took)}`;
}

function endLine({ state, text, elapsedMs }: Pick<Progress, 'state' | 'text' | 'elapsedMs'>, look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  if (state === 'notice') return `${pen.yellow(signs.warning)} ${visibleLine(text)}`;
  const sign = state === 'done' ? pen.green(signs.completed) : pen.red(signs.failed);
  return `${sign} ${visibleLine(text)} ${pen.dim(`(${duration(elapsedMs)})`)}`;
}
