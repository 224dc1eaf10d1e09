import { renderJson } from '../../client/cli/json.ts';
import { render } from '../../client/cli/render.ts';
import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import { splitLine } from '../../client/commands/line.ts';
import { parse } from '../../client/commands/parse.ts';
import { collaborationOn, replyTo } from '../support/fake-agents.ts';
import { fakeContext, fakeLoom } from '../support/fake-loom.ts';

async function say(line: string, loom = fakeLoom()) {
  const context = fakeContext(loom);
  const spoken = parse(splitLine(line), terminalMouth('terminal room'));
  const result = await spoken.command.run(context, spoken.args);
  return { result, calls: loom.calls, caller: context.caller };
}

const look = { width: 100, height: null, colour: false, unicode: true, prompt: '' };
const shown = async (line: string): Promise<string> => render((await say(line)).result, look, 0);

describe('asking', () => {
  it('takes the question as it is typed, and an agent by name', async () => {
    const { calls, caller, result } = await say('ask --agent security Why is "the replica" lagging?');
    expect(calls).toEqual([['ask', { question: 'Why is the replica lagging?', preferred: 'security' }, caller]]);
    expect(result).toEqual({ kind: 'reply', reply: replyTo('Why is the replica lagging?') });
  });

  it('shows the answer, what it rests on, why this agent gave it, and how to say whether it was right', async () => {
    const text = await shown('ask The API is returning 500 errors');
    expect(text).toMatch(/^Incident Response Specialist \(\d+ % sure\)\n\n {2}Look at the error rate by release/);
    expect(text).toContain('http-5xx-surge.md: First ten minutes');
    expect(text).toContain('names an HTTP server error (incident_response)');
    expect(text).toContain('incident_response, plan: 1. look 2. say');
    expect(text).toContain('react ask/r-7f3k2m9q4a solved');
  });

  it('shows who would have a question', async () => {
    const text = await shown('route Review PR #123 for security issues');
    expect(text).toMatch(/goes to security \(\d+ % sure; field security\)/);
    expect(text).toMatch(/is about security/);
  });

  it('says no to an empty question', async () => {
    await expect(say('ask ""')).rejects.toMatchObject({ code: 'command.bad_arguments' });
  });
});

describe('collaborating', () => {
  it('takes names, a quorum, a time and choices', async () => {
    const { calls } = await say(
      'collaborate --with security,general --quorum 2 --within 1m30s --choices yes,no Roll back?',
    );
    expect(calls[0]?.[1]).toEqual({
      task: 'Roll back?',
      roles: ['security', 'general'],
      quorum: 2,
      withinMs: 90_000,
      choices: ['yes', 'no'],
    });
  });

  it('shows what is said together, who says what, who does not, and who was silent', async () => {
    const text = await shown('collaborate A key leaked');
    expect(text).toContain('Most weight has (Incident Response Specialist, Security Analyst):');
    expect(text).toContain('Not shared:\n  - General Assistant: Write to the customers first');
    expect(text).toContain('deployment: It did not answer in time.');
    expect(text).toContain('decided by the majority');
  });

  it.each(['collaborate --within soon x', 'collaborate --within 2h x', 'collaborate --choices one x'])(
    'refuses %j',
    async (line) => {
      await expect(say(line)).rejects.toMatchObject({ code: 'command.bad_arguments' });
    },
  );

  it('gives programs the whole report', async () => {
    const { result } = await say('collaborate A key leaked');
    expect(JSON.parse(renderJson(result))).toEqual(JSON.parse(JSON.stringify(collaborationOn('A key leaked'))));
  });
});

describe('agents', () => {
  it('are listed with what they did', async () => {
    expect(await shown('agents')).toMatch(/security\s+Security Analyst/);
    expect(await shown('agents show security')).toContain('security  12 answers  75 % good  worth 71 %');
    await expect(say('agents show nobody')).rejects.toMatchObject({ code: 'agent.unknown' });
  });

  it('are registered with a configuration', async () => {
    const { calls, result } = await say(
      'agents register dba --title "Database Administrator" --role "Keeps it fast." --expertise "vacuum" --temperature 0.2 --verify',
    );
    expect(calls[0]?.[1]).toEqual({
      ...{ name: 'dba', title: 'Database Administrator', role: 'Keeps it fast.', expertise: 'vacuum' },
      configuration: {
        verification: true,
        planning: false,
        chaining: false,
        systemPrompt: 'Keeps it fast.',
        temperature: 0.2,
      },
    });
    expect(render(result, look, 0)).toContain('It takes questions here from now on.');
    expect(await shown('agents retire security')).toContain('It takes no more questions here.');
  });

  it('learn what an answer was worth', async () => {
    const { calls, caller, result } = await say('react ask/r-7f3k2m 👍');
    expect(calls).toEqual([['agents.react', 'ask/r-7f3k2m', '👍', caller]]);
    expect(render(result, look, 0)).toContain('worth 90 %');
  });
});
