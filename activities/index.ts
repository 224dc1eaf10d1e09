import { openPredictors } from '../db/read/predictors.ts';
import { ask, type ChatDeps, say } from './chat.ts';
import { askAgent, chooseAgents, weighOpinions } from './collaboration.ts';
import { withHeartbeats } from './heartbeat.ts';
import { applyChange, changeSettings, returnTo } from './market/apply.ts';
import { type MarketDeps, proposeChange } from './market/propose.ts';
import { publishVersion } from './market.ts';
import { type ProgramDeps, storeProgram } from './program.ts';
import { forgetQuality, learnOutcome, predictQuality, rebuildPredictor } from './quality.ts';
import { ratePackage, verifyPublisher } from './ratings.ts';
import { type ToolDeps, toolActivity } from './tool.ts';

export interface Deps
  extends Omit<ProgramDeps, 'hostTools'>,
    ToolDeps,
    ChatDeps,
    Partial<Pick<MarketDeps, 'shipped' | 'now'>> {}

/**
 * Every activity of the worker. `default` serves whatever has no name here: the tools of loops. No tool of LOOP can have
 * a dot in its name, so marketplace text never reaches the others.
 */
export const makeActivities = ({ db, readGroups, shipped = new Set(), now = Date.now, ...tools }: Deps) => {
  const known = { db, hostTools: [...tools.hostTools.keys()] };
  const quality = { db, predictors: openPredictors(db) };
  const market = { ...known, shipped, now };
  return {
    'agents.answer': askAgent(tools),
    'agents.choose': chooseAgents(tools),
    'chat.ask': ask({ db, readGroups }),
    'chat.say': say({ db }),
    'collaboration.weigh': weighOpinions,
    'loop.store': storeProgram(known),
    'market.apply': applyChange(market),
    'market.keep_rating': ratePackage({ db }),
    'market.mark_verified': verifyPublisher({ db }),
    'market.propose': proposeChange(market),
    'market.return': returnTo(market),
    'market.settings': changeSettings(market),
    'market.store': publishVersion(known),
    'quality.forget': forgetQuality(quality),
    'quality.learn': learnOutcome(quality),
    'quality.predict': predictQuality(quality),
    'quality.rebuild': (workspace: string) => withHeartbeats(() => rebuildPredictor(quality)(workspace)),
    default: toolActivity(tools),
  };
};

export type Activities = ReturnType<typeof makeActivities>;
