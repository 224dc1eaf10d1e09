import type { RunView, StepView } from '../../domain/run.ts';
import { renderCard, titleOf } from './card.ts';
import { stepLines } from './card-steps.ts';
import type { Look } from './look.ts';
import type { Screen } from './terminal.ts';

/** How often what is still going on is redrawn, so that its seconds move. */
const repaintMs = 250;

/** A run as it goes on. */
export interface LiveCard {
  readonly show: (run: RunView) => void;
  /** Clears what was drawn in place: the finished card is printed for good by somebody else. */
  readonly close: () => void;
}

/** Draws over itself where that is possible; elsewhere a line tells each step that changed. */
export function openLiveCard(screen: Screen): LiveCard {
  return screen.area === null ? told(screen) : drawn(screen, screen.area);
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

function told({ say, look }: Screen): LiveCard {
  let before: RunView | null = null;
  return {
    show(run) {
      for (const line of changedLines(before, run, look(), Date.now())) say(line);
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

const newsOf = ({ status, attempts }: StepView): string => `${status} ${status === 'retrying' ? attempts : 0}`;
