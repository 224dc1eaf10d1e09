import MarkdownIt from 'markdown-it';
import { visible } from '../cli/text.ts';

/** Longer documentation is cut on its page; the whole of it comes with the package. */
const charactersMax = 64 * 1024;
/** A page has its own first two levels. */
const deeper = 2;

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
// Pictures would be fetched from wherever a publisher likes; what stands for one stays a link.
markdown.disable('image');
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url);
markdown.core.ruler.push('below the page', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') {
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + deeper)}`;
    }
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') child.attrSet('rel', 'nofollow noopener noreferrer ugc');
    }
  }
});

/**
 * Documentation of a publisher as HTML: raw HTML stands in it as text, links lead to the web and nowhere else, and what
 * would be invisible or turn the direction of writing is written out.
 */
export function htmlOf(documentation: string): string {
  const isLong = documentation.length > charactersMax;
  const text = isLong ? `${documentation.slice(0, charactersMax)}\n\n…` : documentation;
  return markdown.render(visible(text));
}
