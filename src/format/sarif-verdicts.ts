/**
 * Verdicts in SARIF: each control is a rule. What failed is a result of kind `fail` for each finding; what was not judged one
 * of kind `open`, SARIF's word for it. A pass is no result: GitHub's code scanning does not know kinds and would
 * raise an alert for it. That a control passed stands in the properties of its rule.
 */
import type { JsonObject } from '../model/json.js';
import type { ControlFinding, ControlVerdict } from '../model/verdict.js';
import {
  eventProperties,
  evidenceLocation,
  type Producer,
  type SarifRun,
  sarifLevel,
  sarifRule,
  uriOf,
} from './sarif-parts.js';
import { nameOf } from './verdicts.js';

export function verdictRun(producer: Producer, verdicts: readonly ControlVerdict[]): SarifRun {
  function* results(): Generator<JsonObject> {
    for (const [position, control] of verdicts.entries()) yield* resultsOf(control, position);
  }
  return { producer, rules: verdicts.map(ruleOf), results: results() };
}

function ruleOf(control: ControlVerdict): JsonObject {
  const { title, severity: level, rationale: description, remediation, references } = control;
  const help = [description, remediation, ...references];
  return sarifRule(
    { id: nameOf(control), title, level, description, help },
    { verdict: control.verdict, suppressed: control.suppressed, known: control.known },
  );
}

function* resultsOf(control: ControlVerdict, ruleIndex: number): Generator<JsonObject> {
  const { verdict, severity, reasons, findings } = control;
  const rule = { ruleId: nameOf(control), ruleIndex };
  const failed = { kind: 'fail', level: sarifLevel(severity) };
  if (verdict === 'pass') return;
  if (verdict === 'not judged' || reasons.length > 0) {
    yield {
      ...rule,
      // The specification asks for the level `none` where the kind is not `fail` (section 3.27.10).
      ...(verdict === 'fail' ? failed : { kind: 'open', level: 'none' }),
      message: { text: `${control.title}: ${verdict === 'fail' ? '' : 'not judged: '}${reasons.join('; ')}` },
      locations: [controlLocation(control)],
      partialFingerprints: fingerprints(`${nameOf(control)}:${verdict}`),
    };
  }
  for (const finding of findings) yield { ...rule, ...failed, ...findingOf(finding, control) };
}

function findingOf(finding: ControlFinding, control: ControlVerdict): JsonObject {
  return {
    message: { text: finding.message },
    locations: [evidenceLocation(finding)],
    relatedLocations: [{ ...controlLocation(control), message: { text: 'the control' } }],
    partialFingerprints: fingerprints(finding.fingerprint),
    properties: {
      level: control.severity,
      eventTime: finding.eventTime,
      events: finding.events,
      ...eventProperties(finding),
      ...(finding.member === null ? {} : { member: finding.member }),
    },
  };
}

/** GitHub tells alerts apart by the first only; without it, by the line's text, which evidence does not have. */
function fingerprints(fingerprint: string): JsonObject {
  return { primaryLocationLineHash: fingerprint, 'finding/v1': fingerprint };
}

function controlLocation({ file, line }: ControlVerdict): JsonObject {
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } };
}
