import type { ListedPackage } from '../../domain/market/search.ts';
import type { MarketStatistics } from '../../domain/market/statistics.ts';
import type { Result } from '../commands/result.ts';
import { ago } from './durations.ts';
import { type Look, pens, signsOf } from './look.ts';
import { counted, percent, ratingText, runTexts, starsOf } from './render-facts.ts';
import { packageHead } from './render-shelf.ts';
import { cell, table } from './table.ts';
import { visible, visibleLine, wrap } from './text.ts';

/** What people say of a package, with what was measured of it above. */
export function renderReviews(
  { reviews: found }: Extract<Result, { kind: 'reviews' }>,
  look: Look,
  now: number,
): string {
  const pen = pens(look);
  const { standing, reviews, facts, next } = found;
  const dot = ` ${signsOf(look).dot} `;
  const measured = facts.map((version) => [
    cell(visibleLine(version.version)),
    cell(runTexts(version).join(dot), pen.dim),
  ]);
  const said = reviews.flatMap(({ stars, user, version, at, text }) => [
    '',
    `  ${pen.yellow(starLine(stars, look))} ${pen.bold(visibleLine(user))} ${pen.dim(`ran ${visibleLine(version)}, ${ago(now - Date.parse(at))}`)}`,
    ...(text === '' ? [] : wrap(visible(text), look.width, '    ')),
  ]);
  return [
    packageHead(found, look),
    ...(measured.length === 0
      ? [pen.dim('  nobody ran it here yet')]
      : [pen.dim('  measured in real runs'), ...table(measured, look, { gives: 1, indent: '    ' })]),
    `  ${ratingText(standing, look) ?? pen.dim('nobody rated it yet')}`,
    ...said,
    ...(next === null ? [] : ['', pen.dim(`  More: --after ${visibleLine(next)}`)]),
    ...(reviews.length === 0
      ? ['', pen.dim(`  Ran it? ${look.prompt}market rate ${visibleLine(found.package)} STARS "TEXT"`)]
      : []),
  ].join('\n');
}

const starLine = (stars: number, { unicode }: Look): string =>
  (unicode ? '★' : '*').repeat(stars) + (unicode ? '☆' : '.').repeat(5 - stars);

export function renderRated({ receipt }: Extract<Result, { kind: 'rated' }>, look: Look): string {
  const { package: name, major, stars, replaced } = receipt;
  const before = replaced === null ? '' : ` It replaces the ${counted(replaced, 'star')} you gave before.`;
  const done = pens(look).green(signsOf(look).completed);
  return `${done} ${counted(stars, 'star')} for ${visibleLine(name)} ${major}.x.${before}`;
}

export function renderVerified({ publisher, created }: Extract<Result, { kind: 'verified' }>, look: Look): string {
  const said = created ? 'is marked as a publisher you know' : 'was marked before';
  return `${pens(look).green(signsOf(look).completed)} ${visibleLine(publisher)} ${said}`;
}

/** What the market comes to. */
export function renderStatistics(all: MarketStatistics, look: Look): string {
  const pen = pens(look);
  const number = (count: number): string => count.toLocaleString('en');
  const average = all.averageRating === null ? '' : `, ${starsOf(all.averageRating, look)} in the mean`;
  const reuse =
    all.reuse.runs === 0
      ? 'nothing ran yet'
      : `${percent(all.reuse.reused / all.reuse.runs)} of the last ${counted(all.reuse.runs, 'run')} use a package of somebody else`;
  const totals = [
    ['packages', `${number(all.packages)}, ${counted(all.releases, 'release')}`],
    ['publishers', `${number(all.publishers)}, ${number(all.verifiedPublishers)} verified`],
    ['installs', number(all.installs)],
    [
      'runs',
      `${number(all.completed)} completed, ${number(all.failed)} failed, ${number(all.stopped)} stopped by people`,
    ],
    ['ratings', `${number(all.ratings)}${average}`],
    ['reuse', reuse],
  ].map(([label = '', text = '']) => [cell(label, pen.dim), cell(text)]);
  const shelves = all.categories.map(({ category, packages, installs, completed, averageRating }) => [
    cell(visibleLine(category)),
    ...[packages, completed, installs].map((count) => cell(number(count).padStart(8))),
    cell(averageRating === null ? '' : starsOf(averageRating, look), pen.yellow),
  ]);
  const list = (
    title: string,
    packages: readonly ListedPackage[],
    fact: (listed: ListedPackage) => string,
  ): string[] => {
    const cells = packages.map((each) => [
      cell(visibleLine(each.package), pen.bold),
      cell(visibleLine(each.title)),
      cell(fact(each), pen.dim),
    ]);
    return cells.length === 0 ? [] : ['', pen.dim(`  ${title}`), ...table(cells, look, { gives: 1, indent: '    ' })];
  };
  return [
    pen.bold('The market in numbers'),
    ...table(totals, look, { gives: 1, indent: '  ' }),
    '',
    ...table(shelves, look, {
      head: ['category', 'packages', '    runs', 'installs', 'rated'],
      gives: 0,
      indent: '    ',
    }),
    ...list('Top rated', all.topRated, ({ standing }) => ratingText(standing, look) ?? ''),
    ...list('Most downloaded', all.mostDownloaded, ({ standing }) => counted(standing.downloads, 'install')),
    ...list('Most run', all.mostRun, ({ standing }) => counted(standing.completed, 'run')),
  ].join('\n');
}
