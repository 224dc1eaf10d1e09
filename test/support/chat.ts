import { z } from 'zod';
import type { SaidText } from '../../client/chat/addressed.ts';
import type { Hearing } from '../../client/chat/reading.ts';
import { commands } from '../../client/commands/index.ts';

/** A message as people send it. */
export const say = (body: string, change: Partial<SaidText> = {}): SaidText => ({
  body,
  messageType: 'm.text',
  isReply: false,
  mentions: [],
  ...change,
});

/** A room with several people in it. */
export const hearing = (change: Partial<Hearing> = {}): Hearing => ({
  account: '@loom:loom.test',
  displayName: null,
  prefix: '!loom',
  isDirect: false,
  inThreadOfRun: false,
  runOfThread: null,
  mouth: { place: 'chat', commands, optionsFor: () => z.object({}) },
  ...change,
});
