/**
 * Results of CloudWatch Logs Insights: `get-query-results` prints rows as lists of `{"field", "value"}`, the console
 * exports them as JSON objects or CSV. The record is the field `@message`; a query that did not ask for it has none.
 * CloudWatch Logs API Reference, GetQueryResults.
 */
import type { CsvFormat, JsonFormat, Reading } from './format.js';
import { isObject } from './json-slice.js';
import { recordInText } from './record.js';

const resultTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;
const title = 'CloudWatch Logs Insights results';

export const logsInsights: JsonFormat = {
  name: 'logs-insights',
  title,
  lists: ['results'],
  keys: ['@message', '@ptr'],
  read: ({ value }) => {
    if (Array.isArray(value)) {
      const cells = value.filter(isObject);
      if (cells.length === 0 || !cells.every(({ field }) => typeof field === 'string')) return undefined;
      return reading(cells.find(({ field }) => field === '@message')?.value);
    }
    // Logstash writes `@message` too, with its `@timestamp` in another spelling.
    if (!isObject(value) || typeof value['@message'] !== 'string') return undefined;
    const stamp = value['@timestamp'];
    const isRow = '@ptr' in value || (typeof stamp === 'string' && resultTime.test(stamp));
    return isRow ? reading(value['@message']) : undefined;
  },
};

export const logsInsightsCsv: CsvFormat = {
  name: 'logs-insights-csv',
  title: `${title} (CSV)`,
  reader(header) {
    const at = header.indexOf('@message');
    return at === -1 ? undefined : (cells) => recordInText(cells[at]);
  },
};

function reading(message: Parameters<typeof recordInText>[0]): Reading {
  const record = recordInText(message);
  return record ? { records: [record] } : { records: [], without: 1 };
}
