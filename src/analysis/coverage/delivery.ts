/** When files were delivered: how often, and how long after the events in them. */

/** A log file, by its name and what is in it. */
export interface DeliveredFile {
  readonly file: string;
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds, a whole minute. */
  readonly deliveredAt: number;
  /** Of its earliest event; NaN if it has none. */
  readonly firstEvent: number;
}

export interface LateDelivery {
  readonly account: string;
  readonly region: string;
  /** Files that came late, and all. */
  readonly late: number;
  readonly files: number;
  /** The longest time from an event to its delivery, milliseconds, and the file. */
  readonly longest: number;
  readonly file: string;
  readonly deliveredAt: number;
  readonly firstEvent: number;
}

/**
 * CloudTrail delivers within about five minutes on average and promises none ("Getting and viewing your CloudTrail log
 * files"). Files hold five minutes and more, so that half an hour is well beyond the ordinary.
 */
export const lateAfter = 30 * 60_000;

/** Takes files one by one and keeps a line for each account and region. */
export function lateCounter(): {
  take(file: DeliveredFile): void;
  late(): readonly LateDelivery[];
} {
  const places = new Map<string, LateDelivery>();
  return {
    take({ account, region, deliveredAt, firstEvent, file }) {
      const delay = deliveredAt - firstEvent;
      if (Number.isNaN(delay)) return;
      const key = `${account} ${region}`;
      const known = places.get(key);
      const counts = {
        late: (known?.late ?? 0) + (delay > lateAfter ? 1 : 0),
        files: (known?.files ?? 0) + 1,
      };
      const longer =
        !known || delay > known.longest || (delay === known.longest && file < known.file)
          ? { account, region, longest: delay, file, deliveredAt, firstEvent }
          : known;
      places.set(key, { ...longer, ...counts });
    },
    late: () =>
      [...places]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, place]) => (place.late > 0 ? [place] : [])),
  };
}

export interface DeliveryRhythm {
  readonly files: number;
  /** The first and last delivery, epoch milliseconds. */
  readonly first: number;
  readonly last: number;
  /** The usual time from one delivery to the next, milliseconds; null with too few of them. */
  readonly usual: number | null;
}

const fewestWaits = 12;

/** @param times epoch milliseconds, at least one. Several files of one minute are one delivery. */
export function deliveryRhythm(times: readonly number[]): DeliveryRhythm {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const waits = sorted.slice(1).map((time, i) => time - (sorted[i] ?? time));
  waits.sort((a, b) => a - b);
  return {
    files: times.length,
    first: sorted[0] ?? Number.NaN,
    last: sorted.at(-1) ?? Number.NaN,
    usual: waits.length < fewestWaits ? null : (waits[Math.floor(waits.length / 2)] ?? null),
  };
}
