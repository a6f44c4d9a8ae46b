/** One file to what it is: its formats, how many records, from when to when, of which accounts, and what is wrong. */
import { createInflater } from '../../load/inflate.js';
import { readFile, type Sink } from '../../load/read-file.js';
import { createKernel } from '../../load/split/kernel.js';
import { fieldReader } from '../../query/field-reader.js';
import { parseRecord } from '../../query/record-test.js';
import { noMatches, unreadable } from './file-result.js';
import type { Assignment, FileResult, FileTask, PartSurvey } from './protocol.js';

interface Survey extends Sink {
  records: number;
  first: string;
  last: string;
  readonly accounts: Set<string>;
}

const paths = [['eventTime'], ['recipientAccountId'], ['userIdentity', 'accountId']];

export function fileSurveyor({ limits }: Assignment): (task: FileTask) => FileResult {
  const tools = { inflater: createInflater(), kernel: createKernel([]), limits, longestLiteral: 0 };
  const reader = fieldReader(paths);

  const text = (slot: number): string => {
    const value = reader.count(slot) > 0 ? reader.value(slot, reader.count(slot) - 1) : '';
    return typeof value === 'string' ? value : '';
  };

  const survey = (): Survey => {
    const found = { records: 0, first: '', last: '', accounts: new Set<string>(), isBroken: false };
    const take = (time: string, account: string): void => {
      if (time !== '' && (found.first === '' || time < found.first)) found.first = time;
      if (time > found.last) found.last = time;
      if (account !== '') found.accounts.add(account);
    };
    return Object.assign(found, {
      onRecord: (bytes: Uint8Array, start: number, end: number) => {
        found.records++;
        const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        if (reader.read(view, start, end)) take(text(0), text(1) || text(2));
        else {
          const record = parseRecord(view, start, end);
          found.isBroken ||= record === undefined;
          const { eventTime, recipientAccountId } = record ?? {};
          take(String(eventTime ?? ''), String(recipientAccountId ?? ''));
        }
        return !found.isBroken;
      },
    });
  };

  return ({ source, ...file }) => {
    try {
      const parts = readFile(file, tools, survey).map(
        ({ member, formats, others, partial, damages, sink }): PartSurvey => ({
          member,
          formats: [...formats],
          others: [...others],
          records: sink.records,
          partial,
          first: sink.first,
          last: sink.last,
          accounts: [...sink.accounts].sort(),
          damages,
        }),
      );
      return { source, records: 0, ...noMatches(), damages: [], survey: parts };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}
