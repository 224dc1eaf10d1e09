import { collaborate } from './collaboration.ts';
import { interpret } from './interpreter/index.ts';
import { applyChange, changeSettings, proposeChange, returnTo } from './market.ts';
import { prepareProgram, publishPackage } from './publish.ts';
import { forgetOutcomes, learnQuality, rebuildQuality } from './quality.ts';
import { ratePackage, verifyPublisher } from './ratings.ts';

/** Runs every loop: a workflow type that is not below is a loop's name. */
export default interpret;

// No loop or tool of LOOP can have a dot in its name, so marketplace text never reaches these.
export {
  applyChange as 'market.apply',
  changeSettings as 'market.settings',
  collaborate as 'collaboration.run',
  forgetOutcomes as 'quality.forget',
  learnQuality as 'quality.learn',
  prepareProgram as 'loop.prepare',
  proposeChange as 'market.propose',
  publishPackage as 'market.publish',
  ratePackage as 'market.rate',
  rebuildQuality as 'quality.rebuild',
  returnTo as 'market.return',
  verifyPublisher as 'market.verify',
};
