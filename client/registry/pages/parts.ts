import { html } from 'hono/html';
import { meanStars, type PackageStanding, successRate } from '../../../domain/market/ranking.ts';
import type { ListedPackage } from '../../../domain/market/search.ts';
import { ago } from '../../cli/durations.ts';
import { counted, percent, runTexts } from '../../cli/render-facts.ts';
import { visibleLine } from '../../cli/text.ts';
import type { Markup } from './layout.ts';

/** A publisher's word on one line, with nothing in it that hides or turns what stands beside it. */
export const said = visibleLine;

/** Where a package has its page; names are plain letters, digits, hyphens and one slash. */
export const pageOf = (name: string): string => `/packages/${name}`;

export const since = (time: string): Markup =>
  html`<time datetime="${time}">${ago(Date.now() - Date.parse(time))}</time>`;

/** `4.6 of 5 (12 ratings)` with stars that are only drawn. */
export function rating(standing: Pick<PackageStanding, 'stars' | 'ratings'>): Markup {
  const mean = meanStars(standing);
  if (mean === null) return html`<span class="quiet">not rated yet</span>`;
  return html`<span class="stars" aria-hidden="true">★</span> ${mean.toFixed(1)}<span class="unseen"> of 5 stars</span> <span class="quiet">(${counted(standing.ratings, 'rating')})</span>`;
}

/** `98 % of 143 runs went well · half within 2.1 s`. */
export function measured(standing: PackageStanding): string {
  const texts = runTexts(standing);
  return texts.length === 0 ? 'nobody ran it here yet' : texts.join(' · ');
}

export function successOf(standing: PackageStanding): string {
  const rate = successRate(standing);
  return rate === null ? '–' : percent(rate);
}

export const verifiedMark = (verified: boolean): Markup =>
  verified ? html` <span class="badge good">✓ verified</span>` : html``;

/** A package as lists show it. @param level of its heading */
export function hit(listed: ListedPackage, level: 2 | 3): Markup {
  const { package: name, version, title, description, publisher, verified, deprecated, category, tags } = listed;
  const heading = html`<a href="${pageOf(name)}">${said(title)}</a>`;
  return html`<li class="card">
  ${level === 2 ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
  <p class="quiet"><code>${name}</code> ${version} · ${publisher}${verifiedMark(verified)}</p>
  <p>${said(description)}</p>
  ${deprecated === null ? '' : html`<p class="note warn">Deprecated: ${said(deprecated)}</p>`}
  <p class="facts">${rating(listed.standing)} · ${measured(listed.standing)}</p>
  <ul class="chips" aria-label="Category and tags">
    <li><a class="chip strong" href="/search?category=${encodeURIComponent(category)}">${said(category)}</a></li>
    ${tags.map((tag) => html`<li><a class="chip" href="/search?tag=${encodeURIComponent(tag)}">${said(tag)}</a></li>`)}
  </ul>
</li>`;
}
