/**
 * SARIF 2.1.0 (OASIS), one run: each rule once, each detection a result that points at the file and, as a logical
 * location, at the resource. SARIF knows three levels, so the rule's own stands in its properties, and the severity that
 * code-scanning services sort by beside it.
 */
import type { Detection, Level } from '../model/detection.js';
import type { JsonObject, JsonValue } from '../model/json.js';
import { textChunks } from './chunks.js';
import { jsonPrinter } from './escape.js';
import type { Formatter } from './formatter.js';

const levels: Readonly<Record<Level, string>> = {
  informational: 'note',
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/** As CVSS ranges name them. */
const severities: Readonly<Record<Level, string>> = {
  informational: '0.0',
  low: '3.0',
  medium: '5.0',
  high: '8.0',
  critical: '9.5',
};

export const sarif: Formatter = (sheet, { terminal }) => {
  const { findings } = sheet;
  if (!findings) throw new Error('sarif was asked for of a sheet without detections');
  const { producer } = findings;
  const of = findings.of.bind(findings);
  // Rules come before the results that name them: all rows are read first.
  const rows = [...sheet.rows].map(of);
  const rules = new Map<string, number>();
  const described: JsonObject[] = [];
  for (const detection of rows) {
    if (rules.has(detection.rule.id)) continue;
    rules.set(detection.rule.id, rules.size);
    described.push(ruleOf(detection.rule));
  }

  const print = jsonPrinter(terminal);
  function* pieces(): Generator<string> {
    const driver = { name: producer.name, version: producer.version, rules: described };
    yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[';
    yield `{"tool":${print({ driver })},"columnKind":"utf16CodeUnits","results":[`;
    let before = '\n';
    for (const detection of rows) {
      yield before + print(resultOf(detection, rules.get(detection.rule.id) ?? 0));
      before = ',\n';
    }
    yield '\n]}]}\n';
  }
  return textChunks(pieces());
};

function ruleOf(rule: Detection['rule']): JsonObject {
  const help = [
    rule.description ?? rule.title,
    ...(rule.falsePositives.length > 0 ? [`False positives: ${rule.falsePositives.join('; ')}`] : []),
    ...rule.references,
  ].join('\n\n');
  return {
    id: rule.id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.description ?? rule.title },
    help: { text: help },
    defaultConfiguration: { level: levels[rule.level] },
    properties: {
      tags: [...new Set(rule.tags)],
      level: rule.level,
      'security-severity': severities[rule.level],
    },
  };
}

function resultOf(detection: Detection, ruleIndex: number): JsonObject {
  const { rule, resource, principal, actor, origin } = detection;
  const named = resource
    ? [{ name: resource.name, fullyQualifiedName: resource.arn ?? resource.name, kind: 'resource' }]
    : [];
  const location: JsonValue = {
    physicalLocation: { artifactLocation: { uri: uriOf(detection.file) } },
    ...(named.length > 0 ? { logicalLocations: named } : {}),
  };
  return {
    ruleId: rule.id,
    ruleIndex,
    level: levels[rule.level],
    message: { text: detection.message },
    locations: [location],
    // What is found again is the same finding, wherever the file lies by then.
    partialFingerprints: { 'events/v1': detection.events.join(',').slice(0, 1000) },
    properties: {
      level: rule.level,
      firstTime: detection.firstTime,
      lastTime: detection.lastTime,
      events: detection.events,
      ...(detection.group
        ? { group: Object.fromEntries(detection.group.map(({ name, value }) => [name, value])) }
        : {}),
      eventSource: detection.eventSource,
      eventName: detection.eventName,
      errorCode: detection.errorCode,
      outcome: detection.outcome,
      awsRegion: detection.region,
      account: detection.account,
      principal: principal.arn ?? principal.name,
      actor: actor.name,
      sourceIPAddress: origin.sourceIPAddress,
      userAgent: origin.userAgent,
      record: detection.index,
    },
  };
}

/** A path as a URI reference: what has a meaning in one is escaped, slashes stay. */
function uriOf(path: string): string {
  const uri = path
    .replaceAll('\\', '/')
    .split('/')
    .map((step) => encodeURIComponent(step.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
  return path.startsWith('/') ? `file://${uri}` : uri;
}
