import type { Result } from '../commands/result.ts';
import { renderCard } from './card.ts';
import { runIdOf } from './ids.ts';
import { type Look, pens, signsOf } from './look.ts';
import { renderAgent, renderAgents } from './render-agents.ts';
import { renderCollaboration, renderReaction, renderReply, renderRoute } from './render-answers.ts';
import { renderChange } from './render-change.ts';
import { renderChecks } from './render-checks.ts';
import { renderDrawing } from './render-drawing.ts';
import { renderFindings } from './render-findings.ts';
import { renderFormats } from './render-formats.ts';
import { renderCommand, renderCommands } from './render-help.ts';
import { renderPackage, renderPublished } from './render-market.ts';
import { renderMoves } from './render-moves.ts';
import { renderPlan } from './render-plan.ts';
import { renderPrediction } from './render-prediction.ts';
import { renderEvaluation, renderInsights, renderLearned, renderQuality, renderRebuilt } from './render-quality.ts';
import { renderAnswered, renderEmitted, renderQuestions, renderWithdrawn } from './render-questions.ts';
import { renderRated, renderReviews, renderStatistics, renderVerified } from './render-ratings.ts';
import { renderAudit, renderExported, renderImported, renderKey, renderKeys, renderMarked } from './render-registry.ts';
import { renderAudited, renderPerson, renderRegistered, renderSettings } from './render-room.ts';
import { renderRuns } from './render-runs.ts';
import { renderSchedule, renderSchedules } from './render-schedules.ts';
import { renderFound, renderFront } from './render-shelf.ts';
import { renderPushed, renderToken, renderTokens } from './render-tokens.ts';
import { renderTry } from './render-try.ts';
import {
  renderGenerations,
  renderInstalled,
  renderMarketSettings,
  renderOutdated,
  renderRolledBack,
} from './render-workspace.ts';
import { visibleLine } from './text.ts';

/** What a command gave back, for people. @param now milliseconds */
export function render(result: Result, look: Look, now: number): string {
  switch (result.kind) {
    case 'run':
      return renderCard(result.run, { ...look, height: null }, now) + goesOn(result, look);
    case 'runs':
      return renderRuns(result.runs, look, now);
    case 'cancelling': {
      const id = visibleLine(runIdOf(result.run));
      return `${signsOf(look).cancelled} ${id} was asked to stop. See it end:\n    ${look.prompt}watch ${id}`;
    }
    case 'questions':
      return renderQuestions(result.questions, look, now);
    case 'answered':
      return renderAnswered(result, look);
    case 'withdrawn':
      return renderWithdrawn(result, look);
    case 'emitted':
      return renderEmitted(result, look);
    case 'schedules':
      return renderSchedules(result.schedules, look, now);
    case 'schedule':
      return renderSchedule(result, look, now);
    case 'reply':
      return renderReply(result.reply, look);
    case 'routed':
      return renderRoute(result.routed, look);
    case 'collaborated':
      return renderCollaboration(result.report, look);
    case 'reacted':
      return renderReaction(result, look);
    case 'agents':
      return renderAgents(result.agents, look);
    case 'agent':
      return renderAgent(result, look);
    case 'checked':
      return renderChecks(result.reports, look);
    case 'formatted':
      return renderFormats(result.reports, look);
    case 'drawn':
      return renderDrawing(result, look);
    case 'tried':
      return renderTry(result.report, look);
    case 'moves':
      return renderMoves(result.report, look);
    case 'planned':
      return renderPlan(result.plan, look);
    case 'front':
      return renderFront(result.front, look, now);
    case 'found':
      return renderFound(result, look, now);
    case 'package':
      return renderPackage(result, look, now);
    case 'rated':
      return renderRated(result, look);
    case 'reviews':
      return renderReviews(result, look, now);
    case 'verified':
      return renderVerified(result, look);
    case 'statistics':
      return renderStatistics(result.statistics, look);
    case 'published':
      return renderPublished(result, look);
    case 'pushed':
      return renderPushed(result, look);
    case 'token':
      return renderToken(result, look);
    case 'tokens':
      return renderTokens(result, look, now);
    case 'keys':
      return renderKeys(result, look);
    case 'key':
      return renderKey(result, look);
    case 'marked':
      return renderMarked(result, look);
    case 'exported':
      return renderExported(result, look);
    case 'imported':
      return renderImported(result, look);
    case 'audited':
      return renderAudit(result, look);
    case 'change':
      return renderChange(result, look);
    case 'installed':
      return renderInstalled(result.workspace, look);
    case 'outdated':
      return renderOutdated(result.updates, look, now);
    case 'generations':
      return renderGenerations(result.generations, look, now);
    case 'rolled_back':
      return renderRolledBack(result, look);
    case 'market_settings':
      return renderMarketSettings(result.settings, look);
    case 'settings':
      return renderSettings(result, look);
    case 'person':
      return renderPerson(result, look);
    case 'audit_verified':
      return renderAudited(result.verdict, look);
    case 'evaluated':
      return renderEvaluation(result, look);
    case 'predicted':
      return renderPrediction(result.prediction, look);
    case 'learned':
      return renderLearned(result.receipt, look);
    case 'quality':
      return renderQuality(result, look);
    case 'insights':
      return renderInsights(result, look);
    case 'rebuilt':
      return renderRebuilt(result.receipt, look);
    case 'findings':
      return renderFindings(result.findings, look);
    case 'commands':
      return renderCommands(result, look);
    case 'command':
      return renderCommand(result.command, look);
    case 'version':
      return `HoloLoom ${result.version}`;
    case 'registered':
      return renderRegistered(result, look);
    case 'room':
    case 'registry':
    case 'leave':
    case 'language_server':
    case 'process':
      return '';
  }
}

/** Whoever looked away learns how to look again. */
function goesOn({ run, awaited }: Extract<Result, { kind: 'run' }>, look: Look): string {
  if (!awaited || run.status !== 'running') return '';
  const waits = run.questions.length === 0 ? '' : ' It waits for an answer.';
  return `\n  ${pens(look).bold('The run is not over.')}${waits} Follow it:\n    ${look.prompt}watch ${visibleLine(runIdOf(run))}`;
}
