import { openPredictors } from '../db/read/predictors.ts';
import { conclude, consent, convene, opine } from './asking/collaborate.ts';
import { judgeAnswer } from './asking/judge.ts';
import { keepDecision, keepReply, reactTo, settleInteraction } from './asking/keep.ts';
import { registerAgent, retireAgent } from './asking/registry.ts';
import { respond } from './asking/respond.ts';
import { routeQuestion } from './asking/route.ts';
import { standingIn } from './asking/standing.ts';
import { ask, type ChatDeps, say } from './chat.ts';
import { askAgent, chooseAgents, weighOpinions } from './collaboration.ts';
import { withHeartbeats } from './heartbeat.ts';
import { applyChange, changeSettings, returnTo } from './market/apply.ts';
import { pushToRegistry, searchRegistry, showFromRegistry } from './market/ask-registry.ts';
import { importClosure } from './market/import.ts';
import { rotatePublisherKey } from './market/keys.ts';
import { markRelease } from './market/marks.ts';
import { type MarketDeps, proposeChange } from './market/propose.ts';
import { publishReleases } from './market/publish.ts';
import { ratePackage, verifyPublisher } from './market/ratings.ts';
import { keepToken, revokeToken } from './market/tokens.ts';
import { findUpdate, judgeUpdate, tellOfReturn, tellOfUpdate } from './market/update.ts';
import { type ProgramDeps, storeProgram } from './program.ts';
import { forgetQuality, learnOutcome, predictQuality, rebuildPredictor } from './quality.ts';
import { type ToolDeps, toolActivity } from './tool.ts';

export interface Deps
  extends Omit<ProgramDeps, 'hostTools'>,
    ToolDeps,
    ChatDeps,
    Partial<Pick<MarketDeps, 'shipped' | 'now' | 'registry'>> {}

/**
 * Every activity of the worker. `default` serves whatever has no name here: the tools of loops. No tool of LOOP can have
 * a dot in its name, so marketplace text never reaches the others.
 */
export const makeActivities = ({
  db,
  readGroups,
  shipped = new Set(),
  now = Date.now,
  registry = null,
  ...tools
}: Deps) => {
  const known = { db, hostTools: [...tools.hostTools.keys()] };
  const asking = { db, agents: tools.agents };
  const quality = { db, predictors: openPredictors(db) };
  const market = { ...known, shipped, now, registry };
  return {
    'agents.answer': askAgent(tools),
    'agents.choose': chooseAgents(tools),
    'agents.judge': judgeAnswer(asking),
    'agents.register': registerAgent({ db }),
    'agents.respond': respond(asking),
    'agents.retire': retireAgent({ db }),
    'agents.route': routeQuestion({ db }),
    'chat.ask': ask({ db, readGroups }),
    'chat.say': say({ db }),
    'collaboration.conclude': conclude(asking),
    'collaboration.consent': consent({ db }),
    'collaboration.convene': convene({ db }),
    'collaboration.decided': keepDecision({ db }),
    'collaboration.opine': opine(asking),
    'collaboration.weigh': weighOpinions,
    'interactions.keep': keepReply({ db }),
    'interactions.react': reactTo({ db }),
    'interactions.settle': settleInteraction({ db }),
    'loop.store': storeProgram(known),
    'market.admit': importClosure(known),
    'market.rotate_key': rotatePublisherKey(known),
    'market.say': markRelease(known),
    'market.store': publishReleases(known),
    'market.apply': applyChange(market),
    'market.find_update': findUpdate(market),
    'market.judge': judgeUpdate({ db }),
    'market.keep_rating': ratePackage({ db }),
    'market.mark_verified': verifyPublisher({ db }),
    'market.propose': proposeChange(market),
    'market.return': returnTo(market),
    'market.settings': changeSettings(market),
    'market.tell_return': tellOfReturn({ db }),
    'market.tell_update': tellOfUpdate({ db }),
    'quality.forget': forgetQuality(quality),
    'quality.learn': learnOutcome(quality),
    'quality.predict': predictQuality(quality),
    'quality.rebuild': (workspace: string) => withHeartbeats(() => rebuildPredictor(quality)(workspace)),
    'registry.push': pushToRegistry({ registry, db }),
    'registry.search': searchRegistry({ registry }),
    'registry.show': showFromRegistry({ registry }),
    'registry.keep_token': keepToken({ db }),
    'registry.revoke_token': revokeToken({ db }),
    default: toolActivity({ ...tools, standing: standingIn(db) }),
  };
};

export type Activities = ReturnType<typeof makeActivities>;
