import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Text that is HTML: whatever is put into one with `html` is escaped, so a publisher's words stay words. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  readonly title: string;
  /** What stands in the box for searching. */
  readonly words?: string;
  readonly body: Markup;
}

/** A whole page. */
export function layout({ title, words = '', body }: Page): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
  <div class="wide bar">
    <a class="home" href="/"><img src="/icon.svg" alt="" width="26" height="26"> HoloLoom market</a>
    <form class="find" action="/search" role="search">
      <label class="unseen" for="words">Search packages</label>
      <input id="words" name="words" type="search" value="${words}" placeholder="Search packages" autocomplete="off" maxlength="200">
      <button type="submit">Search</button>
    </form>
    <nav aria-label="Main"><a href="/search">All packages</a> <a href="/statistics">Statistics</a></nav>
  </div>
</header>
<main id="content" class="wide">${body}</main>
<footer class="wide">
  <p>Every release is signed by its publisher and stands in an append-only log. Programs ask before they touch anything new.</p>
</footer>
</body>
</html>`;
}
