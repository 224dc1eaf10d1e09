/** A word of the language: how it is written, and what it does in one or two sentences. */
export interface WordHelp {
  readonly usage: string;
  readonly text: string;
}

const entry = (usage: string, text: string): WordHelp => ({ usage, text });

/** What the words in capitals mean, for hovers and completion. */
export const wordHelp: ReadonlyMap<string, WordHelp> = new Map([
  [
    'LOOP',
    entry('LOOP [publisher/]name [version] ["title"] … END', 'A program. The first one of a source is what runs.'),
  ],
  ['END', entry('END', 'Closes the block that was opened last.')],
  [
    'USES',
    entry('USES:\n  - alias = publisher/package ^1.0', 'Packages whose loops and tools are called by an alias.'),
  ],
  ['INPUT', entry('INPUT: name: type = value', 'What a run is given. Without a value after "=" it must be given.')],
  [
    'TOOLS',
    entry(
      'TOOLS:\n  - name(parameter: type) -> type = HOST registered/name',
      'Tools that steps can call, with their types.',
    ),
  ],
  [
    'SCHEDULE',
    entry(
      'SCHEDULE: "0 9 * * MON" IN "Europe/Berlin"',
      'When the loop asks to be run; it starts only after somebody said yes.',
    ),
  ],
  ['LIMIT', entry('LIMIT: 8h', 'How long a run may take in all. When it is over, the run fails and is undone.')],
  [
    'STEPS',
    entry(
      'STEPS:',
      'What is done. Lines with a name start as soon as what they mention is there; lines without one hold.',
    ),
  ],
  [
    'ON ERROR',
    entry(
      'ON ERROR:',
      'Lines for a run that failed, after what it did was undone; `error.step` and `error.message` tell why.',
    ),
  ],
  ['OUTPUT', entry('OUTPUT: value', 'What the run gives back; left out, an object of all named steps.')],
  [
    'IF',
    entry(
      'IF test:\n  …\nELSE IF test:\n  …\nELSE:\n  …\nEND',
      'Runs the lines of the first branch whose test is true.',
    ),
  ],
  [
    'FOR',
    entry(
      'FOR item IN list [MAX n] [FIRST n] [KEEP GOING]:\n  …\n  YIELD value\nEND',
      'Does its lines for every item, several at once, and gives the list of what they yield, in the order of the items.',
    ),
  ],
  [
    'REPEAT',
    entry(
      'REPEAT MAX n [EVERY 1m]:\n  …\nEND UNTIL test',
      'Does its lines again until the test holds, which sees the last result as `it`.',
    ),
  ],
  [
    'FIRST',
    entry(
      'FIRST [n]:\n  - a = …\n  - b = …\nEND',
      'Starts all its named lines at once; done when so many of them are, and the others are cancelled.',
    ),
  ],
  [
    'COLLABORATE',
    entry(
      'COLLABORATE "question" [WITH roles] [QUORUM n] [WITHIN 10m]',
      'Puts a question to several agents and weighs what they say.',
    ),
  ],
  [
    'ASK',
    entry(
      'ASK "question" [IN room] [FROM people] [NEED n] [CHOICES [..]] [WITHIN 30m]',
      'Asks people in the room. With a name it gives what they chose; without one only the first choice lets the run go on.',
    ),
  ],
  ['SAY', entry('SAY "text" [IN room]', 'Writes into the room, after all lines above; it holds nothing.')],
  ['WAIT', entry('WAIT 10m', 'Does nothing for so long.')],
  ['WAIT UNTIL', entry('WAIT UNTIL time', 'Does nothing until that time.')],
  [
    'WAIT FOR',
    entry(
      'WAIT FOR "event" [WHERE test] [WITHIN 1d]',
      'Waits for an event of the room and gives its data, which the test sees as `it`.',
    ),
  ],
  ['FAIL', entry('FAIL "text"', 'Ends the run as failed, with this text; what it did is undone.')],
  ['RETURN', entry('RETURN value', 'Ends the run well, with this result; what still runs is told to stop.')],
  ['WHEN', entry('WHEN test', 'The line runs only when the test is true; otherwise it is skipped and gives null.')],
  ['AFTER', entry('AFTER x, y', 'Waits for these lines as well.')],
  ['TIMEOUT', entry('TIMEOUT 30s', 'How long each try of a tool, or everything else as a whole, may take.')],
  [
    'RETRY',
    entry(
      'RETRY 5 [EVERY 2s] [BACKOFF 2]',
      'How often a call is tried in all; without it three times, first after a second, then twice as long each time.',
    ),
  ],
  [
    'ELSE',
    entry(
      'ELSE value',
      'Behind a line: its result when it failed for good. In an IF: the lines for when no test was true.',
    ),
  ],
  ['UNDO', entry('UNDO tool(…)', 'Called when the run fails after this line was done.')],
  [
    'MAX',
    entry('MAX n', 'Of FOR: how many items are at work at once (10 unless said). Of REPEAT: how many rounds at most.'),
  ],
  ['KEEP GOING', entry('KEEP GOING', 'Items that fail do not end the FOR; its results are then {value, error}.')],
  ['EVERY', entry('EVERY 2s', 'How long to wait before the next try or round.')],
  ['BACKOFF', entry('BACKOFF 2', 'By how much the wait grows after each try.')],
  ['UNTIL', entry('UNTIL test', 'Ends the rounds of REPEAT; sees the last result as `it` and the names of the body.')],
  ['YIELD', entry('YIELD value', 'What a body gives; without it an object of its named lines.')],
  ['IN', entry('IN room', 'Which room to write into; of FOR: the list; of SCHEDULE: the time zone.')],
  ['FROM', entry('FROM @user', 'Who may answer: a user, a group, a list of them, or the least power level.')],
  ['NEED', entry('NEED 2', 'How many different people must make the first choice; any other choice decides at once.')],
  ['CHOICES', entry('CHOICES ["yes", "no"]', 'What can be answered; the first one lets the run go on.')],
  ['WITHIN', entry('WITHIN 30m', 'How long to wait for an answer; then the line fails, or gives its ELSE.')],
  ['WHERE', entry('WHERE test', 'Which events count; the test sees the data of the event as `it`.')],
  ['WITH', entry('WITH {…}', 'Of HTTP: what is sent. Of COLLABORATE: the roles that are asked.')],
  ['QUORUM', entry('QUORUM n', 'How many agents must agree.')],
  ['READ', entry('READ HOST … / READ HTTP …', 'Promises that the tool changes nothing.')],
  ['HOST', entry('HOST registered/name', 'A function that the operator registered on the worker.')],
  [
    'HTTP',
    entry(
      '[READ] HTTP GET "https://host/{id}" [WITH {…}] [AUTH secret]',
      'Calls a service; its JSON is checked against the type.',
    ),
  ],
  ['AUTH', entry('AUTH secret', 'The name of a secret that is sent along; only the worker knows its value.')],
  ['PROMPT', entry('PROMPT "text" [AGENT name]', 'Asks an agent; a structured type asks for a structured answer.')],
  ['AGENT', entry('AGENT name', 'Which agent is asked.')],
]);

/** What the words for types mean. */
export const typeHelp: ReadonlyMap<string, string> = new Map([
  ['text', 'Letters in quotes: `"Host {name}"`.'],
  ['number', 'A number: `5`, `-2`, `0.25`.'],
  ['bool', '`true` or `false`.'],
  ['duration', 'A length of time: `30s`, `10m`, `2h`, `14d`. In values a number of milliseconds.'],
  ['time', 'A point in time, as ISO 8601: `"2026-01-31T09:00:00Z"`.'],
  ['user', 'A person, by Matrix id: `@ann:example.org`.'],
  ['room', 'A room: `#ops`.'],
  ['any', 'Any value.'],
  ['list', 'Several values of one type: `list<text>`.'],
  ['map', 'Values of one type by name: `map<number>`.'],
]);

/** What the names mean that the language gives by itself. */
export const givenHelp: ReadonlyMap<string, string> = new Map([
  ['it', 'What UNTIL and WHERE look at: the last result, or the data of the event.'],
  ['run', 'The run itself: `run.id`, `run.loop`, `run.version`, `run.room`, `run.requester`.'],
  ['error', 'What went wrong: `error.step`, which may be null, and `error.message`.'],
]);
