import { html } from 'hono/html';
import type { ListedPackage } from '../../../domain/market/search.ts';
import type { MarketStatistics } from '../../../domain/market/statistics.ts';
import { percent } from '../../cli/render-facts.ts';
import { layout, type Markup } from './layout.ts';
import { pageOf, rating, said } from './parts.ts';

/** What the market comes to. */
export function statisticsPage(found: MarketStatistics): Markup {
  const { packages, releases, publishers, installs, completed, failed, ratings, averageRating, reuse } = found;
  const figures: readonly (readonly [label: string, value: string])[] = [
    ['Packages', packages.toLocaleString('en')],
    ['Releases', releases.toLocaleString('en')],
    ['Publishers', publishers.toLocaleString('en')],
    ['Installs', installs.toLocaleString('en')],
    ['Completed runs', completed.toLocaleString('en')],
    ['Failed runs', failed.toLocaleString('en')],
    [
      'Ratings',
      averageRating === null ? '0' : `${ratings.toLocaleString('en')}, ★ ${averageRating.toFixed(1)} in the mean`,
    ],
    ['Runs that use what others published', reuse.runs === 0 ? '–' : percent(reuse.reused / reuse.runs)],
  ];
  const body = html`<h1>Statistics</h1>
<dl class="figures wide-figures">${figures.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
<section><h2>By category</h2>
<div class="scroll" tabindex="0" role="group" aria-label="By category"><table>
<thead><tr><th scope="col">Category</th><th scope="col">Packages</th><th scope="col">Installs</th><th scope="col">Completed runs</th><th scope="col">Rating</th></tr></thead>
<tbody>${found.categories.map(
    (each) =>
      html`<tr><th scope="row"><a href="/search?category=${encodeURIComponent(each.category)}">${said(each.category)}</a></th><td>${each.packages}</td><td>${each.installs}</td><td>${each.completed}</td><td>${each.averageRating === null ? '–' : `★ ${each.averageRating.toFixed(1)}`}</td></tr>`,
  )}</tbody></table></div></section>
<div class="halves">
${ranked('Top rated', found.topRated, ({ standing }) => rating(standing))}
${ranked('Most downloaded', found.mostDownloaded, ({ standing }) => html`${standing.downloads.toLocaleString('en')}`)}
${ranked('Most run', found.mostRun, ({ standing }) => html`${standing.completed.toLocaleString('en')}`)}
</div>`;
  return layout({ title: 'Statistics · HoloLoom market', body });
}

function ranked(title: string, packages: readonly ListedPackage[], value: (listed: ListedPackage) => Markup): Markup {
  if (packages.length === 0) return html``;
  return html`<section><h2>${title}</h2><ol class="plain ranked">${packages.map(
    (each) =>
      html`<li><a href="${pageOf(each.package)}">${said(each.title)}</a> <span class="quiet">${value(each)}</span></li>`,
  )}</ol></section>`;
}
