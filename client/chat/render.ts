import { LoomError } from '../../domain/errors.ts';
import type { Look } from '../cli/look.ts';
import { render } from '../cli/render.ts';
import { renderError } from '../cli/render-error.ts';
import type { Result } from '../commands/result.ts';
import type { Attachment } from './pasted.ts';
import { shown, shownIn } from './shown.ts';

/** Lines of a live card: what is done and what waits is counted then, not listed. */
const cardLinesMax = 24;
/** Lines break by themselves in a room, so none is cut but what nobody would read. */
const lettersOfLineMax = 500;

/**
 * A room as the renderers of the terminal see it: they write styled text, and `content.ts` makes a message of it.
 * @param prompt what stands before a command there: `!loom `, or nothing
 */
export function chatLook(prompt: string, height: number | null = null): Look {
  return { width: lettersOfLineMax, height, colour: true, unicode: true, prompt, medium: 'chat' };
}

export const cardLook = (prompt: string): Look => chatLook(prompt, cardLinesMax);

/** What a command gave back, as styled text and files. */
export interface ChatAnswer {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** @param now milliseconds */
export function renderForRoom(result: Result, prompt: string, now: number): ChatAnswer {
  const look = chatLook(prompt);
  if (result.kind === 'drawn' && result.format !== 'mermaid' && result.file === null) {
    return { text: '', attachments: [{ name: `plan.${result.format}`, content: result.content }] };
  }
  // Commands are ours, and their schemas are no data.
  const ours = result.kind === 'commands' || result.kind === 'command';
  return { text: render(ours ? result : shownIn(result), look, now), attachments: [] };
}

/** What went wrong, with what to type here instead of in a terminal. */
export function renderErrorForRoom(thrown: unknown, prompt: string): string {
  const { code, message, hint } = LoomError.from(thrown);
  const here = (text: string): string => shown(typedHere(text, prompt));
  return renderError(new LoomError(code, here(message), here(hint)), chatLook(prompt));
}

/** Hints say what to type in the terminal's room: `Type "runs"`, `Usage: run PROGRAM`. */
function typedHere(text: string, prompt: string): string {
  return text
    .replaceAll(/\b(type) "(?:hololoom )?(?=[a-z?])/gi, (_, type: string) => `${type} "${prompt}`)
    .replaceAll(/\bUsage: (?=[a-z])/g, `Usage: ${prompt}`)
    .replaceAll(/"hololoom (?=[a-z])/g, `"${prompt}`);
}
