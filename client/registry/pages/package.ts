import { html, raw } from 'hono/html';
import { fingerprint } from '../../../domain/market/signature.ts';
import type { PublishedVersion } from '../../market-door.ts';
import type { PackageCard, PackageReviews } from '../../market-shelf.ts';
import { htmlOf } from '../markdown.ts';
import { aside } from './aside.ts';
import { layout, type Markup } from './layout.ts';
import { rating, said, since, verifiedMark } from './parts.ts';
import { reviewsPart } from './reviews.ts';

/** All there is to know of a package before somebody installs it. */
export interface ShownPackage {
  readonly versions: readonly PublishedVersion[];
  readonly documentation: string;
  readonly source: string;
  /** Null where all releases were withdrawn; then nobody can say anything of it either. */
  readonly card: PackageCard | null;
  readonly reviews: PackageReviews | null;
}

/** @param url where others reach this market */
export function packagePage(shown: ShownPackage, url: string): Markup {
  const { versions, documentation, source, card, reviews } = shown;
  const [newest] = versions;
  if (newest === undefined) return layout({ title: 'HoloLoom market', body: html`<h1>Nothing is here</h1>` });
  const {
    package: name,
    version,
    title,
    description,
    publisher,
    keyId,
    publishedAt,
  } = card === null ? newest : { ...newest, ...card };
  const body = html`
<article>
  <header class="head">
    <h1>${said(title)}</h1>
    <p class="quiet"><code>${name}</code> <strong>${version}</strong> · by ${publisher ?? 'somebody'}${verifiedMark(card?.verified ?? false)} · published ${since(publishedAt)}</p>
    <p class="lead">${said(description)}</p>
    ${card === null ? html`<p class="note warn">Every version was withdrawn: nothing new installs it.</p>` : html`<p>${rating(card.standing)}</p>`}
    ${card?.deprecated == null ? '' : html`<p class="note warn">Deprecated: ${said(card.deprecated)}</p>`}
    ${card === null ? '' : install(name, url)}
  </header>
  <div class="split right">
    <div>
      ${wavesPart(name, version, card)}
      <section aria-labelledby="documentation">
        <h2 id="documentation">Documentation</h2>
        <div class="text">${raw(htmlOf(documentation))}</div>
      </section>
      ${reviewsPart(name, reviews)}
      <section aria-labelledby="program">
        <h2 id="program">Program</h2>
        <details><summary>The whole text of ${version}</summary><pre class="program"><code>${source}</code></pre></details>
      </section>
      <section aria-labelledby="signed">
        <h2 id="signed">Signed</h2>
        <p>${keyId === null ? 'Not yet: it is from before packages were.' : html`By ${publisher ?? 'somebody'} with the key <code>${fingerprint(keyId)}</code>.`}</p>
        <p class="quiet">sha256 <code class="long">${newest.sha256}</code></p>
      </section>
    </div>
    <aside aria-label="About this package">${aside(shown, newest)}</aside>
  </div>
</article>`;
  return layout({ title: `${said(title)} · HoloLoom market`, body });
}

function install(name: string, url: string): Markup {
  return html`<section class="install" aria-labelledby="install"><h2 id="install">Install</h2>
<pre><code>export HOLOLOOM_REGISTRY=${url}
hololoom market install ${name}</code></pre>
<p class="quiet">It shows what comes and what it may touch, and asks before anything is changed.</p></section>`;
}

/** The picture of a loop, or the names of the tools of a toolbox. */
function wavesPart(name: string, version: string, card: PackageCard | null): Markup {
  if (card === null) return html``;
  const { waves, tools } = card;
  const source = `/waves/${name}/${version}`;
  if (waves === null) {
    return html`<section aria-labelledby="tools"><h2 id="tools">Tools</h2>
      <ul class="chips">${tools.map((tool) => html`<li><code class="chip">${said(tool)}</code></li>`)}</ul></section>`;
  }
  const steps = waves.map((wave) => wave.join(', ')).join(' → ');
  return html`<section aria-labelledby="steps">
  <h2 id="steps">Steps</h2>
  <a class="picture" href="${source}"><img src="${source}" alt="The steps by their waves: ${said(steps)}"></a>
</section>`;
}
