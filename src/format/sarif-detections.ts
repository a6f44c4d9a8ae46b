/** Detections in SARIF: each rule once, each detection a result that points at the evidence. */
import type { Detection } from '../model/detection.js';
import type { JsonObject } from '../model/json.js';
import {
  eventProperties,
  evidenceLocation,
  type Producer,
  type SarifRun,
  sarifLevel,
  sarifRule,
} from './sarif-parts.js';

export function detectionRun(producer: Producer, detections: readonly Detection[]): SarifRun {
  const positions = new Map<string, number>();
  const rules: JsonObject[] = [];
  for (const { rule } of detections) {
    if (positions.has(rule.id)) continue;
    positions.set(rule.id, positions.size);
    rules.push(ruleOf(rule));
  }
  function* results(): Generator<JsonObject> {
    for (const detection of detections) yield resultOf(detection, positions.get(detection.rule.id) ?? 0);
  }
  return { producer, rules, results: results() };
}

function ruleOf(rule: Detection['rule']): JsonObject {
  const description = rule.description ?? rule.title;
  const help = [
    description,
    ...(rule.falsePositives.length > 0 ? [`False positives: ${rule.falsePositives.join('; ')}`] : []),
    ...rule.references,
  ];
  const { id, title, level } = rule;
  return sarifRule({ id, title, level, description, help }, { tags: [...new Set(rule.tags)] });
}

function resultOf(detection: Detection, ruleIndex: number): JsonObject {
  const { rule, group, events } = detection;
  return {
    ruleId: rule.id,
    ruleIndex,
    level: sarifLevel(rule.level),
    message: { text: detection.message },
    locations: [evidenceLocation(detection)],
    // What is found again is the same finding, wherever the file lies by then.
    partialFingerprints: { 'events/v1': events.join(',').slice(0, 1000) },
    properties: {
      level: rule.level,
      firstTime: detection.firstTime,
      lastTime: detection.lastTime,
      events,
      ...(group ? { group: Object.fromEntries(group.map(({ name, value }) => [name, value])) } : {}),
      ...eventProperties(detection),
    },
  };
}
