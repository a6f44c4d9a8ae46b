/** What is said on stderr, broken at words where it goes to a terminal, which would break it within one. */
import { wrap } from '../format/width.js';

export interface Said {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export function inLines(text: string, { isTTY, columns = 0 }: Said): string {
  return isTTY === true && columns > 0 ? wrap(text, columns, Number.POSITIVE_INFINITY).join('\n') : text;
}
