// How well questions find their runbook, and the weights of confidence: `npm run build && node bench/playbook.cjs`
// (`--misses` names what was not found). Weights are fitted on questions.json; held-out.json was written afterwards, and
// nothing is fitted on it. Figures are the same on every machine.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { confidenceMin } = require('../dist/domain/playbook/confidence.js');
const { playbookOf } = require('../dist/domain/playbook/playbook.js');
const { runbookOf } = require('../dist/domain/playbook/runbook.js');

const { values } = parseArgs({ options: { misses: { type: 'boolean', default: false } } });
const root = join(__dirname, '..');
const folder = join(root, 'examples', 'runbooks');
const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
const playbook = playbookOf(files.map((file) => runbookOf(file, readFileSync(join(folder, file), 'utf8'))));
const questionsOf = (name) => JSON.parse(readFileSync(join(root, 'test', 'domain', 'playbook', name), 'utf8'));

const asked = ['questions.json', 'held-out.json'].flatMap((list) =>
  questionsOf(list).map(({ question, runbook }) => {
    const found = playbook.find({ question });
    const rank = found.runbooks.findIndex(({ file }) => file === runbook);
    return { list, question, runbook, found, rank, answered: found.passages.length > 0 };
  }),
);

const share = (some, holds) => `${some.filter(holds).length}/${some.length}`;
for (const list of ['questions.json', 'held-out.json']) {
  const some = asked.filter((each) => each.list === list);
  const labelled = some.filter(({ runbook }) => runbook !== null);
  const beside = some.filter(({ runbook }) => runbook === null);
  const answered = some.filter((each) => each.answered);
  console.log(
    `${list}: first ${share(labelled, ({ rank }) => rank === 0)}, first three ${share(labelled, ({ rank }) => rank >= 0)},`,
    `answered ${share(labelled, (each) => each.answered)}, off topic and left unanswered ${share(beside, (each) => !each.answered)},`,
    `answers that are right ${share(answered, ({ rank }) => rank === 0)}`,
  );
}

if (values.misses) {
  for (const { question, runbook, found, rank, answered } of asked) {
    const right = runbook === null ? !answered : rank === 0 && answered;
    if (!right) {
      const names = found.runbooks.map(({ file }) => file).join(' ');
      console.log(`${found.confidence.toFixed(2)} ${JSON.stringify(question)} wants ${runbook}, finds ${names}`);
    }
  }
}

/** Logistic regression by plain descent; the weights are kept small so that few questions do not decide much. */
const inputsOf = ({ covered, filed, filedWords, rareWords, lead }) => [
  1,
  covered,
  filed,
  Math.log(1 + filedWords),
  Math.log(1 + rareWords),
  lead,
];
const samples = asked
  .filter(({ list, found }) => list === 'questions.json' && found.fit !== null)
  .map(({ found, rank }) => ({ inputs: inputsOf(found.fit), right: rank === 0 ? 1 : 0 }));
const shrink = 0.005;
let weights = [0, 0, 0, 0, 0, 0];
for (let round = 0; round < 20_000; round++) {
  const slopes = weights.map((weight, at) => (at === 0 ? 0 : shrink * weight));
  for (const { inputs, right } of samples) {
    const chance = 1 / (1 + Math.exp(-inputs.reduce((sum, input, at) => sum + input * weights[at], 0)));
    for (const [at, input] of inputs.entries()) slopes[at] += ((chance - right) * input) / samples.length;
  }
  weights = weights.map((weight, at) => weight - 0.5 * slopes[at]);
}
const names = ['always', 'covered', 'filed', 'filedWords', 'rareWords', 'lead'];
console.log(
  `weights: ${names.map((name, at) => `${name}: ${weights[at].toFixed(1)}`).join(', ')}; answers from ${confidenceMin}`,
);
