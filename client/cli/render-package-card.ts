import type { LastRun } from '../../domain/run.ts';
import type { PackageCard } from '../market-shelf.ts';
import { states } from './card.ts';
import { ago, between, duration } from './durations.ts';
import { colourOf, type Look, pens, signsOf } from './look.ts';
import { renderCapabilities } from './render-capabilities.ts';
import { counted, ratingText, runTexts } from './render-facts.ts';
import { packageHead } from './render-shelf.ts';
import { pad, visibleLine, wrap } from './text.ts';

const labelled = (label: string, text: string, look: Look): string[] => {
  const [first = '', ...others] = wrap(text, look.width, ' '.repeat(14));
  return [`  ${pens(look).dim(pad(label, 12))}${first.trimStart()}`, ...others];
};

/** What somebody wants to know of a package before they use it. */
export function renderPackageCard(card: PackageCard, look: Look, now: number): string {
  const pen = pens(look);
  const { deprecated, description, title, standing, tags, category, publishedAt } = card;
  const dot = ` ${signsOf(look).dot} `;
  const measured = runTexts(standing);
  const people = [
    ratingText(standing, look) ?? 'not rated yet',
    standing.downloads === 0 ? null : counted(standing.downloads, 'install'),
  ];
  return [
    packageHead(card, look),
    pen.bold(visibleLine(title)),
    ...wrap(visibleLine(description), look.width),
    ...(deprecated === null ? [] : wrap(`Deprecated: ${visibleLine(deprecated)}`, look.width).map(pen.yellow)),
    '',
    ...labelled('shelf', [category, ...tags].map(visibleLine).join(dot), look),
    ...labelled('published', `${ago(now - Date.parse(publishedAt))}, ${counted(card.versions, 'version')}`, look),
    ...labelled('runs', measured.length === 0 ? 'nobody ran it here yet' : measured.join(dot), look),
    ...lastRuns(card.lastRuns, look, now),
    ...labelled('people', people.filter((each) => each !== null).join(dot), look),
    ...does(card, look),
    ...(card.capabilities === null ? [] : touches(renderCapabilities(card.capabilities, look, '    '), look)),
  ].join('\n');
}

/** How the last few went, the newest first. */
function lastRuns(runs: readonly LastRun[], look: Look, now: number): string[] {
  const pen = pens(look);
  const signs = signsOf(look);
  if (runs.length === 0) return [];
  const shown = runs.map(({ status, startedAt, endedAt }) => {
    const [, likeStep] = states[status];
    const took = duration(between(startedAt, endedAt, now));
    return `${colourOf(likeStep, pen)(signs[likeStep])} ${took}`;
  });
  const newest = runs[0]?.startedAt ?? '';
  return labelled('last', `${shown.join('  ')}  ${pen.dim(`newest ${ago(now - Date.parse(newest))}`)}`, look);
}

function does({ waves, tools }: PackageCard, look: Look): string[] {
  const signs = signsOf(look);
  if (waves !== null) {
    // Steps inside others, and those without a name, say little to whoever does not know the program.
    const named = waves
      .map((steps) => steps.filter((path) => /^[a-z_]\w*$/i.test(path)))
      .filter(({ length }) => length > 0);
    const texts = named.map((steps) => steps.join(', '));
    return labelled('steps', texts.join(` ${signs.arrow} `), look);
  }
  return tools.length === 0 ? [] : labelled('tools', tools.map(visibleLine).join(', '), look);
}

function touches(lines: readonly string[], look: Look): string[] {
  return lines.length === 0 ? [] : [`  ${pens(look).dim('may touch')}`, ...lines];
}
