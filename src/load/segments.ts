/**
 * Reads a source in segments: up to damage, and on behind it where a later gzip member is found. Each segment is read as
 * a text of its own, so that nothing is put together of what stood before and behind the damage; the damage is told with
 * what it cost.
 */

import { grouped } from '../model/number-text.js';
import { parseJson } from './formats/json-slice.js';
import type { Contents } from './formats/taking.js';
import type { ByteSource, Cause } from './inflate.js';
import { eventIdOf, placeWords, plural, withRecords } from './losses.js';
import type { Damage } from './split/careful.js';
import type { OnRecord } from './split/records.js';

/** `cut`: see `Resumed.cut`; what was read is then to be dropped. */
export function inSegments(
  source: ByteSource,
  onRecord: OnRecord,
  read: (source: ByteSource, onRecord: OnRecord) => Contents,
): Contents & { readonly cut?: number } {
  let offset = 0;
  let records = 0;
  let last: Buffer | undefined;
  let firstBehind: ((id: string | undefined) => void) | undefined;
  const counting: OnRecord = (bytes, start, end, index, candidate) => {
    records++;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    if (firstBehind) {
      firstBehind(eventIdOf(parseJson(text)));
      firstBehind = undefined;
    }
    last = Buffer.from(text);
    return onRecord(bytes, start, end, offset + index, candidate);
  };

  let whole = read(source, counting);
  let readBefore = 0;
  for (;;) {
    const cause = source.damage();
    if (!cause) return whole;
    whole = { ...whole, damages: withCause(whole.damages, cause, records) };
    if (whole.stopped || !source.resume) return whole;
    const { found, read: stored, lost, cut } = source.resume();
    if (cut !== undefined) return { ...whole, cut };
    readBefore += stored;
    const about = readBefore > 0 ? Math.round((lost * records) / readBefore) : 0;
    const after = last && eventIdOf(parseJson(last));
    const cost = (before: string | undefined): string =>
      lost === 0
        ? cause.anywhere
          ? ''
          : placeWords(after, before)
        : `; ${grouped(lost)} stored bytes are lost${about > 0 ? `, about ${plural(about)}` : ''}${placeWords(after, before)}`;
    const at = whole.damages.findIndex(({ message }) => message.startsWith(cause.message));
    let before: string | undefined;
    if (found) {
      offset = records;
      firstBehind = (id) => {
        before = id;
      };
      const next = read(source, counting);
      whole = joined(whole, next);
    }
    firstBehind = undefined;
    const damages = whole.damages.map((damage, i) =>
      i === at ? { ...damage, message: `${damage.message}${cost(before)}` } : damage,
    );
    whole = { ...whole, damages };
    if (!found) return whole;
  }
}

/** What is missing at the end of damaged data is the effect, not another problem. */
function withCause(damages: readonly Damage[], cause: Cause, records: number): readonly Damage[] {
  if (damages.some(({ message }) => message.startsWith(cause.message))) return damages;
  const others = damages.filter(({ kind }) => kind !== 'truncated' && kind !== 'empty');
  return [...others, withRecords(cause, records)];
}

function joined(a: Contents, b: Contents): Contents {
  return {
    stopped: b.stopped,
    formats: new Set([...a.formats, ...b.formats]),
    others: new Set([...a.others, ...b.others]),
    partial: a.partial + b.partial,
    damages: [...a.damages, ...b.damages],
  };
}
