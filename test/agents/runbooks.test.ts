import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runbookAgents } from '../../activities/agents/runbooks.ts';
import { sectionsOf } from '../../domain/playbook/runbook.ts';
import type { LoopType } from '../../dsl/plan.ts';

const folder = join(__dirname, '..', '..', 'examples', 'runbooks');
const agents = runbookAgents(folder);
const ask = (question: string, shape?: LoopType, agent: string | null = null) =>
  agents.answer({ agent, question, signal: new AbortController().signal, ...(shape === undefined ? {} : { shape }) });

describe('agents without a model', () => {
  it.each([
    ['The API is returning 500 errors', 'http-5xx-surge.md'],
    ['postgres says too many clients already', 'postgres-connections-exhausted.md'],
    ['replica lag on eu-1, should we fail over?', 'postgres-replication.md'],
    ['How do I renew a TLS certificate?', 'tls-certificate-renewal.md'],
    ['pods are in CrashLoopBackOff', 'kubernetes-crashloopbackoff.md'],
    ['rollback the release', 'deploy-rollback.md'],
    ['DNS lookups take 5 seconds', 'dns-failure.md'],
    ['kafka consumer lag is growing', 'kafka-consumer-lag.md'],
    ['the disk is full on db-1', 'disk-full.md'],
    ['we leaked an AWS key on github', 'secret-leaked.md'],
    ['someone clicked a phishing link and entered their password', 'phishing-credential-stuffing.md'],
    ['how should I hand over on call?', 'on-call-handover.md'],
    [
      'Blameless postmortem for INC-42 from: {"level":"high","hosts":["web-1","web-2"],"how":"ssh"}',
      'blameless-postmortem.md',
    ],
  ])('find for %j what %s says, and say that they only quote', async (question, file) => {
    const { value, sources, provider, confidence } = await ask(question);
    expect(value).toMatch(/^No model is configured on this worker\. This is what the runbooks say\.\n\nFrom /);
    expect(sources.length).toBeGreaterThan(0);
    expect(sources[0]).toMatch(new RegExp(`^${file}: .+`));
    expect(value).toContain(`From ${sources[0]?.replace(': ', ', "')}":\n\n`);
    expect(provider).toBe('runbooks');
    expect(confidence > 0 && confidence <= 1).toBe(true);
  });

  it.each(['What is the weather in Berlin?', 'Write a haiku about spring', '', '{}'])(
    'say so when nothing fits %j, and what comes nearest',
    async (question) => {
      const { confidence, ...answer } = await ask(question);
      expect(answer).toEqual({
        value: expect.stringMatching(
          /^No model is configured on this worker, and no runbook fits this question\. (?:What comes nearest: .+|None of the \d+ runbooks is about it)\.$/,
        ),
        sources: [],
        agent: 'general',
        provider: 'runbooks',
      });
      expect(confidence).toBeLessThan(0.5);
    },
  );

  it('answer as a list of quotations where a list of texts is wanted', async () => {
    const { value, sources } = await ask('The API is returning 500 errors', { t: 'list', of: { t: 'text' } });
    expect(value).toHaveLength(sources.length);
    expect((value as string[])[0]).toMatch(/^From http-5xx-surge\.md, "/);
    expect((await ask('haiku', { t: 'list', of: { t: 'text' } })).value).toEqual([]);
  });

  it.each<LoopType>([
    { t: 'any' },
    { t: 'optional', of: { t: 'text' } },
    { t: 'union', of: [{ t: 'number' }, { t: 'text' }] },
  ])('answer as a text where a text will do: %j', async (shape) => {
    expect(typeof (await ask('disk full', shape)).value).toBe('string');
  });

  it.each<[LoopType, string]>([
    [{ t: 'number' }, 'number'],
    [
      {
        t: 'union',
        of: [
          { t: 'literal', value: 'yes' },
          { t: 'literal', value: 'no' },
        ],
      },
      '"yes"|"no"',
    ],
    [{ t: 'object', fields: [{ name: 'level', optional: false, type: { t: 'text' } }] }, '{level: text}'],
    [{ t: 'list', of: { t: 'number' } }, 'list<number>'],
  ])('refuse for good what only a model could give: %j', async (shape, shown) => {
    await expect(ask('disk full', shape)).rejects.toMatchObject({
      code: 'agent.no_structure',
      message: expect.stringContaining(`cannot answer as ${shown}`),
    });
  });

  it('keep the name they were asked by', async () => {
    expect((await ask('disk full', undefined, 'scribe')).agent).toBe('scribe');
    expect(await agents.choose('Review PR #123 for security issues')).toEqual(['security', 'code_review', 'general']);
  });

  it('read the folder when they are first asked, and again when that failed', async () => {
    const own = mkdtempSync(join(tmpdir(), 'hololoom-runbooks-'));
    rmSync(own, { recursive: true });
    const late = runbookAgents(own);
    const question = { agent: null, question: 'coffee machine', signal: new AbortController().signal };
    await expect(late.answer(question)).rejects.toMatchObject({ code: 'agent.runbooks_unreadable' });
    const again = mkdtempSync(join(tmpdir(), 'hololoom-runbooks-'));
    try {
      writeFileSync(join(again, 'coffee.md'), '# Coffee machine\n\n## Descaling\n\nTwice a month.\n');
      expect((await runbookAgents(again).answer(question)).sources).toEqual(['coffee.md: Descaling']);
    } finally {
      rmSync(again, { recursive: true });
    }
  });

  it('cut what is long at the end of a line, and close the code block they cut', async () => {
    const own = mkdtempSync(join(tmpdir(), 'hololoom-runbooks-'));
    const commands = Array.from({ length: 200 }, (_, at) => `command number ${at}`);
    writeFileSync(join(own, 'long.md'), `# Coffee\n\n## Descaling\n\n\`\`\`\n${commands.join('\n')}\n\`\`\`\n`);
    try {
      const { value } = await runbookAgents(own).answer({
        agent: null,
        question: 'coffee descaling',
        signal: new AbortController().signal,
      });
      expect(String(value).length).toBeLessThan(2_000);
      expect(value).toMatch(/command number \d+\n```\n…$/);
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});

describe('sections of a runbook', () => {
  it('stand under their headings, with the title and tags of the whole', () => {
    const text =
      '# Disk full\n\nTags: disk, space\n\nFirst words.\n\n## Fixes\n\n```\n# no heading\n## nor this\n```\n\n### Part of it\n\n## Empty\n';
    expect(sectionsOf('disk.md', text)).toEqual([
      { file: 'disk.md', title: 'Disk full', heading: 'Disk full', tags: 'disk, space', text: 'First words.' },
      {
        file: 'disk.md',
        title: 'Disk full',
        heading: 'Fixes',
        tags: 'disk, space',
        text: '```\n# no heading\n## nor this\n```\n\n### Part of it',
      },
    ]);
  });
});
