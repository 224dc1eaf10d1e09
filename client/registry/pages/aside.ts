import { html } from 'hono/html';
import type { Capabilities } from '../../../dsl/estimate/capabilities.ts';
import { counted } from '../../cli/render-facts.ts';
import type { PublishedVersion } from '../../market-door.ts';
import type { PackageCard } from '../../market-shelf.ts';
import type { Markup } from './layout.ts';
import type { ShownPackage } from './package.ts';
import { pageOf, said, since, successOf } from './parts.ts';

const versionsShown = 12;

/** What stands beside the documentation of a package. */
export function aside({ card, versions }: ShownPackage, newest: PublishedVersion): Markup {
  return html`
${card === null ? '' : figures(card)}
${card?.capabilities == null ? '' : touches(card.capabilities)}
${needs(newest)}
<section><h2>Versions</h2><ul class="plain">${versions.slice(0, versionsShown).map(versionLine)}</ul>
${versions.length > versionsShown ? html`<p class="quiet">and ${versions.length - versionsShown} older</p>` : ''}</section>
${card === null ? '' : shelf(card)}`;
}

function figures({ standing, lastRuns }: PackageCard): Markup {
  const [last] = lastRuns;
  return html`<section><h2>Figures</h2><dl class="figures">
  <div><dt>Runs that went well</dt><dd>${successOf(standing)} <span class="quiet">of ${counted(standing.completed + standing.failed, 'run')}</span></dd></div>
  <div><dt>Installs</dt><dd>${standing.downloads.toLocaleString('en')}</dd></div>
  ${last === undefined ? '' : html`<div><dt>Last run</dt><dd>${last.status} ${since(last.startedAt)}</dd></div>`}
</dl></section>`;
}

const kinds: readonly (readonly [label: string, kind: keyof Capabilities])[] = [
  ['Rooms', 'rooms'],
  ['People it asks', 'people'],
  ['Hosts it calls', 'hosts'],
  ['Secrets', 'secrets'],
  ['Agents', 'agents'],
  ['HOST tools', 'hostTools'],
  ['Events it waits for', 'events'],
  ['Loops it runs', 'loops'],
  ['Steps that can be undone', 'undone'],
  ['Steps that cannot be undone', 'notUndone'],
];

function touches(capabilities: Capabilities): Markup {
  const some = kinds.filter(([, kind]) => capabilities[kind].length > 0);
  return html`<section><h2>What it may touch</h2>
${some.length === 0 ? html`<p class="quiet">Nothing outside of the run itself.</p>` : ''}
<dl>${some.map(
    ([label, kind]) =>
      html`<dt>${label}</dt><dd><ul class="chips">${capabilities[kind].map((what) => html`<li><code class="chip">${said(what)}</code></li>`)}</ul></dd>`,
  )}</dl></section>`;
}

function needs({ dependencies }: PublishedVersion): Markup {
  const all = Object.entries(dependencies);
  return html`<section><h2>Needs</h2>${
    all.length === 0
      ? html`<p class="quiet">No other package.</p>`
      : html`<ul class="plain">${all.map(([name, range]) => html`<li><a href="${pageOf(name)}">${name}</a> <span class="quiet">${range}</span></li>`)}</ul>`
  }</section>`;
}

function versionLine({ version, publishedAt, yanked, deprecated }: PublishedVersion): Markup {
  return html`<li><strong>${version}</strong> <span class="quiet">${since(publishedAt)}</span>
${yanked === null ? '' : html`<span class="badge bad">withdrawn</span> <span class="quiet">${said(yanked)}</span>`}
${deprecated === null ? '' : html`<span class="badge warn">deprecated</span> <span class="quiet">${said(deprecated)}</span>`}</li>`;
}

function shelf({ category, tags }: PackageCard): Markup {
  return html`<section><h2>Shelf</h2><ul class="chips">
  <li><a class="chip strong" href="/search?category=${encodeURIComponent(category)}">${said(category)}</a></li>
  ${tags.map((tag) => html`<li><a class="chip" href="/search?tag=${encodeURIComponent(tag)}">${said(tag)}</a></li>`)}
</ul></section>`;
}
