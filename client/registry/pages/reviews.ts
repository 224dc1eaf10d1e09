import { html } from 'hono/html';
import type { VersionFacts } from '../../../domain/market/ranking.ts';
import { duration } from '../../cli/durations.ts';
import type { PackageReviews } from '../../market-shelf.ts';
import type { Markup } from './layout.ts';
import { pageOf, said, since } from './parts.ts';

/** What people say of a package, beside what was measured of its versions. */
export function reviewsPart(name: string, found: PackageReviews | null): Markup {
  if (found === null) return html``;
  const { reviews, facts, next } = found;
  return html`
<section aria-labelledby="runs">
  <h2 id="runs">Measured runs</h2>
  ${facts.length === 0 ? html`<p class="quiet">Nobody ran it here yet.</p>` : factsTable(facts)}
</section>
<section aria-labelledby="reviews">
  <h2 id="reviews">Reviews</h2>
  ${reviews.length === 0 ? html`<p class="quiet">Nobody has said anything yet. Whoever completed a run may.</p>` : ''}
  <ul class="reviews">${reviews.map(
    ({ user, stars, text, version, at }) => html`<li>
    <p><span class="stars" aria-hidden="true">${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}</span><span class="unseen">${stars} of 5 stars</span>
      <span class="quiet">${said(user)} about ${version}, ${since(at)}</span></p>
    ${text === '' ? '' : html`<p>${said(text)}</p>`}
  </li>`,
  )}</ul>
  ${next === null ? '' : html`<form action="${pageOf(name)}#reviews" class="more"><input type="hidden" name="after" value="${next}"><button type="submit">More reviews</button></form>`}
</section>`;
}

function factsTable(facts: readonly VersionFacts[]): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Measured runs by version"><table>
  <thead><tr><th scope="col">Version</th><th scope="col">Completed</th><th scope="col">Failed</th><th scope="col">Stopped by people</th><th scope="col">Retries</th><th scope="col">Half within</th><th scope="col">Last run</th></tr></thead>
  <tbody>${facts.map(
    ({ version, completed, failed, stopped, retries, medianMs, lastRunAt }) =>
      html`<tr><th scope="row">${version}</th><td>${completed}</td><td>${failed}</td><td>${stopped}</td><td>${retries}</td><td>${medianMs === null ? '–' : duration(medianMs)}</td><td>${since(lastRunAt)}</td></tr>`,
  )}</tbody>
</table></div>`;
}
