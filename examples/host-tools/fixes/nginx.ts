/** The endings of scripts that web servers run. */
const scripts = '\\.(?:php[0-9]?|phtml|phar|jspx?|aspx?|cgi|pl|py|sh)$';

/**
 * Refuses scripts below a folder for data, in the text of an nginx site. Of several patterns nginx takes the first, so
 * the rule goes to the top of every server block.
 * @param folder with both slashes, `/uploads/`
 * @returns the rule, `added: null` when it was there; null when the file has no server block, when the folder's name
 * cannot safely be written as a pattern, or when a `^~` location keeps nginx from looking at patterns at all
 */
export function refuseScripts(
  text: string,
  folder: string,
): { readonly text: string; readonly added: string | null } | null {
  if (!/^\/[\w./-]*\/$|^\/$/.test(folder)) return null;
  const lines = text.split('\n');
  const shadow = lines.some((line) => {
    const prefix = /^\s*location\s+\^~\s+(\S+)/.exec(line)?.[1];
    return prefix !== undefined && folder.startsWith(prefix);
  });
  if (shadow || !lines.some(opensServer)) return null;
  const location = `location ~* ^${folder.replaceAll('.', '\\.')}.*${scripts}`;
  if (lines.some((line) => line.trim() === `${location} {`)) return { text, added: null };
  const rule = [`    ${location} {`, '        deny all;', '    }'];
  return {
    text: lines.flatMap((line) => (opensServer(line) ? [line, ...rule] : [line])).join('\n'),
    added: `${location} { deny all; }`,
  };
}

const opensServer = (line: string): boolean => /^\s*server\s*\{\s*$/.test(line);
