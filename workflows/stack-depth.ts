/**
 * How many lines of a stack are kept in workflows. For each promise of a run Temporal's SDK notes where it was made, which
 * with V8's ten lines took a fifth to a third of the time that replaying a run takes; three show where a mistake of ours lies.
 */
Error.stackTraceLimit = 3;
