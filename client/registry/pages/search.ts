import { html } from 'hono/html';
import type { FacetCount, SearchRequest, SearchResult } from '../../../domain/market/search.ts';
import { layout, type Markup } from './layout.ts';
import { hit, said } from './parts.ts';

/** What was found, with forms to narrow it down. */
export function searchPage(request: SearchRequest, found: SearchResult): Markup {
  const { words = '', category, after } = request;
  const { hits, total, isMore, meant, isLoose, next } = found;
  const howMany = `${total.toLocaleString('en')}${isMore ? '+' : ''} ${total === 1 ? 'package' : 'packages'}`;
  const title =
    words === ''
      ? category === undefined
        ? 'All packages'
        : `Packages: ${said(category)}`
      : `Packages for “${said(words)}”`;
  const body = html`
<h1>${title}</h1>
<div class="split">
  <aside aria-label="Narrow it down">${filters(request, found)}</aside>
  <div>
    ${meant === null ? '' : html`<p class="note">Nothing has “${said(words)}”. Shown is what was meant by it: “${said(meant)}”.</p>`}
    ${isLoose ? html`<p class="note">No package has all of these words; these have some of them.</p>` : ''}
    <p class="quiet" role="status">${hits.length === 0 ? (after === undefined ? 'No package fits.' : 'That was all.') : howMany}</p>
    <ul class="cards">${hits.map((each) => hit(each, 2))}</ul>
    ${
      next === null
        ? ''
        : html`<form action="/search" class="more">${hidden({ ...request, after: next })}<button type="submit">More packages</button></form>`
    }
  </div>
</div>`;
  return layout({ title: `${title} · HoloLoom market`, words, body });
}

/** The fields of a search that a form only carries along. */
function hidden({ words = '', category, tags = [], minRating, verifiedOnly, after }: SearchRequest): Markup {
  const fields: readonly (readonly [name: string, value: string | undefined])[] = [
    ['words', words === '' ? undefined : words],
    ['category', category],
    ...tags.map((tag) => ['tag', tag] as const),
    ['stars', minRating?.toString()],
    ['verified', verifiedOnly === true ? 'on' : undefined],
    ['after', after],
  ];
  return html`${fields.map(([name, value]) =>
    value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`,
  )}`;
}

function filters(
  { words = '', category, tags = [], minRating, verifiedOnly = false }: SearchRequest,
  found: SearchResult,
): Markup {
  return html`<form action="/search" class="filters">
  ${hidden({ words })}
  <fieldset><legend>Category</legend>
    ${choice('category', '', 'any', category === undefined)}
    ${known(found.categories, category === undefined ? [] : [category]).map(({ name, count }) =>
      choice('category', name, `${said(name)} (${count})`, name === category),
    )}
  </fieldset>
  <fieldset><legend>Tags</legend>
    ${known(found.tags, tags).map(
      ({ name, count }) =>
        html`<label><input type="checkbox" name="tag" value="${name}"${tags.includes(name) ? html` checked` : ''}> ${said(name)} <span class="quiet">(${count})</span></label>`,
    )}
  </fieldset>
  <fieldset><legend>Rating</legend>
    ${choice('stars', '', 'any', minRating === undefined)}
    ${[4, 3].map((stars) => choice('stars', String(stars), `${stars} stars and more`, minRating === stars))}
  </fieldset>
  <fieldset><legend>Publisher</legend>
    <label><input type="checkbox" name="verified"${verifiedOnly ? html` checked` : ''}> verified only</label>
  </fieldset>
  <button type="submit">Apply</button>
</form>`;
}

function choice(name: string, value: string, label: string, checked: boolean): Markup {
  return html`<label><input type="radio" name="${name}" value="${value}"${checked ? html` checked` : ''}> ${label}</label>`;
}

/** What is chosen stays to be seen, and can be taken back, also where nothing has it. */
function known(counts: readonly FacetCount[], chosen: readonly string[]): readonly FacetCount[] {
  const missing = chosen.filter((name) => !counts.some((each) => each.name === name));
  return [...counts, ...missing.map((name) => ({ name, count: 0 }))];
}
