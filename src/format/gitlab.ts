/**
 * A Code Quality report of GitLab ("Code Quality", the format of reports by other tools): an array of problems, each with the
 * fingerprint by which a merge request tells new ones from old. It has no word for what could not be judged, which would
 * then look clean: so that is a problem too, of the least severity. The place is where the control is written.
 */
import { createHash } from 'node:crypto';
import type { Level } from '../model/detection.js';
import type { JsonObject } from '../model/json.js';
import type { ControlVerdict } from '../model/verdict.js';
import { textChunks } from './chunks.js';
import { forTerminal, jsonPrinter } from './escape.js';
import type { Formatter } from './formatter.js';
import { findingText, nameOf, verdictsOf } from './verdicts.js';

const severities: Readonly<Record<Level, string>> = {
  informational: 'info',
  low: 'minor',
  medium: 'major',
  high: 'critical',
  critical: 'blocker',
};

export const gitlab: Formatter = (sheet, { terminal }) => {
  const { all } = verdictsOf(sheet, 'gitlab');
  const print = jsonPrinter(terminal);
  function* pieces(): Generator<string> {
    let before = '[\n';
    for (const control of all) {
      for (const problem of problemsOf(control)) {
        yield before + print(problem);
        before = ',\n';
      }
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  }
  return textChunks(pieces());
};

function problemsOf(control: ControlVerdict): readonly JsonObject[] {
  const { verdict, title, reasons, findings, severity } = control;
  const problem = (fingerprint: string, severityName: string, description: string): JsonObject => ({
    description: forTerminal(description),
    check_name: nameOf(control),
    fingerprint,
    severity: severityName,
    location: { path: control.file.replaceAll('\\', '/'), lines: { begin: control.line } },
  });
  const why = reasons.join('; ');
  switch (verdict) {
    case 'pass':
      return [];
    case 'not judged':
      return [problem(fingerprintOf(control), 'info', `${title}: not judged: ${why}`)];
    case 'fail':
      return [
        ...(reasons.length > 0
          ? [problem(fingerprintOf(control), severities[severity], `${title}: ${why}`)]
          : []),
        ...findings.map((finding) =>
          problem(finding.fingerprint, severities[severity], `${title}: ${findingText(finding)}`),
        ),
      ];
  }
}

/** Of a control without a finding, by its name and verdict alone: its reasons may tell numbers, which change. */
function fingerprintOf(control: ControlVerdict): string {
  return createHash('sha256')
    .update(`${nameOf(control)}\n${control.verdict}`)
    .digest('hex')
    .slice(0, 32);
}
