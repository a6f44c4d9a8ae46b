/**
 * OCSF 1.3 Detection Findings (class 2004), one object a line, with the cloud profile. Attribute names and numbers are
 * those of the schema that the Open Cybersecurity Schema Framework publishes.
 */
import type { Detection, Level } from '../model/detection.js';
import type { JsonObject, JsonValue } from '../model/json.js';
import { textChunks } from './chunks.js';
import { jsonPrinter } from './escape.js';
import type { Formatter } from './formatter.js';

const schemaVersion = '1.3.0';
const categoryFindings = 2;
const classDetectionFinding = 2004;
const activityCreate = 1;

const severities: Readonly<Record<Level, readonly [id: number, caption: string]>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

export const ocsf: Formatter = (sheet, { terminal }) => {
  const { findings } = sheet;
  if (!findings) throw new Error('ocsf was asked for of a sheet without detections');
  const { producer } = findings;
  const of = findings.of.bind(findings);
  const print = jsonPrinter(terminal);
  function* lines(): Generator<string> {
    for (const row of sheet.rows) yield `${print(findingOf(of(row), producer))}\n`;
  }
  return textChunks(lines());
};

function findingOf(
  detection: Detection,
  producer: { readonly name: string; readonly version: string },
): JsonObject {
  const { rule, events, account, region } = detection;
  const [severityId, severity] = severities[rule.level];
  const first = millisecondsOf(detection.firstTime);
  const last = millisecondsOf(detection.lastTime);
  const attacks = attacksOf(rule.tags);
  return {
    activity_id: activityCreate,
    activity_name: 'Create',
    category_uid: categoryFindings,
    category_name: 'Findings',
    class_uid: classDetectionFinding,
    class_name: 'Detection Finding',
    type_uid: classDetectionFinding * 100 + activityCreate,
    type_name: 'Detection Finding: Create',
    time: last,
    start_time: first,
    end_time: last,
    count: events.length,
    severity_id: severityId,
    severity,
    status_id: 1,
    status: 'New',
    message: detection.message,
    metadata: {
      version: schemaVersion,
      product: { name: producer.name, vendor_name: producer.name, version: producer.version },
      profiles: ['cloud'],
      log_name: 'AWS CloudTrail',
      log_provider: 'AWS',
      ...(events[0] ? { original_time: detection.lastTime } : {}),
    },
    cloud: {
      provider: 'AWS',
      ...(region ? { region } : {}),
      ...(account ? { account: { uid: account, type: 'AWS Account', type_id: 10 } } : {}),
    },
    finding_info: {
      uid: `${rule.id}:${events[0] ?? ''}`,
      title: rule.title,
      ...(rule.description ? { desc: rule.description } : {}),
      analytic: { type_id: 1, type: 'Rule', uid: rule.id, name: rule.title },
      ...(attacks.length > 0 ? { attacks } : {}),
      first_seen_time: first,
      last_seen_time: last,
      created_time: last,
      related_events: events.map((uid) => ({ uid })),
      data_sources: [detection.file],
    },
    evidences: [evidenceOf(detection)],
    ...(detection.resource
      ? {
          resources: [
            {
              uid: detection.resource.arn ?? detection.resource.name,
              name: detection.resource.name,
              ...(detection.resource.type ? { type: detection.resource.type } : {}),
              ...(region ? { region } : {}),
            },
          ],
        }
      : {}),
    unmapped: {
      level: rule.level,
      tags: rule.tags,
      outcome: detection.outcome,
      actor_name: detection.actor.name,
      actor_grounds: detection.actor.grounds,
      record: detection.index,
      ...(detection.group
        ? { group: Object.fromEntries(detection.group.map(({ name, value }) => [name, value])) }
        : {}),
    },
  };
}

function evidenceOf({ principal, origin, eventName, eventSource, errorCode, events }: Detection): JsonObject {
  const isAddress =
    origin.kind !== 'aws-service' && origin.kind !== 'aws-internal' && origin.kind !== 'invalid';
  return {
    actor: {
      user: {
        name: principal.name,
        type: principal.type,
        ...(principal.arn ? { uid: principal.arn } : {}),
        ...(principal.accessKeyId ? { credential_uid: principal.accessKeyId } : {}),
        ...(principal.account ? { account: { uid: principal.account } } : {}),
      },
      ...(principal.invokedBy ? { invoked_by: principal.invokedBy } : {}),
    },
    api: {
      operation: eventName ?? 'unknown',
      ...(eventSource ? { service: { name: eventSource } } : {}),
      ...(events[0] ? { request: { uid: events[0] } } : {}),
      ...(errorCode ? { response: { error: errorCode } } : {}),
    },
    ...(origin.sourceIPAddress
      ? { src_endpoint: isAddress ? { ip: origin.sourceIPAddress } : { domain: origin.sourceIPAddress } }
      : {}),
  };
}

/** `attack.t1078.004` is a sub-technique, `attack.initial-access` a tactic. */
function attacksOf(tags: readonly string[]): readonly JsonValue[] {
  const tactics = tags.flatMap((tag) => /^attack\.([a-z][a-z-]+)$/.exec(tag)?.[1] ?? []);
  const techniques = tags.flatMap(
    (tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(tag)?.[1]?.toUpperCase() ?? [],
  );
  const [tactic] = tactics;
  const named = tactic ? { tactic: { name: caption(tactic) } } : {};
  if (techniques.length === 0) return tactic ? [named] : [];
  return techniques.map((uid) => ({
    ...named,
    technique: { uid: uid.slice(0, 5) },
    ...(uid.length > 5 ? { sub_technique: { uid } } : {}),
  }));
}

function caption(tactic: string): string {
  return tactic
    .split('-')
    .map((word) => (word === 'and' ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}

/** Required by the schema: the epoch where the record tells no time. */
function millisecondsOf(time: string): number {
  const found = Date.parse(time);
  return Number.isNaN(found) ? 0 : found;
}
