import { readFileSync } from 'node:fs';

const { generateParser, target } = require('../../dsl/generate-parser.cjs') as {
  generateParser: () => string;
  target: string;
};

describe('the generated parser', () => {
  it('is what the grammar gives', () => {
    const committed = readFileSync(target, 'utf8');
    // Not compared as a whole: jest would spend minutes on showing the difference of two long texts.
    expect(committed === generateParser() || 'differs: run "npm run generate:parser" and commit the result').toBe(true);
  });

  it('opens with the command that made it', () => {
    expect(readFileSync(target, 'utf8').split('\n')[0]).toContain('npm run generate:parser');
  });
});
