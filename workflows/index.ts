import { react, registerAgent, retireAgent, routeOnly } from './agents.ts';
import { ask } from './ask.ts';
import { collaborate } from './collaboration.ts';
import { decide } from './decide.ts';
import { interpret } from './interpreter/index.ts';
import { applyChange, changeSettings, proposeChange, returnTo } from './market.ts';
import { lookForUpdates } from './market-update.ts';
import { importBundle, markRelease, prepareProgram, publishPackages, rotateKey } from './publish.ts';
import { forgetOutcomes, learnQuality, rebuildQuality } from './quality.ts';
import { ratePackage, verifyPublisher } from './ratings.ts';
import { keepToken, pushToRegistry, revokeToken, searchRegistry, showFromRegistry } from './registry.ts';

/** Runs every loop: a workflow type that is not below is a loop's name. */
export default interpret;

// No loop or tool of LOOP can have a dot in its name, so marketplace text never reaches these.
export {
  applyChange as 'market.apply',
  ask as 'agents.ask',
  changeSettings as 'market.settings',
  collaborate as 'collaboration.run',
  decide as 'collaboration.decide',
  forgetOutcomes as 'quality.forget',
  importBundle as 'market.import',
  keepToken as 'registry.keep_token',
  learnQuality as 'quality.learn',
  lookForUpdates as 'market.update',
  markRelease as 'market.mark',
  prepareProgram as 'loop.prepare',
  proposeChange as 'market.propose',
  publishPackages as 'market.publish',
  pushToRegistry as 'registry.push',
  ratePackage as 'market.rate',
  react as 'agents.react',
  rebuildQuality as 'quality.rebuild',
  registerAgent as 'agents.register',
  retireAgent as 'agents.retire',
  returnTo as 'market.return',
  revokeToken as 'registry.revoke_token',
  rotateKey as 'market.rotate_key',
  routeOnly as 'agents.route',
  searchRegistry as 'registry.search',
  showFromRegistry as 'registry.show',
  verifyPublisher as 'market.verify',
};
