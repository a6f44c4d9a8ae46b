/**
 * Annotations of GitHub Actions ("Workflow commands for GitHub Actions", setting an error, warning or notice message): one for
 * each control that failed or was not judged, the gravest first, for of each kind GitHub shows the first ten of a step.
 * They point at the control where that is in the repository; the evidence never is. The runner takes a line for a command
 * by how it begins, and obeys some older ones anywhere in a line: so every line here is either a command whose text
 * is escaped, or of our own words only.
 */
import type { Level } from '../model/detection.js';
import type { ControlVerdict } from '../model/verdict.js';
import { textChunks } from './chunks.js';
import { forTerminal } from './escape.js';
import type { Formatter } from './formatter.js';
import { findingText, gravestFirst, linesOf, nameOf, totalsText, verdictsOf } from './verdicts.js';

export type Annotation = 'error' | 'warning' | 'notice';

/** What GitHub shows of each kind; it drops the rest without a word. */
export const mostShown = 10;
const mostFindings = 5;
/** The runner cuts a message at 4,096 characters, anywhere. */
const longest = 3500;

const kinds: Readonly<Record<Level, Annotation>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  informational: 'notice',
};

export const github: Formatter = (sheet) => {
  const { all } = verdictsOf(sheet, 'github');
  function* lines(): Generator<string> {
    for (const each of annotated(all)) yield `${commandOf(each)}\n`;
    yield `trailscan check: ${totalsText(all)}\n`;
    for (const [kind, count] of unshown(all)) {
      yield `GitHub shows ${mostShown} annotations of a kind: ${count} of kind ${kind} stand above and in the job summary only\n`;
    }
  }
  return textChunks(lines());
};

/** How many annotations of each kind GitHub will not show, where there are any. */
export function unshown(verdicts: readonly ControlVerdict[]): ReadonlyMap<Annotation, number> {
  const counts = new Map<Annotation, number>();
  for (const each of annotated(verdicts)) counts.set(kindOf(each), (counts.get(kindOf(each)) ?? 0) + 1);
  return new Map(
    [...counts].flatMap(([kind, count]) => (count > mostShown ? [[kind, count - mostShown]] : [])),
  );
}

/** Failures first: a control that was not judged must not take the place of one that failed. */
function annotated(verdicts: readonly ControlVerdict[]): readonly ControlVerdict[] {
  const sorted = gravestFirst(verdicts);
  return [
    ...sorted.filter(({ verdict }) => verdict === 'fail'),
    ...sorted.filter(({ verdict }) => verdict === 'not judged'),
  ];
}

function kindOf({ verdict, severity }: ControlVerdict): Annotation {
  return verdict === 'fail' ? kinds[severity] : 'warning';
}

function commandOf(control: ControlVerdict): string {
  const { file, line, severity, title } = control;
  const place = isWithin(file) ? [`file=${property(file)}`, `line=${line}`] : [];
  const properties = [...place, `title=${property(`${nameOf(control)} (${severity}): ${title}`)}`];
  return `::${kindOf(control)} ${properties.join(',')}::${data(messageOf(control))}`;
}

function messageOf({ verdict, findings, reasons, remediation }: ControlVerdict): string {
  const left = findings.length - mostFindings;
  const text = [
    ...reasons.map((reason) => (verdict === 'fail' ? reason : `Not judged: ${reason}`)),
    ...findings.slice(0, mostFindings).map(findingText),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(verdict === 'fail' ? linesOf(`What to do: ${remediation}`) : []),
  ]
    .map(forTerminal)
    .join('\n');
  return text.length > longest ? `${text.slice(0, longest).replace(/\p{Surrogate}$/u, '')}…` : text;
}

/** A path that may be one of the repository. What an option asks for is written in no file. */
function isWithin(file: string): boolean {
  return !/^(?:[\\/-]|[a-z]:)/i.test(file) && !file.split(/[\\/]/).includes('..');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(forTerminal(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
