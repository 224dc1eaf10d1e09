import { flaw } from '../support/flaw.ts';
import { hostileTexts } from '../support/hostile-texts.ts';

/** How long each takes is measured by bench/texts.cjs. */
describe('a hostile text', () => {
  it.each(hostileTexts)('is compiled, or refused with places: $what', ({ text }) => {
    expect(flaw(text)).toBeNull();
  });
});
