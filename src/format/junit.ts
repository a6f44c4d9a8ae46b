/**
 * JUnit XML, as Jenkins, GitLab and others read it (the schema that the xUnit plugin of Jenkins publishes as junit-10.xsd):
 * a suite for each pack, a case for each control. What was not judged is skipped, with the reasons; it is never a success.
 * No times are given: the same evidence makes the same file.
 */
import type { ControlVerdict } from '../model/verdict.js';
import { textChunks } from './chunks.js';
import type { Formatter } from './formatter.js';
import { byPack, findingText, leftOutText, linesOf, verdictsOf, whyText } from './verdicts.js';
import { forXml } from './xml.js';

/** A report is read by people, and by servers that refuse large ones. */
const mostFindings = 100;

export const junit: Formatter = (sheet) => {
  const { producer, all } = verdictsOf(sheet, 'junit');
  function* pieces(): Generator<string> {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="${forXml(producer.name)}" ${countsOf(all)}>\n`;
    for (const [pack, controls] of byPack(all)) {
      const skipped = controls.filter(({ verdict }) => verdict === 'not judged').length;
      yield `  <testsuite name="${forXml(pack)}" ${countsOf(controls)} skipped="${skipped}">\n`;
      for (const control of controls) yield caseOf(control);
      yield '  </testsuite>\n';
    }
    yield '</testsuites>\n';
  }
  return textChunks(pieces());
};

function countsOf(verdicts: readonly ControlVerdict[]): string {
  const failures = verdicts.filter(({ verdict }) => verdict === 'fail').length;
  return `tests="${verdicts.length}" failures="${failures}" errors="0"`;
}

function caseOf(control: ControlVerdict): string {
  const leftOut = leftOutText(control);
  const within = [
    ...outcomeOf(control),
    ...(leftOut === '' ? [] : [`<system-out>Findings that do not count: ${leftOut}.</system-out>`]),
  ];
  const name = forXml(`${control.control} ${control.title}`);
  const open = `    <testcase classname="${forXml(control.pack)}" name="${name}"`;
  if (within.length === 0) return `${open}/>\n`;
  return `${open}>\n${within.map((element) => `      ${element}\n`).join('')}    </testcase>\n`;
}

function outcomeOf(control: ControlVerdict): readonly string[] {
  const message = `message="${forXml(whyText(control))}"`;
  switch (control.verdict) {
    case 'pass':
      return [];
    case 'not judged':
      return [`<skipped ${message}/>`];
    case 'fail': {
      const details = detailsOf(control).map(forXml).join('\n');
      return [`<failure type="${control.severity}" ${message}>${details}</failure>`];
    }
  }
}

function detailsOf({ findings, reasons, rationale, remediation, references }: ControlVerdict): string[] {
  const left = findings.length - mostFindings;
  return [
    ...reasons,
    ...findings.slice(0, mostFindings).map(findingText),
    ...(left > 0 ? [`and ${left} more, which --format json shows`] : []),
    '',
    ...linesOf(`Why it matters: ${rationale}`),
    ...linesOf(`What to do: ${remediation}`),
    ...references,
  ];
}
