import type { RunView, StepView } from '../../domain/run.ts';
import { renderCard, titleOf } from './card.ts';
import { stepLines } from './card-steps.ts';
import type { Look } from './look.ts';
import { questionLines } from './render-questions.ts';
import type { Screen } from './terminal.ts';
import { visible, wrap } from './text.ts';

/** How often what is still going on is redrawn, so that its seconds move. */
const repaintMs = 250;

/** A run as it goes on. */
export interface LiveCard {
  readonly show: (run: RunView) => void;
  /** Clears what was drawn in place: the finished card is printed for good by somebody else. */
  readonly close: () => void;
}

/**
 * Draws over itself where that is possible; elsewhere a line tells each step that changed.
 * @param heardElsewhere somebody else shows what the run says and asks, as the room does
 */
export function openLiveCard(screen: Screen, heardElsewhere = false): LiveCard {
  return screen.area === null ? told(screen, heardElsewhere) : drawn(screen, screen.area);
}

function drawn({ look }: Screen, area: NonNullable<Screen['area']>): LiveCard {
  let shown: RunView | null = null;
  const paint = (): void => {
    if (shown !== null && shown.status === 'running') area(renderCard(shown, look(), Date.now()));
  };
  const timer = setInterval(paint, repaintMs).unref();
  return {
    show(run) {
      shown = run;
      paint();
    },
    close() {
      clearInterval(timer);
      shown = null;
      area.clear();
      area.done();
    },
  };
}

function told({ say, look }: Screen, heardElsewhere: boolean): LiveCard {
  let before: RunView | null = null;
  return {
    show(run) {
      const lines = changedLines(before, run, look(), Date.now());
      const words = heardElsewhere ? [] : spokenLines(before, run, look(), Date.now());
      for (const line of [...lines, ...words]) say(line);
      before = run;
    },
    close: () => undefined,
  };
}

/** What there is to tell about a run since it was last seen: its title at first, then the steps that changed. */
export function changedLines(before: RunView | null, run: RunView, look: Look, now: number): string[] {
  const known = new Map(before?.steps.map((step) => [step.path, newsOf(step)]));
  const title = before === null ? [titleOf(run, look, now)] : [];
  const changed = stepLines(run, look, now, false).filter(
    ({ step }) => (known.get(step.path) ?? 'waiting 0') !== newsOf(step),
  );
  return [...title, ...changed.flatMap(({ lines }) => lines)];
}

/** Of what is done again and again each failure is news, and not each time. */
function newsOf({ status, attempts, counts }: StepView): string {
  return `${status} ${counts?.failed ?? (status === 'retrying' ? attempts : 0)}`;
}

/** What it said and asked since then. */
function spokenLines(before: RunView | null, run: RunView, look: Look, now: number): string[] {
  const heard = new Set(before?.messages.map(({ path }) => path));
  const says = run.messages.filter(({ kind, path }) => kind === 'say' && !heard.has(path));
  const known = new Set(before?.questions.map(({ number }) => number));
  const asked = run.questions.filter(({ number }) => !known.has(number));
  return [
    ...says.flatMap(({ text }) => wrap(visible(text), look.width, '    ')),
    ...asked.flatMap((question) => questionLines(question, look, now)),
  ];
}
