/** Records' texts of few ids and times, so that copies, spelled anew, and conflicts at the same and at another time are many. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ScanSource } from '../../../src/engines/scan/index.js';

/** As CloudTrail writes them, and others; some are missing, or no texts. */
const id = fc.oneof(
  fc.constantFrom('a', 'b', '9c2f15aa-0000-4000-8000-00000000001f', 'ec2f15aa-0000-4000-8000-00000000001f'),
  fc.constantFrom(
    ...['', '\ud800', 'é', 5, null, undefined],
    ...['9C2F15AA-0000-4000-8000-00000000001F', '00000000-0000-0000-0000-000000000000'],
    // As long as an id is, in JSON.
    '9c2f15aa-0000-4000-8000-0000000000\n',
  ),
);
const time = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('2024-05-01T10:00:00Z', '2024-05-01T10:00:01Z') },
  fc.constantFrom('', '\udc00', '2024-05-01T10:00:00.000Z', 5, undefined),
);

export const collidingRecord = fc
  .record({
    id,
    time,
    name: fc.constantFrom('PutObject', 'PutObject', 'GetObject'),
    spelling: fc.constantFrom(0, 0, 1, 2, 3),
    isLong: fc.integer({ min: 0, max: 30 }).map((n) => n === 0),
  })
  .map(({ id, time, name, spelling, isLong }) => {
    const fields = { eventVersion: '1.08', eventID: id, eventTime: time, eventName: name };
    const long = isLong ? { text: 'x'.repeat(200_000) } : {};
    const entries = Object.entries({ ...fields, ...long });
    const text = JSON.stringify(
      Object.fromEntries(spelling === 1 ? entries.reverse() : entries),
      null,
      spelling === 2 ? 1 : 0,
    );
    return spelling === 3 ? text.replace('15aa-', '15a\\u0061-') : text;
  });

let written = 0;

/** Writes files of records, named so that the order of names is not that in which they are read. */
export function sourcesIn(folder: string, files: readonly (readonly string[])[]): ScanSource[] {
  return files.map((records, i) => {
    const path = join(folder, `${written++}.json`);
    writeFileSync(path, `{"Records":[${records.join(',')}]}`);
    return { path, shown: `f${(i * 7) % 10}-${i}` };
  });
}
