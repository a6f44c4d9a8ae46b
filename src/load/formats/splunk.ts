/**
 * Exports of Splunk searches: JSON lines `{"preview", "offset", "result":{"_raw":"<the record>"}}`, or CSV with a column
 * `_raw`. Splunk REST API Reference, "search/jobs/export".
 */
import type { CsvFormat, JsonFormat } from './format.js';
import { isObject } from './json-slice.js';
import { recordInText } from './record.js';

export const splunk: JsonFormat = {
  name: 'splunk',
  title: 'Splunk export',
  keys: ['result', '_raw'],
  read: ({ value }) => {
    if (!isObject(value)) return undefined;
    const result = isObject(value.result) ? value.result : value;
    if (typeof result._raw !== 'string') return undefined;
    const record = recordInText(result._raw);
    return record ? { records: [record] } : { records: [], without: 1 };
  },
};

export const splunkCsv: CsvFormat = {
  name: 'splunk-csv',
  title: 'Splunk export (CSV)',
  reader(header) {
    const at = header.indexOf('_raw');
    return at === -1 ? undefined : (cells) => recordInText(cells[at]);
  },
};
