import type { RunView } from '../../domain/run.ts';
import { renderCard, titleOf } from '../cli/card.ts';
import { runIdOf } from '../cli/ids.ts';
import { pens, signsOf } from '../cli/look.ts';
import { sideBySide } from '../cli/table.ts';
import { type FittingNotice, fittingNotice } from './content.ts';
import { cardLook, chatLook } from './render.ts';
import { shownIn } from './shown.ts';

/** What machines read beside the text of a card, of a prompt, of a digest. */
export interface CardState {
  readonly kind: 'run' | 'digest' | 'prompt';
  readonly id: string;
  /** Rises with each drawing. */
  readonly seq: number;
  readonly state: string;
}
const cardType = 'dev.hololoom.card';

export const cardFields = ({ kind, id, seq, state }: CardState) => ({ [cardType]: { kind, id, seq, state } });

const digestRunsMax = 30;
/** Of a result, an error, or what a run said: a card shows its beginning. */
const textLettersMax = 2_000;

/** How a card stands when it is drawn. */
export interface Drawing {
  readonly seq: number;
  /** What stands before a command in the room. */
  readonly prompt: string;
  /** Whom to call when the run is over. */
  readonly requester: string;
  /** Milliseconds. */
  readonly now: number;
}

/** A run as one message: its steps while it goes on, and how it ended. Whoever asked for it is called at the end alone. */
export function cardContent(run: RunView, { seq, prompt, requester, now }: Drawing): FittingNotice {
  const seen = shownIn(run, textLettersMax);
  const over = run.status !== 'running';
  const text = [renderCard(seen, cardLook(prompt), now), ...footOf(seen, prompt, over)].join('\n');
  return fittingNotice(text, restOf(run, prompt), {
    mentions: over ? [requester] : [],
    more: cardFields({ kind: 'run', id: run.workflowId, seq, state: run.status }),
  });
}

const restOf = (run: RunView, prompt: string): string => `… all of it: ${prompt}status ${runIdOf(run)}`;

/** Who asked, where to look closer, and what may be done next. */
function footOf(run: RunView, prompt: string, over: boolean): string[] {
  const look = chatLook(prompt);
  const id = runIdOf(run);
  const failed = over && run.status !== 'completed';
  const what = over ? (failed ? [`${prompt}resume ${id}`] : []) : [`${prompt}cancel ${id}`];
  // The end of a card names Temporal's page already.
  const page = over || run.temporalUrl === null ? [] : [`Temporal: ${run.temporalUrl}`];
  return [`  ${sideBySide([`asked by ${run.requester}`, ...page, ...what], look)}`];
}

/** Says that a run is shown with others, where there are many. */
export function crowdedContent(run: RunView, { seq, prompt, now }: Drawing): FittingNotice {
  const seen = shownIn(run, textLettersMax);
  const look = chatLook(prompt);
  const text = [
    titleOf(seen, look, now),
    '  Many runs go on in this room: they are shown together until each is over.',
  ];
  return fittingNotice([...text, ...footOf(seen, prompt, false)].join('\n'), restOf(run, prompt), {
    more: cardFields({ kind: 'run', id: run.workflowId, seq, state: run.status }),
  });
}

/** Many runs as one message, a line each. */
export function digestContent(
  id: string,
  runs: readonly RunView[],
  { seq, prompt, now }: Omit<Drawing, 'requester'>,
): FittingNotice {
  const look = chatLook(prompt);
  const live = runs.filter(({ status }) => status === 'running').length;
  const head = live === 0 ? 'All of these runs are over.' : `${live} ${live === 1 ? 'run goes' : 'runs go'} on here.`;
  // Those that go on matter more than those that are over.
  const order = [...runs].sort((one, other) => Number(one.status !== 'running') - Number(other.status !== 'running'));
  const lines = order
    .slice(0, digestRunsMax)
    .map(
      (run) => `  ${sideBySide([titleOf(shownIn(run, textLettersMax), look, now), runIdOf(run), waits(run)], look)}`,
    );
  const more = runs.length > digestRunsMax ? [`  ${signsOf(look).ellipsis} ${runs.length - digestRunsMax} more`] : [];
  return fittingNotice([pens(look).bold(head), ...lines, ...more].join('\n'), `… all of it: ${prompt}runs`, {
    more: cardFields({ kind: 'digest', id, seq, state: live === 0 ? 'over' : 'live' }),
  });
}

const waits = ({ questions }: RunView): string => (questions.length === 0 ? '' : 'waits for an answer');
