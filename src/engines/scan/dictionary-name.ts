/** Names of what workers number: no two dictionaries of a run have one name, whichever worker begins them. */
import { threadId } from 'node:worker_threads';

let dictionaries = 0;

export function newDictionaryName(): string {
  return `${threadId}.${++dictionaries}`;
}
