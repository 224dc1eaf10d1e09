/** Runs inside a page: what it is made of, as far as it matters for safety and for people who cannot see it. */
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const attributes = all('*').flatMap((element) => [...element.attributes]);
  return {
    ran: 'pwned' in window,
    active: all('script, iframe, frame, object, embed, base, meta[http-equiv], svg, math, style').map(
      ({ tagName }) => tagName,
    ),
    handlers: attributes
      .filter(({ name }) => name.startsWith('on') || name === 'style' || name === 'srcdoc')
      .map(({ name }) => name),
    links: all('a[href]').map(({ protocol }) => protocol),
    outside: all('a[href]')
      .filter(({ origin }) => origin !== location.origin)
      .map(({ rel }) => rel),
    pictures: all('img').map(({ src }) => new URL(src).origin === location.origin),
    language: document.documentElement.lang,
    headings: all('h1, h2, h3, h4, h5, h6').map(({ tagName }) => Number(tagName[1])),
    unnamed: [
      ...all('input:not([type=hidden])').filter(({ labels }) => labels.length === 0),
      ...all('img:not([alt])'),
      ...all('button, a[href]').filter(
        (each) => each.textContent.trim() === '' && each.querySelector('img[alt]:not([alt=""])') === null,
      ),
    ].map(({ outerHTML }) => outerHTML),
    isTooWide: document.documentElement.scrollWidth > innerWidth,
    words: document.body.textContent,
  };
})();
