import { jsonDepth } from '../../../domain/json-depth.ts';
import { limits } from '../../../domain/limits.ts';
import { keepableContent, type RoomEvent, roomEventSchema } from '../../../domain/room/event.ts';

/** Events as they may be kept; what is none, or nested beyond reason, is passed over. */
export function eventsIn(list: readonly unknown[]): RoomEvent[] {
  return list.flatMap((each) => {
    if (isTooDeep(each)) return [];
    const event = roomEventSchema.safeParse(each);
    return event.success ? [{ ...event.data, content: keepableContent(event.data.content) }] : [];
  });
}

function isTooDeep(value: unknown): boolean {
  try {
    return jsonDepth(JSON.stringify(value)) > limits.jsonDepthMax;
  } catch {
    // Nested so deep that it cannot even be written.
    return true;
  }
}
