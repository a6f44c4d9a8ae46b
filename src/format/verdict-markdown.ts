/**
 * Verdicts in GitHub's Markdown, for a ticket and for the summary of a job: a section for each control that failed, with
 * its findings, why it matters and what to do; then what was not judged, and why; then what passed only because findings do
 * not count. What comes from the evidence stands in code spans, within which nothing has a meaning; the texts of packs are
 * prose, of which every mark is escaped.
 */
import type { ControlFinding, ControlVerdict } from '../model/verdict.js';
import { forMarkdown, forTerminal } from './escape.js';
import { byPack, gravestFirst, leftOutText, linesOf, nameOf, placeOf, totalsText } from './verdicts.js';

/** A ticket is read by people; its rows are the first ones in time. */
const mostFindings = 50;

/** The document in pieces, each of which can stand last. */
export function* verdictMarkdown(verdicts: readonly ControlVerdict[]): Generator<string> {
  yield `# ${totalsText(verdicts)}\n\n${overview(verdicts)}`;
  const sorted = gravestFirst(verdicts);
  for (const each of sorted.filter(({ verdict }) => verdict === 'fail')) yield failed(each);
  const open = sorted.filter(({ verdict }) => verdict === 'not judged');
  if (open.length > 0) yield `\n## Not judged\n\n${open.map(notJudged).join('')}`;
  const waved = sorted.filter((each) => each.verdict === 'pass' && leftOutText(each) !== '');
  if (waved.length > 0)
    yield `\n## Passed without findings that do not count\n\n${waved.map(passed).join('')}`;
}

function overview(verdicts: readonly ControlVerdict[]): string {
  const counts = [...byPack(verdicts)].map(([pack, controls]) => {
    const count = (wanted: ControlVerdict['verdict']) =>
      controls.filter(({ verdict }) => verdict === wanted).length;
    return `| ${forMarkdown(pack)} | ${count('fail')} | ${count('not judged')} | ${count('pass')} |\n`;
  });
  return `| pack | failed | not judged | passed |\n| --- | ---: | ---: | ---: |\n${counts.join('')}`;
}

function failed(control: ControlVerdict): string {
  const { findings, rationale, remediation, references, reasons, severity, title } = control;
  const left = findings.length - mostFindings;
  const leftOut = leftOutText(control);
  const paragraphs = [
    `## ${prose(title)}`,
    `${forMarkdown(nameOf(control))}, severity ${severity}`,
    ...reasons.map(forMarkdown),
    ...(findings.length > 0 ? [tableOf(findings.slice(0, mostFindings))] : []),
    ...(left > 0 ? [`And ${left} more findings, which \`--format json\` shows.`] : []),
    ...(leftOut === '' ? [] : [`Findings that do not count: ${leftOut}.`]),
    `**Why it matters:** ${prose(rationale)}`,
    `**What to do:** ${prose(remediation)}`,
    ...(references.length > 0 ? [references.map((each) => `- ${reference(each)}`).join('\n')] : []),
  ];
  return `\n${paragraphs.join('\n\n')}\n`;
}

function tableOf(findings: readonly ControlFinding[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['when', 'what', 'account', 'region', 'event', 'read from']),
    line(['---', '---', '---', '---', '---', '---']),
    ...findings.map((finding) =>
      line(
        [
          finding.eventTime,
          finding.message,
          finding.account ?? '-',
          finding.region ?? '-',
          finding.eventID,
          placeOf(finding),
        ].map(forMarkdown),
      ),
    ),
  ].join('\n');
}

function notJudged(control: ControlVerdict): string {
  const leftOut = leftOutText(control);
  const why = [...control.reasons.map(forMarkdown), ...(leftOut === '' ? [] : [leftOut])];
  return `- ${forMarkdown(nameOf(control))}: ${why.join('; ')}\n`;
}

function passed(control: ControlVerdict): string {
  return `- ${forMarkdown(nameOf(control))}: ${leftOutText(control)}\n`;
}

/** An address is a link, in brackets within which marks are none. */
function reference(text: string): string {
  return /^https?:\/\/[\w.~:/?#@!$&'()*+,;=%-]+$/.test(text) ? `<${text}>` : prose(text);
}

/** A pack's text as one paragraph that shows its marks and means nothing by them. */
function prose(text: string): string {
  const line = linesOf(text).map(forTerminal).join(' ');
  return line.replace(/[\\`*_~[\]<>|&#$!]/g, '\\$&');
}
