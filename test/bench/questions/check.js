/**
 * All packs of controls over everything. The yardstick is a question that any program has to read every record for: how
 * many events there are of each name. What is judged is seen to be whole by the controls listed and the same for any
 * number of threads.
 */

import { PRODUCT, rowsOf, trailscan } from '../contestants.js';

const COUNT = 'count --by eventName';
const ONE = 'check, one thread';
const TABLE = 'check, as a table';

/** Every finding is printed, of which this archive has very many. */
const check = ({ folder }) => ['check', '--json', '--quiet', folder];
/** As a person asks: the first findings of each control. */
const checkTable = ({ folder }) => ['check', '--quiet', folder];
const verdict = ({ pack, control, verdict, findings }) => `${pack}/${control} ${verdict} ${findings.length}`;
/** Controls that fail or are not judged show in the exit code. */
const codes = [0, 1, 3];
const judged = (stdout) => rowsOf(stdout).map(verdict);

export const controls = {
  name: 'check',
  title: 'All packs of controls, 1 GB in 150 files',
  archive: 'big',
  contestants: [
    { ...trailscan(check), codes, answer: judged },
    { ...oneThread(trailscan(check, ONE)), codes, answer: judged },
    {
      ...trailscan(checkTable, TABLE),
      codes,
      answer: undefined,
      weaker: (stdout, rows) => rows.every(isIn(stdout.split('\n'))),
    },
    {
      ...trailscan(({ folder }) => ['count', '--by', 'eventName', '--json', '--quiet', folder], COUNT),
      answer: undefined,
      weaker: (stdout, _rows, { records }) =>
        rowsOf(stdout).reduce((sum, { count }) => sum + count, 0) <= records,
    },
  ],
  targets: [
    { of: PRODUCT, times: 1.5, than: COUNT },
    { of: TABLE, times: 1.5, than: COUNT },
    { of: PRODUCT, peakMb: 500 },
  ],
};

/** Whether a line tells of a control that fails, and of how many findings. */
function isIn(lines) {
  return ({ control, verdict, findings }) => {
    const count = findings.length;
    const found = count === 1 ? '1 finding' : `${count.toLocaleString('en')} findings`;
    return lines.some(
      (line) =>
        line.includes(` ${control} `) &&
        (verdict !== 'fail' || (/^fail /.test(line) && line.includes(found))),
    );
  };
}

function oneThread(contestant) {
  return { ...contestant, command: (archive) => [...contestant.command(archive).slice(0, -1), '1'] };
}
