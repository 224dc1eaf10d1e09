import { examplePackages } from '../../support/packages.ts';

/** The packages that ship are the first ones anybody sees: this is how they look alike. */
describe.each(examplePackages().map((bundle) => [bundle.metadata.workflow_id, bundle] as const))(
  '%s',
  (name, bundle) => {
    const { metadata, documentation, source, examples } = bundle;
    const isToolbox = source.startsWith('TOOLS');
    const section = (title: string): string => documentation.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

    it('says in one sentence what it does, short enough for two lines', () => {
      expect(metadata.description).toMatch(/^[A-Z].*[^.]\.$/);
      expect(metadata.description.length).toBeLessThanOrEqual(125);
      expect(metadata.description).not.toMatch(/\. [A-Z]/);
    });

    it('stands on one of a few shelves, with tags that do not repeat the shelf', () => {
      expect(['compliance', 'delivery', 'finance', 'operations', 'security', 'team']).toContain(metadata.category);
      expect(metadata.tags.length).toBeGreaterThanOrEqual(2);
      expect(metadata.tags.length).toBeLessThanOrEqual(5);
      expect(new Set([...metadata.tags, metadata.category]).size).toBe(metadata.tags.length + 1);
      expect(metadata.tags.filter((tag) => !/^[a-z]+(?:-[a-z]+)*$/.test(tag))).toEqual([]);
      expect(metadata.tags.includes('toolbox')).toBe(isToolbox);
      expect(metadata.tags.includes('schedule')).toBe(/^\s+SCHEDULE:/m.test(source));
      expect(metadata.tags.includes('undo')).toBe(/ UNDO /.test(source));
    });

    it('has documentation that begins with its title and shows how to use it', () => {
      expect(documentation.startsWith(`# ${metadata.name}\n`)).toBe(true);
      expect(documentation).toMatch(isToolbox ? /USES:\n.*= [\w/-]+ \^/ : new RegExp(`\`\`\`\nrun ${name}\\b`));
      if (!isToolbox) expect(examples.length).toBeGreaterThan(0);
    });

    it('names all secrets, hosts and HOST tools it needs', () => {
      if (isToolbox) return;
      const needed = section('Needs');
      const found = [...source.matchAll(/ AUTH (\w+)| HOST ([\w/-]+)|https:\/\/([\w.-]+)/g)].map((match) =>
        match.slice(1).join(''),
      );
      expect(found.filter((each) => !needed.includes(each))).toEqual([]);
      const packages = Object.keys(metadata.dependencies);
      expect(packages.filter((each) => !needed.includes(each))).toEqual([]);
    });
  },
);
