/**
 * Lines of CloudWatch Logs: a time, perhaps the name of the log stream, then the record, as export tasks write them to S3
 * and `aws logs tail` prints them (in its format `json` with the record on the lines below, on a terminal in colours).
 * CloudWatch Logs User Guide, "Exporting log data to Amazon S3"; AWS CLI Command Reference, `logs tail`.
 */

export const cloudwatchLines = {
  name: 'cloudwatch-lines',
  title: 'CloudWatch Logs, export or tail',
  /** What a line begins with. */
  prefix: /^(?:\u001b\[[\d;]*m)*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/,
} as const;
