import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { searchAttributes } from '../../domain/search-attributes.ts';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** The search attributes of runs, with their types. */
export const searchKeys = {
  loop: keyword(searchAttributes.loop),
  version: keyword(searchAttributes.version),
  room: keyword(searchAttributes.room),
  requester: keyword(searchAttributes.requester),
};
