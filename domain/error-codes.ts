import { type CodeEntry, final, passing } from './code-entry.ts';
import { marketCodes } from './market/error-codes.ts';

/**
 * Every code a person can meet: whether a retry may help, what it means, and what to do when the error brings no hint
 * of its own. docs/ERRORS.md is made from this table and a test compares the two.
 */
export const codes = {
  ...marketCodes,
  'internal.unexpected': passing(
    'Something broke that HoloLoom has no name for.',
    'Run "hololoom doctor", then report the message with the log it names.',
  ),
  'agent.no_structure': final(
    'An agent cannot answer in the shape a program wants.',
    'Ask for text, or have an operator configure a model.',
  ),
  'agent.bad_answer': final(
    'A model answered with something else than was asked for, twice.',
    'Ask for less structure, or configure a model that keeps to a schema.',
  ),
  'agent.budget_spent': final(
    'The budget of a workspace for the model is spent for today.',
    'Ask again tomorrow, or have an operator raise HOLOLOOM_MODEL_BUDGET.',
  ),
  'agent.model_limited': passing('The model asks for patience.', 'Wait: it is tried again by itself.'),
  'agent.model_refused': final(
    'The model says no to what it is sent.',
    'Check HOLOLOOM_MODEL, HOLOLOOM_MODEL_URL and HOLOLOOM_MODEL_KEY.',
  ),
  'agent.model_unavailable': passing(
    'The model does not answer as it should.',
    'Look whether it runs and can be reached from the worker.',
  ),
  'agent.no_interaction': final(
    'There is no answer that a reaction would count for.',
    'React within half an hour, to an answer of an agent.',
  ),
  'agent.retired': final('An agent takes no more questions.', 'Ask another, or register it again.'),
  'agent.unknown': final('No agent has this name.', 'Type "agents" to see who is there.'),
  'agent.too_often': passing(
    'A workspace calls the model more often than it may.',
    'Wait: it goes on by itself. An operator can raise HOLOLOOM_MODEL_RATE.',
  ),
  'agent.runbooks_unreadable': passing(
    'The folder of runbooks cannot be read.',
    'Set HOLOLOOM_RUNBOOKS to a folder of Markdown files that the worker may read.',
  ),
  'quality.bad_outcome': final(
    'What came of a question cannot be learned as it is given.',
    'Give the question, its quality from 0 to 1, and an id that tells it from others.',
  ),
  'quality.bad_rows': final(
    'A file of answered questions cannot be read.',
    'Give one JSON object a line: {"query": "...", "quality": 0.8}.',
  ),
  'quality.log_changed': passing(
    'What was learned changed while it was read again from the beginning.',
    'Leave it: it is tried again by itself.',
  ),
  'collaboration.bad_team': final(
    'A question cannot be put to the agents that are named, or not with this quorum.',
    'Name each agent once, and ask for no more answers than there are agents.',
  ),
  'collaboration.no_quorum': final(
    'Fewer agents answered than were needed.',
    'Give them more time with WITHIN, or ask for a smaller QUORUM.',
  ),
  'ask.answered_already': final('Everybody has one answer to a question.', 'Leave it to the others.'),
  'ask.malformed_answer': final(
    'What came as an answer to a question is none.',
    'Answer with the command or the buttons under the question.',
  ),
  'ask.not_answered': final('There is no answer to take back.', 'Look at who has answered.'),
  'ask.not_entitled': final('The question was put to others.', 'Leave it to those who were asked.'),
  'ask.not_open': final(
    'Nothing is asked there now.',
    'Look at the run: the question may be decided, withdrawn, or still on its way to the room.',
  ),
  'ask.other_plan': final(
    'The question that was answered belongs to another version of the loop.',
    'Look at the question again, then answer what it asks now.',
  ),
  'ask.unknown_choice': final('The answer is none of the choices.', 'Answer with one of them.'),
  'ask.ambiguous': final('Several questions could be meant.', 'Name one, by its number or its path.'),
  'ask.none_open': final('Nothing waits for this answer.', 'Type "questions" to see what does.'),
  'ask.unclear_choice': final('An answer could mean several of the choices.', 'Give more of the one that is meant.'),
  'chat.bad_setting': final('A room cannot be set so.', 'Type "config" to see what can be set.'),
  'chat.too_fast': final('More is asked for in a minute than people need.', 'Wait a little, then say it again.'),
  'chat.too_many_runs': final(
    'So many runs go on in the room that no other is started.',
    'Wait for one to end, or cancel one.',
  ),
  'chat.too_old': final('A command reached the bot long after it was said.', 'Say it again if it is still wanted.'),
  'chat.edited': final('A message that starts something was edited.', 'Send it again as a message of its own.'),
  'chat.not_allowed': final(
    'The room does not let the bot do what is needed.',
    'Raise the power level of the bot in the settings of the room.',
  ),
  'chat.unreadable_text': final(
    'A message holds what is no character: U+0000, or half of a surrogate pair.',
    'Type the message anew.',
  ),
  'chat.bad_question': final('A question cannot be asked as it is.', 'Change the ASK line, or what it is given.'),
  'chat.groups_broken': passing(
    "The operator's file of groups cannot be read.",
    'Correct the file the message names; the question is asked again by itself.',
  ),
  'chat.logged_out': final(
    "The homeserver does not know the bot's access token.",
    'Log the bot in again and put its new token into HOLOLOOM_MATRIX_TOKEN.',
  ),
  'chat.keys_lost': final(
    "The keys of the bot's session are not there, so it cannot read encrypted rooms.",
    'Use the database the bot had, or log it in anew.',
  ),
  'chat.refused': final(
    'The homeserver does not let the bot do that in this room.',
    'Look whether it is in the room, and what its power level there allows.',
  ),
  'chat.media_unavailable': final('A file in a room cannot be read.', 'Send it again, or paste the text.'),
  'permission.denied': final(
    'Somebody may not do this here.',
    'Ask somebody who may, or an admin of the room to allow it.',
  ),
  'command.bad_environment': final(
    'The settings in the environment do not fit.',
    'Set the variables as .env.example shows, or type "npm start" for the embedded default.',
  ),
  'command.bad_file': final('A file that was named cannot be read.', 'Check the path and who may read it.'),
  'command.no_pictures': final(
    'The renderer of PNG pictures does not run on this machine.',
    'Ask for --graph svg, which every browser shows.',
  ),
  'command.nothing_to_do': final('What was asked for is so already.', 'Look at how things stand.'),
  'command.unknown': final('No command has this name.', 'Type "help" to see the commands.'),
  'command.bad_arguments': final(
    'The words after the command do not fit it.',
    'Type "help COMMAND" for its arguments.',
  ),
  'loop.expression_failed': final(
    'An expression of a loop could not be worked out for the values of this run.',
    'Look at the step the message names and at the values before it.',
  ),
  'services.extension_missing': final(
    'PostgreSQL lacks an extension that HoloLoom needs, and may not create it.',
    'Ask whoever runs this PostgreSQL to create the extension the message names, then start again.',
  ),
  'services.not_started': passing(
    'A service HoloLoom runs for itself (PostgreSQL, Temporal, the worker) did not come up.',
    'Read the log the message names, then start again; "hololoom doctor" tells what is missing.',
  ),
  'services.python_missing': final(
    'There is no Python that could run a homeserver for Matrix.',
    'Install Python 3.10 or newer, or set HOLOLOOM_MATRIX_URL to a homeserver that runs.',
  ),
  'services.synapse_missing': final(
    'Synapse, the homeserver for Matrix, could not be installed.',
    'Look whether pip can install packages on this machine, or set HOLOLOOM_MATRIX_URL to a homeserver that runs.',
  ),
  'services.temporal_missing': final(
    'No Temporal server of a fitting version was found, downloaded or built.',
    'Install the temporal command line tool, or Go, or set TEMPORAL_ADDRESS to a server that runs.',
  ),
  'services.state_incompatible': final(
    'The state folder was written by another version of a service.',
    'Use the version the message names, or move the folder it names away to begin anew.',
  ),
  'services.user_missing': final(
    'PostgreSQL does not run as root and no ordinary user could be found or made for it.',
    'Start HoloLoom as an ordinary user, or create a user called "postgres".',
  ),
  'services.elsewhere': final(
    'The services of this folder already run with other addresses in the environment.',
    'Stop them first, or set DATABASE_URL and TEMPORAL_ADDRESS as they were when they were started.',
  ),
  'loop.failed': final('A FAIL line of the loop ended the run.', 'Look at what led to this line of the loop.'),
  'loop.has_problems': final('The program has errors.', 'Correct the program where the carets point and try again.'),
  'loop.inputs_wrong': final('The inputs given do not fit the loop.', 'Type "plan LOOP" to see its inputs.'),
  'loop.limit_reached': final(
    'A run took longer than its LIMIT.',
    'Look at which step took so long, or raise the LIMIT.',
  ),
  'loop.no_answer': final(
    'Nobody answered an ASK in time.',
    'Give it more time with WITHIN, or an ELSE that says what happens then.',
  ),
  'loop.no_event': final(
    'What a WAIT FOR waits for did not happen in time.',
    'Give it more time with WITHIN, or an ELSE that says what happens then.',
  ),
  'loop.no_room': final(
    'A line names no room, and its run was not started from one.',
    'Write IN #room, or start the run from a room.',
  ),
  'loop.not_reached': final(
    'What a REPEAT waits for did not come about in its MAX of rounds.',
    'Raise its MAX, or give it an ELSE.',
  ),
  'loop.not_resumable': final('The run cannot be resumed.', 'Only a run that ended without its result can be.'),
  'loop.nothing_to_run': final('The source holds no loop.', 'Add a LOOP … END block.'),
  'loop.plan_missing': passing(
    'The plan of a run is not in the database.',
    'Point the worker and whoever starts runs at the same database.',
  ),
  'loop.refused': final('An ASK was answered with no.', 'Talk to whoever answered, then run the loop again.'),
  'loop.run_cancelled': final('The run was cancelled.', 'Start it again when it is wanted.'),
  'loop.run_ambiguous': final('Several runs begin with this id.', 'Give more of the id.'),
  'loop.run_not_found': final('No run has this id.', 'Type "runs" to see the runs there are.'),
  'loop.timed_out': final('A step took longer than its TIMEOUT.', 'Raise its TIMEOUT, or give it an ELSE.'),
  'loop.too_few': final(
    'Fewer items or branches succeeded than FIRST asks for.',
    'Ask for fewer, or look at why the others failed.',
  ),
  'loop.undo_failed': final(
    'A run failed, and not all it did could be undone.',
    'Undo by hand what the message names.',
  ),
  'loop.value_missing': passing(
    'A large value of a run is not in the database.',
    'Point workers and clients at one database.',
  ),
  'loop.unknown_format': final('The plan is of a format this worker does not read.', 'Upgrade the workers.'),
  'schedule.exists': final('The loop is scheduled in this room already.', 'Remove that schedule first.'),
  'schedule.not_found': final('No schedule has this name.', 'Type "schedule list" to see the schedules there are.'),
  'schedule.nothing_planned': final(
    'The loop has no SCHEDULE.',
    'Give it one: SCHEDULE: "0 9 * * MON" IN "Europe/Berlin".',
  ),
  'service.unreachable': passing('A service HoloLoom needs does not answer.', 'Type "doctor" to see which one.'),
  'tool.answer_too_large': final('A service answers with more than is taken in.', 'Ask it for less.'),
  'tool.bad_input': final('A tool cannot work with what it was given.', 'Change what the step passes.'),
  'tool.bad_module': final(
    'A module of host tools cannot be loaded.',
    'Correct it or take it out of HOLOLOOM_HOST_TOOLS.',
  ),
  'tool.bad_output': final('A tool gave back something else than it promises.', 'Fix the tool or its declared type.'),
  'tool.change_unsettled': passing(
    'Others kept changing the same files, so a change could not be placed.',
    'Wait until they are done and run the step again.',
  ),
  'tool.egress_refused': final(
    'A step wants to call an address that workers do not call.',
    'Look at the URL of the tool; docs/OPERATING.md tells how an operator opens a place inside the network.',
  ),
  'tool.evidence_missing': final(
    'A file that an incident names is not in its folder.',
    'Put the file there, or take it out of incident.json or inventory.json.',
  ),
  'tool.evidence_unreadable': final(
    'A file of an incident does not have the shape it should.',
    'Correct the file; examples/README.md shows the shape.',
  ),
  'tool.http_refused': final('A service refused what a step asked of it.', 'Look at what the step sends.'),
  'tool.http_unavailable': passing(
    'A service does not answer, or asks for patience.',
    'Look whether the service is up and can be reached from the worker.',
  ),
  'tool.not_in_plan': final('A run calls a tool its plan does not hold.', 'Run the loop again.'),
  'tool.not_registered': final(
    'A HOST tool is not registered on this worker.',
    'Add its module to HOLOLOOM_HOST_TOOLS.',
  ),
  'tool.records_broken': final(
    'The compliance records were changed after they were written.',
    'Keep the file as evidence, find out who changed it, and move it away to begin a new one.',
  ),
  'tool.secret_missing': final(
    'A tool needs a secret that the worker does not have.',
    'Set the variable that the message names, where the worker starts.',
  ),
  'tool.unknown_incident': final(
    'No incident has this id.',
    'Use one of the incidents the message lists, or add a folder for this one.',
  ),
} as const satisfies Record<string, CodeEntry>;
