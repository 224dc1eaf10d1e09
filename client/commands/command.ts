import type { z } from 'zod';
import type { Bundle } from '../../domain/market/bundle.ts';
import type { Role, RoomStanding } from '../../domain/roles.ts';
import type { RunView } from '../../domain/run.ts';
import type { Caller, Finding, Loom, SourceFile } from '../loom.ts';
import type { Result } from './result.ts';

/** Where a command may be said. */
export type Place = 'command line' | 'terminal room' | 'chat';

/** What must run before it can work: no service, PostgreSQL, PostgreSQL and Temporal and a worker, or these and the bot in Matrix. */
export type Needs = 'nothing' | 'database' | 'everything' | 'chat';

/** Files of the person who speaks; chat has none, so nobody there can read the files of the machine the bot runs on. */
export interface Files {
  /** A program and the metadata.json beside it, when there is one; `-` is what is piped in. @throws LoomError `command.bad_file` */
  readProgram(path: string): Promise<SourceFile>;
  /** A file of rows, as text. @throws LoomError `command.bad_file` */
  readRows(path: string): Promise<string>;
  /** @param secret only its owner may read it, and what is there is never written over @throws LoomError `command.bad_file` */
  writeFile(path: string, content: string | Uint8Array, secret?: boolean): Promise<void>;
  /** A folder with program.loop, metadata.json, README.md and perhaps expected.json. @throws LoomError `market.bad_bundle` */
  readPackage(folder: string): Promise<Bundle>;
  /** What "market export" wrote, or something that only looks like it. @throws LoomError `command.bad_file`, `market.bundle_*` */
  readBundle(path: string): Promise<string>;
}

/** What a mouth hands to a command. */
export interface Context {
  /** Opens the door on first use; what the command `needs` is started then, so a command that fails early starts nothing. */
  readonly loom: (needs?: Needs) => Promise<Loom>;
  /** The door when its services already run, else null; starts nothing. */
  readonly found: () => Promise<Loom | null>;
  readonly caller: Caller;
  readonly place: Place;
  /** Aborted when the person stops looking; what was started goes on. */
  readonly signal: AbortSignal;
  /** Takes a run each time it changes, for a live view. */
  readonly show: (run: RunView) => void;
  readonly files: Files | null;
  /** What the mouth itself can say about the machine it runs on, for `doctor`. */
  readonly surroundings: () => Promise<readonly Finding[]>;
  /**
   * Lets the caller do what only some may, by the name it has in `permissions.ts`; whether the command may be said at all,
   * the mouth has asked before. In a terminal everybody may do everything.
   * @throws LoomError `permission.denied`
   */
  readonly permit: (verb: string) => void;
  /** The room it is said in, when it has settings. */
  readonly desk: RoomDesk | null;
  /** Of this HoloLoom. */
  readonly version: string;
  readonly commands: readonly Command[];
}

/** What may be set in a room, and who is there. */
export interface RoomDesk {
  readonly settings: readonly RoomSetting[];
  /** Null for what it is unless somebody sets it. @throws LoomError `chat.bad_setting`, `chat.not_allowed` */
  change(name: string, value: string | null): Promise<RoomSetting>;
  /** Where the caller stands. */
  readonly standing: RoomStanding;
  /** Of the caller, by the name a verb has in `permissions.ts`. */
  readonly may: (verb: string) => boolean;
}

export interface RoomSetting {
  readonly name: string;
  readonly value: string;
  /** Whether the room says so, or nobody did. */
  readonly set: boolean;
  readonly description: string;
}

/**
 * A command, defined once: the words people type, its help, its completion and what it does.
 * Each field of `args` is described with `.meta({ description, label, completes, usage })`; a boolean is a flag, other fields
 * that are not `positional` are options with a value.
 */
export interface Command<Args extends z.ZodObject = z.ZodObject> {
  /** One word, or up to three for a command of a group: `market show`, `registry token new`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** What to type, without a prefix; every one is parsed by a test. */
  readonly examples: readonly string[];
  readonly args: Args;
  /** Fields given by their place, in order; the last one may be a list. */
  readonly positional: readonly (keyof z.input<Args> & string)[];
  readonly needs: Needs;
  readonly places: readonly Place[];
  /** Who may say it in a room; the room may ask for another role. In a terminal everybody is an admin. */
  readonly role: Role;
  /** Who may do it with a run that somebody else started; `permit("NAME others")` asks for it. */
  readonly others?: Role;
  /** It changes nothing, so it is done anew when the message that says it is edited. */
  readonly reads?: true;
  /** It starts something, so a caller may give the id that makes asking twice find the first. */
  readonly starts?: boolean;
  /** What it gives back is something for the terminal to do, so there is nothing to print. */
  readonly actsOnTerminal?: boolean;
  /** Does the work. Writes nothing. @throws LoomError */
  run(context: Context, args: z.output<Args>): Promise<Result>;
}

/** Lets TypeScript infer the arguments of a definition. */
export function define<Args extends z.ZodObject>(command: Command<Args>): Command<Args> {
  return command;
}
