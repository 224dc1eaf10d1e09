import { complete, type Knowledge } from '../../client/cli/completion.ts';
import { commands } from '../../client/commands/index.ts';

const knowledge: Knowledge = {
  place: 'terminal room',
  commands,
  packages: async () => ['security-incident-pro', 'forensic-tools', 'sec/incident'],
  inputs: async (program) => (program === 'security-incident-pro' ? ['incident_id', 'room'] : []),
  runs: async () => ['r-7f3k2m9q4a', 'r-7faaaaaaaa', 'r-zzzzzzzzzz'],
  questions: async () => ['3', '17'],
  files: async (beginning) => ['./nightly.loop', './packages/'].filter((path) => path.startsWith(beginning)),
};

describe('Tab', () => {
  test.each<[string, string[], string]>([
    [
      '',
      [
        'answer ',
        'approve ',
        'cancel ',
        'check ',
        'doctor ',
        'emit ',
        'format ',
        'help ',
        'market ',
        'plan ',
        'quality ',
        'questions ',
        'quit ',
        'reject ',
        'replay-check ',
        'resume ',
        'run ',
        'runs ',
        'schedule ',
        'status ',
        'try ',
        'version ',
        'watch ',
      ],
      '',
    ],
    ['ru', ['run ', 'runs '], 'ru'],
    ['wor', [], 'wor'],
    ['market ', ['publish ', 'rate ', 'reviews ', 'search ', 'show ', 'stats ', 'verify '], ''],
    ['market sh', ['show '], 'sh'],
    ['market show f', ['forensic-tools '], 'f'],
    ['help market p', ['publish '], 'p'],
    ['help sta', ['status '], 'sta'],
    ['run sec', ['sec/incident ', 'security-incident-pro '], 'sec'],
    ['run ./', ['./nightly.loop ', './packages/'], './'],
    ['run security-incident-pro ', ['incident_id=', 'room='], ''],
    ['run security-incident-pro incident_id=INC-42 ', ['room='], ''],
    ['run other ', [], ''],
    ['run security-incident-pro --', ['--as ', '--json ', '--request-id '], '--'],
    ['runs --l', ['--limit '], '--l'],
    ['status r-7f', ['r-7f3k2m9q4a ', 'r-7faaaaaaaa '], 'r-7f'],
    ['status r-7f3k2m9q4a ', [], ''],
    ['check ./n', ['./nightly.loop '], './n'],
    ['check ./nightly.loop ./p', ['./packages/'], './p'],
    ['quit ', [], ''],
    ['nonsense ', [], ''],
    ['approve ', ['3 ', '17 '].sort(), ''],
    ['run "open quote', [], 'quote'],
  ])('after %j', async (line, candidates, word) => {
    expect(await complete(line, knowledge)).toEqual([candidates, word]);
  });
});
