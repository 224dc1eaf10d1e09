import { html } from 'hono/html';
import type { ListedPackage } from '../../../domain/market/search.ts';
import type { MarketFront } from '../../../domain/market/statistics.ts';
import { counted } from '../../cli/render-facts.ts';
import { layout, type Markup } from './layout.ts';
import { hit, said } from './parts.ts';

/** What whoever comes in sees first. */
export function frontPage({ packages, categories, newest, mostRun }: MarketFront, url: string): Markup {
  const body = html`
<section class="hero">
  <h1>Loops a team can read, check and trust</h1>
  <p>${counted(packages, 'package')} of durable automation for a team's chat: each with its source, what it may touch, and how its runs went.</p>
  <h2 class="unseen">Use this market</h2>
  <pre><code>export HOLOLOOM_REGISTRY=${url}
hololoom market install PACKAGE</code></pre>
</section>
${
  categories.length === 0
    ? html`<p>Nothing is published here yet.</p>`
    : html`<section aria-labelledby="shelves">
  <h2 id="shelves">Categories</h2>
  <ul class="chips">${categories.map(
    ({ name, count }) =>
      html`<li><a class="chip" href="/search?category=${encodeURIComponent(name)}">${said(name)} <span class="quiet">${count}</span></a></li>`,
  )}</ul>
</section>`
}
<div class="halves">${shelf('New', newest)}${shelf('Most run', mostRun)}</div>`;
  return layout({ title: 'HoloLoom market', body });
}

function shelf(title: string, packages: readonly ListedPackage[]): Markup {
  if (packages.length === 0) return html``;
  return html`<section><h2>${title}</h2><ul class="cards">${packages.map((each) => hit(each, 3))}</ul></section>`;
}
