import type { FacetCount, ListedPackage } from '../../domain/market/search.ts';
import type { MarketFront } from '../../domain/market/statistics.ts';
import type { FoundThere, Result } from '../commands/result.ts';
import { ago } from './durations.ts';
import { type Look, pens, signsOf } from './look.ts';
import { counted, ratingText, runTexts } from './render-facts.ts';
import { renderPackageCard } from './render-package-card.ts';
import { cell, table } from './table.ts';
import { pad, visibleLine, widthOf, wrap } from './text.ts';

/** Its name, newest version and publisher; whether an admin knows them, and whether it is given up. */
export function packageHead(
  { package: name, version, publisher, verified, deprecated }: ListedPackage,
  look: Look,
): string {
  const pen = pens(look);
  const who = verified
    ? pen.green(`${signsOf(look).completed} ${visibleLine(publisher)}`)
    : pen.dim(visibleLine(publisher));
  const old = deprecated === null ? '' : `  ${pen.yellow('deprecated')}`;
  return `${pen.bold(visibleLine(name))} ${visibleLine(version)}  ${who}${old}`;
}

/** What was measured of a package and what people gave it, in one line. */
export function factsLine({ standing, category }: ListedPackage, look: Look): string {
  const measured = runTexts(standing);
  const facts = [
    visibleLine(category),
    ...(measured.length === 0 ? ['nobody ran it here yet'] : measured),
    ratingText(standing, look),
    standing.downloads === 0 ? null : counted(standing.downloads, 'install'),
  ];
  return facts.filter((fact) => fact !== null).join(` ${signsOf(look).dot} `);
}

function hit(listed: ListedPackage, look: Look): string[] {
  const pen = pens(look);
  const { deprecated, description } = listed;
  return [
    `  ${packageHead(listed, look)}`,
    ...wrap(visibleLine(description), look.width, '    '),
    ...(deprecated === null ? [] : wrap(visibleLine(deprecated), look.width, '    ').map(pen.yellow)),
    ...wrap(factsLine(listed, look), look.width, '    ').map(pen.dim),
  ];
}

/** What was found: each with what it is for and how its runs went, then ways to narrow it down. */
export function renderFound(result: Extract<Result, { kind: 'found' }>, look: Look, now: number): string {
  const here = foundHere(result, look, now);
  return result.there === undefined ? here : [here, '', ...foundThere(result, result.there, look)].join('\n');
}

/** What another market has and this one has not, each with what brings it here. */
function foundThere({ found: here }: Extract<Result, { kind: 'found' }>, there: FoundThere, look: Look): string[] {
  const pen = pens(look);
  const { origin, found, problem } = there;
  if (found === null)
    return wrap(`${visibleLine(origin)} could not be asked. ${visibleLine(problem ?? '')}`, look.width).map(pen.yellow);
  const known = new Set(here.hits.map((each) => each.package));
  const others = found.hits.filter((each) => !known.has(each.package));
  if (others.length === 0) return [pen.dim(`Nothing else at ${visibleLine(origin)}`)];
  return [
    pen.bold(`At ${visibleLine(origin)}`),
    ...others.flatMap((listed) => ['', ...hit(listed, look)]),
    '',
    pen.dim(
      `  ${look.prompt}market install ${visibleLine(others[0]?.package ?? '')} brings it here, once everything is checked`,
    ),
  ];
}

function foundHere({ request, found, card }: Extract<Result, { kind: 'found' }>, look: Look, now: number): string {
  const pen = pens(look);
  const typed = visibleLine(request.words ?? '');
  if (found.hits.length === 0) return nothingFound(typed, request.after !== undefined, look);
  const { total, isMore, meant, isLoose } = found;
  const howMany = `${total.toLocaleString('en')}${isMore ? '+' : ''} ${total === 1 ? 'package' : 'packages'}`;
  const notes = [
    ...(meant === null
      ? []
      : [`Nothing has ${quoted(typed)}. Shown is what was meant by it: ${quoted(visibleLine(meant))}.`]),
    ...(isLoose ? ['No package has all of these words; these have some of them.'] : []),
  ];
  const facets = [['categories', found.categories] as const, ['tags', found.tags] as const].filter(
    ([, counts]) => counts.length > 1,
  );
  const said = facets.map(([label, counts]) => facetLines(label, counts, look));
  const next = found.next === null ? [] : [pen.dim(`  More: the same words and --after ${visibleLine(found.next)}`)];
  return [
    ...notes.flatMap((note) => wrap(note, look.width)),
    pen.dim(howMany),
    ...(card === null
      ? found.hits.flatMap((listed) => ['', ...hit(listed, look)])
      : ['', renderPackageCard(card, look, now)]),
    ...(total > 1 && (said.length > 0 || next.length > 0) ? ['', ...said.flat(), ...next] : []),
  ].join('\n');
}

function facetLines(label: string, counts: readonly FacetCount[], look: Look): string[] {
  // A name and its count stay on one line.
  const texts = counts.map(({ name, count }) => `${visibleLine(name)}\u00a0${count}`);
  const lines = wrap(texts.join(` ${signsOf(look).dot} `), look.width, ' '.repeat(14));
  const [first = '', ...others] = lines.map((line) => line.replaceAll('\u00a0', ' '));
  return [`  ${pens(look).dim(pad(label, 12))}${first.trimStart()}`, ...others];
}

/** Words in quotes, which some were typed with. */
const quoted = (words: string): string => (/^"[^"]*"$/.test(words) ? words : `"${words}"`);

function nothingFound(typed: string, isLater: boolean, look: Look): string {
  if (isLater) return 'That was all.';
  const what = typed === '' ? 'No package passes these filters.' : `No package fits ${quoted(typed)}.`;
  return wrap(`${what} "${look.prompt}market" shows the categories there are.`, look.width).join('\n');
}

/** What whoever comes in sees first. */
export function renderFront({ packages, categories, newest, mostRun }: MarketFront, look: Look, now: number): string {
  const pen = pens(look);
  if (packages === 0) {
    const hint = `Nothing is published yet. "npx hololoom" opens the room, where the packages that ship are published first; "${look.prompt}market publish FOLDER" publishes one of yours.`;
    return wrap(hint, look.width).join('\n');
  }
  const widest = Math.max(...categories.map(({ name }) => widthOf(visibleLine(name))));
  const shelves = categories.map(({ name, count }) => `${pad(visibleLine(name), widest)} ${String(count).padStart(5)}`);
  return [
    pen.bold(`The market has ${counted(packages, 'package')}`),
    '',
    pen.dim('  Categories'),
    ...inColumns(shelves, look),
    '',
    pen.dim('  New'),
    ...rows(newest, look, ({ publishedAt }) => ago(now - Date.parse(publishedAt))),
    ...(mostRun.length === 0
      ? []
      : ['', pen.dim('  Most run'), ...rows(mostRun, look, ({ standing }) => counted(standing.completed, 'run'))]),
    '',
    ...ways(look),
  ].join('\n');
}

function rows(packages: readonly ListedPackage[], look: Look, last: (listed: ListedPackage) => string): string[] {
  const pen = pens(look);
  const cells = packages.map((listed) => [
    cell(visibleLine(listed.package), pen.bold),
    cell(visibleLine(listed.title)),
    cell(last(listed), pen.dim),
  ]);
  return table(cells, look, { gives: 1, indent: '    ' });
}

/** Texts of one width beside each other, as many as fit, read downwards. */
function inColumns(texts: readonly string[], look: Look): string[] {
  const width = widthOf(texts[0] ?? '') + 4;
  const columns = Math.max(1, Math.min(3, Math.floor((look.width - 4) / width)));
  const lines = Math.ceil(texts.length / columns);
  return Array.from({ length: lines }, (_, line) =>
    `    ${Array.from({ length: columns }, (_, column) => pad(texts[column * lines + line] ?? '', width)).join('')}`.trimEnd(),
  );
}

function ways(look: Look): string[] {
  const pen = pens(look);
  return table(
    [
      [cell(`${look.prompt}market search WORDS`), cell('find one, also with a slip in a word', pen.dim)],
      [cell(`${look.prompt}market search --category NAME`), cell('look along one shelf', pen.dim)],
      [cell(`${look.prompt}market show PACKAGE`), cell('what it does, touches, and how its runs went', pen.dim)],
    ],
    look,
    { gives: 1, indent: '  ' },
  );
}
