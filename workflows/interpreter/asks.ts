import type { Answer, AnswerReceipt, Electorate } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Notebook } from './notebook.ts';
import { samePerson } from './people.ts';

/** A question as it was posted. */
interface Posted {
  readonly choices: readonly string[];
  /** How many people must make the first choice. */
  readonly need: number;
  readonly electorate: Electorate;
}

/** What has become of it so far; the journal remembers this. */
interface Poll extends Posted {
  readonly votes: readonly { readonly user: string; readonly choice: string }[];
  readonly decided: string | null;
}

/** A question that can be answered. */
export interface Asked {
  readonly choices: readonly string[];
  /** Settles with the choice once it is made. */
  readonly decision: Promise<string>;
  /** The choice, or null. */
  decided(): string | null;
}

interface OpenAsk extends Asked {
  poll: Poll;
  readonly decide: (choice: string) => void;
}

/** The questions a run has asked and that are open, by runtime path; each is decided on its own. */
export class Asks {
  readonly #open = new Map<string, OpenAsk>();
  readonly #notebook: Notebook;
  readonly #planHash: string;
  readonly #requester: string | null;

  constructor(notebook: Notebook, planHash: string, requester: string | null) {
    this.#notebook = notebook;
    this.#planHash = planHash;
    this.#requester = requester;
    // Answers may reach a continued run before its steps have come to their questions again.
    for (const [path, { status, memory }] of Object.entries(notebook.journal().entries)) {
      if (status === 'begun' && memory?.ask !== undefined) this.#keep(path, memory.ask as unknown as Poll);
    }
  }

  /** A question that is open already. */
  at(path: string): Asked | undefined {
    return this.#open.get(path);
  }

  /** Opens a question for answers. */
  open(path: string, posted: Posted): Asked {
    const asked = this.#keep(path, { ...posted, votes: [], decided: null });
    this.#remember(path, asked.poll);
    return asked;
  }

  /** No answer counts any more. */
  close(path: string): void {
    this.#open.delete(path);
  }

  /**
   * Whether an answer counts. Changes nothing, so that one that does not leaves no trace.
   * @throws LoomError `ask.not_open`, `ask.other_plan`, `ask.not_entitled`, `ask.answered_already`, `ask.unknown_choice`
   */
  check(given: unknown): Answer {
    const answer = answerIn(given);
    const poll = this.#open.get(answer.path)?.poll;
    if (poll === undefined || poll.decided !== null) {
      throw new LoomError(
        'ask.not_open',
        `Nothing is asked at "${answer.path.slice(0, 100)}" now.`,
        'Look at the run: the question may be decided, withdrawn, or still on its way to the room.',
      );
    }
    if (answer.plan !== this.#planHash) {
      throw new LoomError(
        'ask.other_plan',
        'The question that was answered belongs to another version of the loop.',
        'Look at the question again, then answer what it asks now.',
      );
    }
    if (!poll.choices.includes(answer.choice)) {
      throw new LoomError(
        'ask.unknown_choice',
        `"${answer.choice.slice(0, 100)}" is none of the choices.`,
        `Answer with one of these: ${poll.choices.join(', ')}.`,
      );
    }
    this.#entitled(poll, answer);
    return answer;
  }

  /** Counts an answer. @throws LoomError as `check` does */
  take(given: unknown): AnswerReceipt {
    const { path, user, choice } = this.check(given);
    const asked = this.#open.get(path);
    if (asked === undefined) throw new TypeError('An answer to nothing passed its check.');
    const { choices, need: wanted } = asked.poll;
    const votes = [...asked.poll.votes, { user, choice }];
    const same = votes.filter((vote) => vote.choice === choice).length;
    // Any other choice than the first decides at once: one person may stop what several must allow.
    const need = choice === choices[0] ? wanted : 1;
    const decided = same >= need ? choice : null;
    asked.poll = { ...asked.poll, votes, decided };
    this.#remember(path, asked.poll);
    if (decided !== null) asked.decide(decided);
    return { decided, votes: same, need };
  }

  #entitled({ electorate, need, votes }: Poll, { user, level }: Answer): void {
    const refuse = (message: string, hint: string): never => {
      throw new LoomError('ask.not_entitled', message, hint);
    };
    if (electorate.users !== null && !electorate.users.some((each) => samePerson(each, user))) {
      refuse(`${user} is not among those who were asked.`, `Leave it to ${electorate.users.join(', ')}.`);
    }
    if (level < electorate.level) {
      refuse(
        `${user} has power level ${level} here, and the question wants ${electorate.level}.`,
        'Leave it to somebody with that level.',
      );
    }
    if (need > 1 && this.#requester !== null && samePerson(this.#requester, user)) {
      refuse(`${user} started this run, and it needs ${need} others.`, 'Leave it to people who did not ask for it.');
    }
    if (votes.some((vote) => samePerson(vote.user, user))) {
      throw new LoomError('ask.answered_already', `${user} has answered already.`, 'Leave it to the others.');
    }
  }

  #keep(path: string, poll: Poll): OpenAsk {
    let decide: (choice: string) => void = () => undefined;
    const decision = new Promise<string>((resolve) => {
      decide = resolve;
    });
    const asked: OpenAsk = {
      poll,
      choices: poll.choices,
      decision,
      decide,
      decided: () => asked.poll.decided,
    };
    if (poll.decided !== null) decide(poll.decided);
    this.#open.set(path, asked);
    return asked;
  }

  #remember(path: string, poll: Poll): void {
    this.#notebook.remember(path, { ask: poll as unknown as JsonObject });
  }
}

/** An answer reaches a run from outside, so its shape is not known yet. */
function answerIn(given: unknown): Answer {
  const answer = (typeof given === 'object' && given !== null ? given : {}) as Partial<Record<keyof Answer, unknown>>;
  const { path, choice, user, level, plan } = answer;
  const texts = [path, choice, user, plan].every((each) => typeof each === 'string');
  if (texts && user !== '' && typeof level === 'number') return given as Answer;
  throw new LoomError(
    'ask.malformed_answer',
    'What came as an answer lacks its path, choice, user, level or plan.',
    'Answer with the command or the buttons under the question.',
  );
}
