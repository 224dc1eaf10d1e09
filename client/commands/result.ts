import type { AuditVerdict } from '../../domain/audit.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { MarkKind } from '../../domain/market/log.ts';
import type { ChangeReceipt } from '../../domain/market/proposal.ts';
import type { ImportReceipt } from '../../domain/market/publication.ts';
import type { RatingReceipt } from '../../domain/market/rating.ts';
import type { RegistryToken } from '../../domain/market/registry.ts';
import type { SearchRequest, SearchResult } from '../../domain/market/search.ts';
import type { WorkspaceSettings } from '../../domain/market/settings.ts';
import type { MarketFront, MarketStatistics } from '../../domain/market/statistics.ts';
import type { Evaluation } from '../../domain/prediction/evaluate.ts';
import type { LearnedReceipt, RebuiltReceipt } from '../../domain/prediction/given.ts';
import type { Prediction } from '../../domain/prediction/predict.ts';
import type { QualityInsights, QualityStatistics } from '../../domain/prediction/statistics.ts';
import type { RoomStanding } from '../../domain/roles.ts';
import type { OpenQuestion, RunSummary, RunView } from '../../domain/run.ts';
import type { TryReport } from '../../dsl/try/index.ts';
import type { AgentStatus, CollaborationReport, ReactionReceipt, Reply, RouteView } from '../agents-shelf.ts';
import type { OwnKey } from '../keyring.ts';
import type {
  CheckReport,
  Finding,
  GivenAnswer,
  MovesReport,
  PlanReport,
  ScheduleView,
  WithdrawnAnswer,
} from '../loom.ts';
import type { AuditReport, ExportedBundle, PublishedVersion } from '../market-door.ts';
import type { PackageCard, PackageReviews } from '../market-shelf.ts';
import type { GenerationView, PreparedChange, UpdateView, WorkspaceView } from '../market-workspace.ts';
import type { NewToken, Pushed } from '../registry-door.ts';
import type { Command, RoomSetting } from './command.ts';

/** A file that was to be checked: what is wrong in it, or why there was nothing to look at (no such file, bad metadata). */
export interface FileReport extends CheckReport {
  readonly refused: { readonly code: ErrorCode; readonly message: string; readonly hint: string } | null;
}

/** What became of a file that was to be formatted. */
export interface FormatReport extends Pick<FileReport, 'file' | 'problems' | 'refused'> {
  readonly outcome: 'written' | 'unchanged' | 'would change' | 'printed' | 'unreadable';
  /** The program in its new layout, when it was to be printed. */
  readonly text: string | null;
}

/** What another market has of what was searched for, or why it could not be asked. */
export interface FoundThere {
  /** `https://market.example` */
  readonly origin: string;
  readonly found: SearchResult | null;
  readonly problem: string | null;
}

/** What a command gives back. Each mouth renders it in its own way; none of them adds to it. */
export type Result =
  /** `awaited`: the caller wanted to see its end, so a run that failed is a failure of the command. */
  | { readonly kind: 'run'; readonly run: RunView; readonly awaited: boolean }
  | { readonly kind: 'runs'; readonly runs: readonly RunSummary[] }
  /** The run was asked to stop; it tells by itself when it has. */
  | { readonly kind: 'cancelling'; readonly run: RunView }
  | { readonly kind: 'questions'; readonly questions: readonly OpenQuestion[] }
  /** `by`: in whose name it was given. */
  | { readonly kind: 'answered'; readonly answer: GivenAnswer; readonly by: string }
  | { readonly kind: 'withdrawn'; readonly withdrawn: WithdrawnAnswer; readonly by: string }
  | { readonly kind: 'emitted'; readonly event: string; readonly told: readonly string[] }
  | { readonly kind: 'schedules'; readonly schedules: readonly ScheduleView[] }
  | {
      readonly kind: 'schedule';
      readonly schedule: ScheduleView;
      readonly done: 'previewed' | 'added' | 'found' | 'paused' | 'resumed' | 'removed';
    }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'routed'; readonly routed: RouteView }
  | { readonly kind: 'collaborated'; readonly report: CollaborationReport }
  | { readonly kind: 'reacted'; readonly receipt: ReactionReceipt; readonly reaction: string }
  | { readonly kind: 'agents'; readonly agents: readonly AgentStatus[] }
  /** `done`: what became of it just now; null when it was only looked at. */
  | { readonly kind: 'agent'; readonly agent: AgentStatus; readonly done: 'registered' | 'retired' | null }
  | { readonly kind: 'checked'; readonly reports: readonly FileReport[] }
  | { readonly kind: 'formatted'; readonly reports: readonly FormatReport[] }
  /** A picture of a plan, as text or as the bytes of a PNG; `file` is where it was written to, if anywhere. */
  | {
      readonly kind: 'drawn';
      readonly format: 'mermaid' | 'svg' | 'png';
      readonly content: string | Uint8Array;
      readonly file: string | null;
    }
  /** A dry run; `failing`: steps were made to fail, so that it failed is what was asked for. */
  | { readonly kind: 'tried'; readonly report: TryReport; readonly failing: boolean }
  | { readonly kind: 'moves'; readonly report: MovesReport }
  | { readonly kind: 'planned'; readonly plan: PlanReport }
  | { readonly kind: 'front'; readonly front: MarketFront }
  /** `card`: of the only one that was found. */
  | {
      readonly kind: 'found';
      readonly request: SearchRequest;
      readonly found: SearchResult;
      readonly card: PackageCard | null;
      /** What the registry of another market has; absent where none is named. */
      readonly there?: FoundThere;
    }
  | { readonly kind: 'rated'; readonly receipt: RatingReceipt }
  | { readonly kind: 'reviews'; readonly reviews: PackageReviews }
  | { readonly kind: 'verified'; readonly publisher: string; readonly created: boolean }
  | { readonly kind: 'statistics'; readonly statistics: MarketStatistics }
  | {
      readonly kind: 'package';
      /** The registry of another market, where it is from there. */
      readonly from?: string;
      readonly versions: readonly PublishedVersion[];
      readonly documentation: string;
      readonly source: string;
      readonly card: PackageCard | null;
    }
  | { readonly kind: 'published'; readonly version: PublishedVersion; readonly created: boolean }
  | { readonly kind: 'pushed'; readonly pushed: Pushed }
  | { readonly kind: 'token'; readonly token: NewToken }
  | { readonly kind: 'tokens'; readonly tokens: readonly RegistryToken[] }
  | { readonly kind: 'keys'; readonly keys: readonly OwnKey[] }
  | { readonly kind: 'key'; readonly key: OwnKey; readonly done: 'made' | 'rotated' }
  | { readonly kind: 'marked'; readonly version: PublishedVersion; readonly mark: MarkKind }
  | (Omit<ExportedBundle, 'text'> & { readonly kind: 'exported'; readonly file: string; readonly bytes: number })
  | (ImportReceipt & { readonly kind: 'imported' })
  | { readonly kind: 'audited'; readonly report: AuditReport }
  /** `receipt`: null where nothing was changed, since nothing would be different or somebody has to agree first. */
  | { readonly kind: 'change'; readonly prepared: PreparedChange; readonly receipt: ChangeReceipt | null }
  | { readonly kind: 'installed'; readonly workspace: WorkspaceView }
  | { readonly kind: 'outdated'; readonly updates: readonly UpdateView[] }
  | { readonly kind: 'generations'; readonly generations: readonly GenerationView[] }
  /** `workspace`: what is installed then. */
  | { readonly kind: 'rolled_back'; readonly receipt: ChangeReceipt; readonly workspace: WorkspaceView }
  | { readonly kind: 'market_settings'; readonly settings: WorkspaceSettings }
  /** `changed`: the one that was set just now. */
  | { readonly kind: 'settings'; readonly settings: readonly RoomSetting[]; readonly changed: string | null }
  /** Who somebody is in a room, and what is allowed and refused there, by its names in `permissions.ts`. */
  | {
      readonly kind: 'person';
      readonly standing: RoomStanding;
      readonly may: readonly string[];
      readonly mayNot: readonly string[];
    }
  | { readonly kind: 'audit_verified'; readonly verdict: AuditVerdict }
  /** The predictor of quality run over rows. `world`: what was assumed, of a simulation; `file`: where the diagram is. */
  | {
      readonly kind: 'evaluated';
      readonly source: string;
      readonly world: readonly string[];
      readonly evaluation: Evaluation;
      readonly file: string | null;
    }
  | { readonly kind: 'predicted'; readonly prediction: Prediction }
  | { readonly kind: 'learned'; readonly receipt: LearnedReceipt }
  | {
      readonly kind: 'quality';
      readonly room: string;
      readonly statistics: QualityStatistics;
      readonly file: string | null;
    }
  | { readonly kind: 'insights'; readonly room: string; readonly insights: QualityInsights }
  | { readonly kind: 'rebuilt'; readonly receipt: RebuiltReceipt }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  /** `withheld`: how many more there are that the caller may not say here. */
  | { readonly kind: 'commands'; readonly commands: readonly Command[]; readonly withheld: number }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'registered'; readonly file: string; readonly url: string; readonly account: string }
  /** What only the terminal can do for itself: open its room, leave it, serve an editor, become another process of HoloLoom. */
  /** `matrix`: and a room in Matrix. */
  | { readonly kind: 'room'; readonly matrix: boolean }
  | { readonly kind: 'leave' }
  | { readonly kind: 'language_server' }
  /** Serve the market over HTTP; `url`: where others reach it, null for where it listens. */
  | { readonly kind: 'registry'; readonly port: number; readonly host: string; readonly url: string | null }
  | { readonly kind: 'process'; readonly process: 'worker' | 'bot' | 'migrate' | 'practice' };

/** Whether the command did what it was asked for; of a run that goes on nobody can tell yet, and so it counts. */
export function succeeded(result: Result): boolean {
  switch (result.kind) {
    case 'run':
      return !result.awaited || result.run.status === 'running' || result.run.status === 'completed';
    case 'checked':
      return result.reports.every((report) => report.ok);
    case 'formatted':
      return result.reports.every(({ outcome }) => outcome !== 'unreadable' && outcome !== 'would change');
    case 'tried':
      return result.failing || result.report.failure === null;
    case 'audited':
      return result.report.findings.length === 0;
    case 'audit_verified':
      return result.verdict.brokenAt === null;
    case 'findings':
      return result.findings.every((finding) => finding.status !== 'error');
    default:
      return true;
  }
}
