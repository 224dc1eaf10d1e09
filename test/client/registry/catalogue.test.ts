import { sql } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { findChromium, lookInside, openChromium, type Watched, watched } from '../../support/chromium.ts';
import { bundleOf } from '../../support/made-releases.ts';
import { caller, type Market, openMarket } from '../../support/registry.ts';

/** What `page-facts.cjs` finds. */
interface Facts {
  readonly ran: boolean;
  readonly active: readonly string[];
  readonly handlers: readonly string[];
  readonly links: readonly string[];
  readonly outside: readonly string[];
  readonly pictures: readonly boolean[];
  readonly language: string;
  readonly headings: readonly number[];
  readonly unnamed: readonly string[];
  readonly isTooWide: boolean;
  readonly words: string;
}

const pwn = 'window.pwned=1;alert(1)';
const hostileTexts = [
  `<script>${pwn}</script>`,
  `<img src=x onerror="${pwn}">`,
  `<img src="https://evil.example/pixel.png">`,
  `<svg onload="${pwn}"><script>${pwn}</script></svg>`,
  `<iframe src="https://evil.example/"></iframe><base href="https://evil.example/">`,
  `<style>body{display:none}</style><link rel=stylesheet href="https://evil.example/x.css">`,
  `<form action="https://evil.example/"><button>Sign in</button></form>`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `"><script>${pwn}</script>`,
  `</code></pre></title><script>${pwn}</script>`,
  `<a href="javascript:${pwn}">read on</a>`,
];
const hostileMarkdown = [
  ...hostileTexts,
  `[click](javascript:${pwn})`,
  `[click](JaVaScRiPt&#58;${pwn})`,
  `[click](  java\tscript:${pwn})`,
  `[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
  `[click](vbscript:msgbox)`,
  `[click](//evil.example/quiet)`,
  `![pixel](https://evil.example/pixel.png)`,
  `![pixel](data:image/svg+xml,<svg/onload=${pwn}>)`,
  `[ref]: javascript:${pwn}`,
  '[ref] and <javascript:alert(1)> and <https://good.example/>',
  '# Heading with `<b>` and **bold**',
  '```html\n<script>alert(1)</script>\n```',
  '| a | b |\n| - | - |\n| <img src=x onerror=alert(1)> | [good](https://good.example/page) |',
].join('\n\n');

const loopOf = (name: string) =>
  `LOOP ${name.replace('/', '/').replaceAll('-', '_')}\n  INPUT: who: text = "you"\n  STEPS:\n    - first = "<script>${'x'.repeat(3)}</script> {who}"\n    - SAY "</text></svg><script>alert(1)</script>"\n  OUTPUT: {first}\nEND\n`;

const executable = findChromium();
const inChromium = executable === null ? describe.skip : describe;
const why =
  executable === null ? ' (skipped: no Chromium here; install Debian\'s "chromium" or set HOLOLOOM_CHROMIUM)' : '';

let market: Market;
beforeAll(async () => {
  market = await openMarket('ann');
  const { loom } = market;
  await loom.market.publishAll([
    { ...bundleOf('evil/page', loopOf('evil/page'), { tags: ['odd'] }), documentation: hostileMarkdown },
    ...Array.from({ length: 12 }, (_, at) =>
      bundleOf(`ann/greeter-${String.fromCharCode(97 + at)}`, loopOf(`ann/greeter-${String.fromCharCode(97 + at)}`), {
        category: at % 2 === 0 ? 'greetings' : 'farewells',
        tags: at === 0 ? ['first'] : ['other'],
      }),
    ),
  ]);
  await loom.market.mark('ann/greeter-b@1.0.0', 'deprecated', 'use <b>another</b>', caller());
  await loom.market.mark('ann/greeter-c@1.0.0', 'yanked', `is <script>${pwn}</script>`, caller());
  // What publishing refuses may be in a database all the same: from before, or from whoever can write to it.
  const title = `${hostileTexts[0]}\u202egnp.exe${hostileTexts[1]}`;
  const description = hostileTexts.join(' ');
  const { db } = market.bench;
  await db.execute(
    sql`UPDATE package_search SET title = ${title}, description = ${description}, category = ${hostileTexts[8]}, tags = ${sql.param([hostileTexts[0], hostileTexts[8]])}::text[] WHERE package = 'evil/page'`,
  );
  await db.execute(
    sql`INSERT INTO reviews ("user", package, major, stars, text, run, version, at, request) VALUES (${`@${hostileTexts[1]}`}, 'evil/page', 1, 2, ${hostileTexts.join(' ')}, 'r', '1.0.0', now(), 'q')`,
  );
});
afterAll(() => market.close());

describe('what a page says of itself', () => {
  it.each([
    '/',
    '/search',
    '/packages/evil/page',
    '/statistics',
    '/nothing',
    '/packages/ann/greeter-c',
    '/search?limit=x',
  ])('is that it loads and runs nothing of others: %s', async (path) => {
    const { headers } = await fetch(`${market.registry.address}${path}`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('is of a picture that it is one, and is shut in when opened by itself', async () => {
    const { headers } = await fetch(`${market.registry.address}/waves/evil/page/1.0.0`);
    expect(headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });
});

inChromium(`the catalogue in a browser${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium(executable ?? '');
  });
  afterAll(() => browser.close());

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Watched> {
    const page = await browser.newPage(options);
    const found = watched(page, market.registry.address);
    await page.goto(`${market.registry.address}${path}`);
    return found;
  }
  const pages = [
    '/',
    '/search?words=greeter',
    '/search?tag=odd',
    '/packages/evil/page',
    '/packages/ann/greeter-b',
    '/statistics',
  ];

  it.each(pages)('shows what publishers wrote as text, and nothing of it comes to life: %s', async (path) => {
    const { page, wrong } = await open(path);
    const facts = await lookInside<Facts>(page, 'page-facts');
    expect(facts).toMatchObject({ ran: false, active: [], handlers: [] });
    expect(facts.links.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))).toEqual([]);
    expect(new Set(facts.outside)).toEqual(
      facts.outside.length === 0 ? new Set() : new Set(['nofollow noopener noreferrer ugc']),
    );
    expect(facts.pictures).not.toContain(false);
    expect(facts.words).not.toMatch(/\p{Bidi_Control}/u);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('shows hostile words to whoever reads them, written out', async () => {
    const { page, wrong } = await open('/packages/evil/page');
    const { words, outside } = await lookInside<Facts>(page, 'page-facts');
    for (const text of ['<script>window.pwned=1', '\\u202egnp.exe', '[click](javascript:', '<iframe src=']) {
      expect(words).toContain(text);
    }
    // The links that may lead out, of documentation and nothing else; a picture became a link.
    expect(outside).toHaveLength(3);
    const drawn = await page.evaluate('document.querySelector(".picture img").naturalWidth');
    expect(drawn).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('draws hostile words in a picture, also when it is opened by itself', async () => {
    const { page, wrong } = await open('/waves/evil/page/1.0.0');
    expect(await page.evaluate('document.querySelectorAll("script, foreignObject, a, image").length')).toBe(0);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('works without JavaScript: search, narrow down, turn the page, read', async () => {
    const { page, wrong } = await open('/', { javaScriptEnabled: false });
    await page.getByLabel('Search packages').fill('greeter');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.getByRole('status').textContent()).toBe('11 packages');
    expect(await page.getByRole('main').getByRole('heading', { level: 2 }).count()).toBe(10);
    await page.getByRole('button', { name: 'More packages' }).click();
    expect(await page.getByRole('main').getByRole('heading', { level: 2 }).count()).toBe(1);
    await page.goBack();
    await page.getByLabel(/farewells/).check();
    await page.getByRole('button', { name: 'Apply' }).click();
    expect(await page.getByRole('status').textContent()).toBe('6 packages');
    expect(await page.getByLabel('Search packages').inputValue()).toBe('greeter');
    await page.getByRole('main').getByRole('heading', { level: 2 }).first().getByRole('link').click();
    expect(page.url()).toMatch(/\/packages\/ann\/greeter-[a-l]$/);
    expect(await page.getByRole('heading', { level: 2, name: 'Install' }).isVisible()).toBe(true);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('can be read on every screen, %s', async (colorScheme) => {
    for (const [width, path] of [1280, 390].flatMap((each) => pages.map((other) => [each, other] as const))) {
      const { page } = await open(path, { colorScheme, viewport: { width, height: 800 } });
      const { isTooWide, headings, language, unnamed } = await lookInside<Facts>(page, 'page-facts');
      expect([path, width, isTooWide, unnamed, language]).toEqual([path, width, false, [], 'en']);
      expect(headings.filter((level) => level === 1)).toHaveLength(1);
      expect(headings.slice(1).every((level, at) => level - (headings[at] ?? 1) <= 1)).toBe(true);
      expect(await lookInside<readonly string[]>(page, 'faint-texts')).toEqual([]);
      await page.close();
    }
  });

  it('says that a version was withdrawn, and that one should be given up', async () => {
    const { page } = await open('/packages/ann/greeter-c');
    expect((await lookInside<Facts>(page, 'page-facts')).words).toMatch(
      /Every version was withdrawn.*withdrawn\s+is <script>/s,
    );
    await page.goto(`${market.registry.address}/packages/ann/greeter-b`);
    expect((await lookInside<Facts>(page, 'page-facts')).words).toContain('Deprecated: use <b>another</b>');
    await page.close();
  });
});
