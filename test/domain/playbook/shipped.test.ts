import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbookOf } from '../../../domain/playbook/runbook.ts';

const folder = join(__dirname, '..', '..', '..', 'examples', 'runbooks');
const shipped = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

/** Every runbook has these, in this order, whatever stands between. */
const sections = ['When to use', 'Verify', 'When to escalate', 'Follow-up', 'What not to do'];
const languages = ['sh', 'sql', 'promql', 'yaml', 'json', 'nginx', 'text', 'powershell', 'xml', 'ini'];

describe('the shipped runbooks', () => {
  it('are at least forty, and nothing but runbooks', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(40);
    expect(shipped.filter((file) => !/^[a-z0-9-]+\.md$/.test(file))).toEqual([]);
  });

  it('have titles of their own', () => {
    const titles = shipped.map((file) => runbookOf(file, textOf(file)).title);
    expect(new Set(titles).size).toBe(shipped.length);
  });
});

describe.each(shipped)('%s', (file) => {
  const text = textOf(file);
  const runbook = runbookOf(file, text);
  const headings = runbook.sections.map(({ heading }) => heading);

  it('has a title, words it is filed under, and the sections that all have, none of them twice', () => {
    expect(text).toMatch(/^# \S.+\n\nTags: \S.+\n\n## When to use\n/);
    expect(headings.filter((heading) => sections.includes(heading))).toEqual(sections);
    expect(new Set(headings).size).toBe(headings.length);
    expect(text.match(/^## .+$/gm)).toHaveLength(headings.length);
  });

  it('fits on few screens', () => {
    const lines = text.trimEnd().split('\n');
    expect([lines.length >= 50, lines.length < 140]).toEqual([true, true]);
    expect(lines.filter((line) => line.length > 220)).toEqual([]);
  });

  it('names the language of each code block and closes it', () => {
    const fences = text.split('\n').flatMap((line) => /^\s*```(.*)$/.exec(line)?.[1] ?? []);
    expect(fences.length % 2).toBe(0);
    expect(fences.filter((_, at) => at % 2 === 0).filter((language) => !languages.includes(language))).toEqual([]);
    expect(fences.filter((after, at) => at % 2 === 1 && after !== '')).toEqual([]);
  });

  it('speaks only of runbooks that are there, and not of itself', () => {
    const named = [...text.matchAll(/`([a-z0-9-]+\.md)`/g)].map(([, name]) => name);
    expect(named.filter((name) => name === file || !shipped.includes(String(name)))).toEqual([]);
  });
});
