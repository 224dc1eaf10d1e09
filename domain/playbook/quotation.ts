import type { Found, Playbook } from './playbook.ts';
import { purposeOf } from './purpose.ts';
import type { Section } from './runbook.ts';

/** Of the first passage and of each further one: together they fit on a card in chat. */
const firstCharactersMax = 1_300;
const furtherCharactersMax = 450;
/** A runbook less likely than this is not even named. */
const nearMin = 0.15;
const noModel = 'No model is configured on this worker';

export const sourceOf = ({ file, heading }: Section): string => `${file}: ${heading}`;

/** Each passage as a quotation under its source. */
export function quotations({ passages }: Found): readonly string[] {
  return passages.map((passage, at) => {
    const text = shortened(passage.text, at === 0 ? firstCharactersMax : furtherCharactersMax);
    return `From ${passage.file}, "${passage.heading}":\n\n${text}`;
  });
}

/** An answer in words: the quotations and where more is to be had, or what comes near when nothing fits. */
export function told(found: Found, { runbooks }: Playbook): string {
  if (found.passages.length === 0) {
    const near = found.confidence < nearMin ? [] : found.runbooks.slice(0, 1).concat(found.related);
    const others =
      near.length > 0
        ? ` What comes nearest: ${near.map(({ file, title }) => `${title} (${file})`).join('; ')}.`
        : ` None of the ${runbooks.length} runbooks is about it.`;
    return `${noModel}, and no runbook fits this question.${others}`;
  }
  return [`${noModel}. This is what the runbooks say.`, ...quotations(found), more(found)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function more({ passages, runbooks, related }: Found): string {
  const [best] = runbooks;
  const quoted = passages.filter(({ file }) => file === best?.file).map(({ heading }) => heading);
  const left = (best?.sections ?? [])
    .map(({ heading }) => heading)
    .filter((heading) => !quoted.includes(heading) && purposeOf(heading) !== 'scope');
  const beside = related.map(({ file }) => file).filter((file) => passages.every((passage) => passage.file !== file));
  return [
    left.length > 0 ? [`More in ${best?.file}: ${left.join(', ')}.`] : [],
    beside.length > 0 ? [`See also: ${beside.join(', ')}.`] : [],
  ]
    .flat()
    .join(' ');
}

/** Cut at the end of a line, and with a code block it would leave open closed. */
function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const kept = text.slice(0, text.lastIndexOf('\n', charactersMax) + 1 || charactersMax).trimEnd();
  const open = (kept.match(/^\s*```/gm) ?? []).length % 2 === 1;
  return `${kept}${open ? '\n```' : ''}\n…`;
}
