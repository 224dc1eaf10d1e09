/** A part of a runbook under one heading. */
export interface Section {
  /** File name, without folders. */
  readonly file: string;
  readonly title: string;
  readonly heading: string;
  /** Words the runbook is filed under. */
  readonly tags: string;
  readonly text: string;
}

export interface Runbook {
  readonly file: string;
  readonly title: string;
  readonly tags: string;
  readonly sections: readonly Section[];
}

/** A whole file; one that says nothing has no sections. */
export function runbookOf(file: string, markdown: string): Runbook {
  const sections = sectionsOf(file, markdown);
  return { file, title: sections[0]?.title ?? file, tags: sections[0]?.tags ?? '', sections };
}

/**
 * Cuts a runbook into sections: `# Title`, below it `Tags: …`, then a section for each `## Heading`. What looks like a
 * heading inside a code block is none.
 */
export function sectionsOf(file: string, markdown: string): Section[] {
  let [title, tags, heading, inCode] = [file, '', '', false];
  let lines: string[] = [];
  const sections: Section[] = [];
  const close = (): void => {
    const text = lines.join('\n').trim();
    if (text !== '') sections.push({ file, title, heading: heading || title, tags, text });
    lines = [];
  };
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) inCode = !inCode;
    const [, marks, words = ''] = (!inCode && /^(#{1,2})\s+(.+?)\s*#*$/.exec(line)) || [];
    if (marks === undefined) {
      const filed = inCode || heading !== '' ? null : /^Tags:\s*(.+)$/.exec(line);
      if (filed === null) lines.push(line);
      else tags = filed[1] ?? '';
      continue;
    }
    close();
    if (marks === '#') [title, heading] = [words, ''];
    else heading = words;
  }
  close();
  return sections.map((section) => ({ ...section, tags }));
}
