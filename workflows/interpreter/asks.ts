import type { Answer, AnswerReceipt, Electorate, Withdrawal } from '../../domain/chat.ts';
import { LoomError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Notebook } from './notebook.ts';
import { isSamePerson, mayBeSamePerson, named } from './people.ts';

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
    const { poll } = this.#asked(answer);
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
    const answer = this.check(given);
    const { path, user, choice, home } = answer;
    const asked = this.#asked(answer);
    const { choices, need: wanted } = asked.poll;
    const votes = [...asked.poll.votes, { user: named(user, home), choice }];
    const same = votes.filter((vote) => vote.choice === choice).length;
    // Any other choice than the first decides at once: one person may stop what several must allow.
    const need = choice === choices[0] ? wanted : 1;
    const decided = same >= need ? choice : null;
    asked.poll = { ...asked.poll, votes, decided };
    this.#remember(path, asked.poll);
    if (decided !== null) asked.decide(decided);
    return { decided, votes: same, need };
  }

  /**
   * Whether there is an answer to take back. Changes nothing.
   * @throws LoomError `ask.not_open`, `ask.other_plan`, `ask.not_answered`
   */
  checkWithdrawal(given: unknown): Withdrawal {
    const withdrawal = withdrawalIn(given);
    const { user, home } = withdrawal;
    const { poll } = this.#asked(withdrawal);
    if (poll.votes.some((vote) => isSamePerson(vote.user, user, home))) return withdrawal;
    throw new LoomError('ask.not_answered', `${user} has no answer there to take back.`, 'Look at who has answered.');
  }

  /** Takes an answer back; whoever gave it may answer again. @throws LoomError as `checkWithdrawal` does */
  withdraw(given: unknown): AnswerReceipt {
    const withdrawal = this.checkWithdrawal(given);
    const { path, user, home } = withdrawal;
    const asked = this.#asked(withdrawal);
    const votes = asked.poll.votes.filter((vote) => !isSamePerson(vote.user, user, home));
    asked.poll = { ...asked.poll, votes };
    this.#remember(path, asked.poll);
    // What is not decided has answers of the first choice only: any other would have decided it.
    return { decided: null, votes: votes.length, need: asked.poll.need };
  }

  /** The question that is meant, when it is still open. @throws LoomError `ask.not_open`, `ask.other_plan` */
  #asked({ path, plan }: Pick<Answer, 'path' | 'plan'>): OpenAsk {
    const asked = this.#open.get(path);
    if (asked === undefined || asked.poll.decided !== null) {
      throw new LoomError(
        'ask.not_open',
        `Nothing is asked at "${path.slice(0, 100)}" now.`,
        'Look at the run: the question may be decided, withdrawn, or still on its way to the room.',
      );
    }
    if (plan === this.#planHash) return asked;
    throw new LoomError(
      'ask.other_plan',
      'The question that was answered belongs to another version of the loop.',
      'Look at the question again, then answer what it asks now.',
    );
  }

  #entitled({ electorate, need, votes }: Poll, { user, level, home }: Answer): void {
    const refuse = (message: string, hint: string): never => {
      throw new LoomError('ask.not_entitled', message, hint);
    };
    if (electorate.users !== null && !electorate.users.some((each) => isSamePerson(each, user, home))) {
      refuse(`${user} is not among those who were asked.`, `Leave it to ${electorate.users.join(', ')}.`);
    }
    if (level < electorate.level) {
      refuse(
        `${user} has power level ${level} here, and the question wants ${electorate.level}.`,
        'Leave it to somebody with that level.',
      );
    }
    if (need > 1 && this.#requester !== null && mayBeSamePerson(this.#requester, user, home)) {
      refuse(`${user} started this run, and it needs ${need} others.`, 'Leave it to people who did not ask for it.');
    }
    if (votes.some((vote) => mayBeSamePerson(vote.user, user, home))) {
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
  const { choice, level } = fieldsIn(given);
  if (isAboutAnswer(given) && typeof choice === 'string' && typeof level === 'number') return given as Answer;
  throw new LoomError(
    'ask.malformed_answer',
    'What came as an answer lacks its path, choice, user, level or plan.',
    'Answer with the command or the buttons under the question.',
  );
}

function withdrawalIn(given: unknown): Withdrawal {
  if (isAboutAnswer(given)) return given;
  throw new LoomError(
    'ask.malformed_answer',
    'What came to take back an answer lacks its path, user or plan.',
    'Take it back with the command, or by removing the reaction.',
  );
}

function isAboutAnswer(given: unknown): given is Withdrawal {
  const { path, user, plan, home } = fieldsIn(given);
  const texts = [path, user, plan].every((each) => typeof each === 'string');
  return texts && user !== '' && (home === undefined || typeof home === 'string');
}

const fieldsIn = (given: unknown): Partial<Record<keyof Answer, unknown>> =>
  typeof given === 'object' && given !== null ? given : {};
