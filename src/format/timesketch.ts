/**
 * JSON lines for Timesketch ("Import data from JSON or CSV": message, datetime and timestamp_desc are required; further
 * fields are searched by their names). A correlation has a line for its first and for its last event's time.
 */
import type { Detection } from '../model/detection.js';
import type { JsonObject } from '../model/json.js';
import { textChunks } from './chunks.js';
import { jsonPrinter } from './escape.js';
import type { Formatter } from './formatter.js';

export const timesketch: Formatter = (sheet, { terminal }) => {
  const { findings } = sheet;
  if (!findings) throw new Error('timesketch was asked for of a sheet without detections');
  const of = findings.of.bind(findings);
  const print = jsonPrinter(terminal);
  function* lines(): Generator<string> {
    for (const row of sheet.rows) {
      for (const line of linesOf(of(row))) yield `${print(line)}\n`;
    }
  }
  return textChunks(lines());
};

function linesOf(detection: Detection): readonly JsonObject[] {
  const { firstTime, lastTime } = detection;
  if (firstTime === lastTime) return [lineOf(detection, lastTime, 'Event Time')];
  return [lineOf(detection, firstTime, 'First Event'), lineOf(detection, lastTime, 'Last Event')];
}

function lineOf(detection: Detection, time: string, description: string): JsonObject {
  const { rule, principal, actor, origin, resource } = detection;
  return {
    message: detection.message,
    datetime: time,
    timestamp_desc: description,
    data_type: 'aws:cloudtrail:detection',
    tag: rule.tags,
    rule_id: rule.id,
    rule_title: rule.title,
    rule_level: rule.level,
    event_ids: detection.events,
    event_source: detection.eventSource,
    event_name: detection.eventName,
    aws_region: detection.region,
    account: detection.account,
    outcome: detection.outcome,
    error_code: detection.errorCode,
    principal: principal.name,
    principal_arn: principal.arn,
    access_key: principal.accessKeyId,
    actor: actor.name,
    actor_grounds: actor.grounds,
    source_ip: origin.sourceIPAddress,
    user_agent: origin.userAgent,
    resource: resource?.name ?? null,
    resource_type: resource?.type ?? null,
    group: Object.fromEntries((detection.group ?? []).map(({ name, value }) => [name, value])),
    file: detection.file,
    record: detection.index,
  };
}
