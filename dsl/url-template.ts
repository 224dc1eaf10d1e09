import type { Expression, Plan } from './plan.ts';

/** The fixed text a URL begins with, up to the first value that is put into it. */
function fixedBeginning(url: Expression): { readonly text: string; readonly whole: boolean } {
  const parts = url.t === 'template' ? url.parts : [url];
  let text = '';
  for (const part of parts) {
    if (part.t !== 'literal') return { text, whole: false };
    text += String(part.value);
  }
  return { text, whole: true };
}

/**
 * Scheme, host and port of the URL of an HTTP tool: `https://siem.example`.
 * @returns null unless all three are fixed text, so that no value can become part of them
 */
export function fixedOrigin(url: Expression): string | null {
  const { text, whole } = fixedBeginning(url);
  const beginning = /^https?:\/\/[^/?#\\@\s]+(?=([/?#])|$)/i.exec(text);
  if (beginning === null || (!whole && beginning[1] === undefined) || !URL.canParse(beginning[0])) return null;
  return new URL(beginning[0]).origin;
}

/** Where the HTTP tools of a plan call, each once. */
export function originsOf({ tools }: Plan): readonly string[] {
  const found = Object.values(tools).flatMap(({ implementation }) =>
    implementation.kind === 'http' ? (fixedOrigin(implementation.url) ?? []) : [],
  );
  return [...new Set(found)].sort();
}
