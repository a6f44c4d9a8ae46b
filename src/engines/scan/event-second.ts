/** The times of events as CloudTrail writes them, to whole seconds: then a number tells all that the text does. */
import { secondText } from '../../model/second-text.js';

const usualTime = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** Whether the time is written that way, so that `secondText` gives it back. */
export function isUsual(time: string): boolean {
  // Not every month has these days.
  return usualTime.test(time) && (time.slice(8, 10) <= '28' || secondText(Date.parse(time)) === time);
}
