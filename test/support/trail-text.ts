/** Trail files as text: what they hold is known, how they are spelled is random. */
import fc from 'fast-check';
import { arbitraryRecordText } from './arbitraries.js';

export interface TrailText {
  readonly text: string;
  /** The text of each record, as it stands in the file. */
  readonly records: readonly string[];
}

const blank = fc.constantFrom('', '', '', ' ', '\n', '\r\n\t', ' '.repeat(70));
const otherMember = fc.constantFrom(
  '"a":1',
  '"Records ":[{"a":[1,{"Records":[{}]}]}]',
  '"xRecords":[]',
  '"\\\\":{"a":[{}]}',
  '"\\"Record":{"Records":[{"a":1}]}',
  '"b":{"Records":[1,2]}',
  '"c":[[],{},null,"]",-1.5e3]',
);
const record = fc.oneof(
  arbitraryRecordText.map(({ text }) => text),
  fc.constantFrom('{}', '{"eventName":"DeleteTrail"}', `{"key":"${'x'.repeat(200)}"}`),
);

/** One document with `Records` among its members. */
export const arbitraryDocument: fc.Arbitrary<TrailText> = fc
  .record({
    records: fc.array(record, { maxLength: 6 }),
    before: fc.array(otherMember, { maxLength: 2 }),
    behind: fc.array(otherMember, { maxLength: 1 }),
    blanks: fc.array(blank, { minLength: 9, maxLength: 9 }),
  })
  .map(({ records, before, behind, blanks }) => {
    const [a, b, c, d, e, f, g, h, i] = blanks;
    const elements = records.map((text) => `${d}${text}${e}`).join(',') || f;
    const members = [...before, `"Records"${b}:${c}[${elements}]`, ...behind];
    return { text: `${a}{${g}${members.join(`${h},${d}`)}${i}}${e}`, records };
  });

/** A trail file: one document or several, perhaps behind a byte order mark. */
export const arbitraryTrailText: fc.Arbitrary<TrailText> = fc
  .tuple(fc.array(arbitraryDocument, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '\ufeff'))
  .map(([documents, mark]) => ({
    text: mark + documents.map(({ text }) => text).join(''),
    records: documents.flatMap(({ records }) => records),
  }));
