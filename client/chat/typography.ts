/**
 * Undoes what keyboards of telephones do to commands: curly quotes, the dash that was two hyphens, the space that does
 * not break. An apostrophe inside a word stays what it is, since it opens no quote.
 */
export function plainTyping(text: string): string {
  return text
    .replaceAll(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replaceAll(
      /(?<![\p{L}\p{N}])[\u2018\u2019\u201a\u201b\u2032]|[\u2018\u2019\u201a\u201b\u2032](?![\p{L}\p{N}])/gu,
      "'",
    )
    .replaceAll(/(?<=^|\s)[\u2013\u2014](?=[a-z])/g, '--')
    .replaceAll(/[\u00a0\u202f\u2007]/g, ' ');
}
