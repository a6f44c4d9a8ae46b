/** `2023-07-10T12:08:06Z` of epoch milliseconds, as CloudTrail writes times: to whole seconds. @throws RangeError if it is no time. */
export function secondText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
