/** A mistake of the caller's as it is printed: what is wrong, where, and what to do. */
import { forTerminal } from '../format/escape.js';
import type { EvidenceError } from '../model/problem.js';
import type { UsageError } from '../model/usage-error.js';
import { caret } from '../query/where/index.js';
import { inLines, type Said } from './in-lines.js';

export function usageText(error: UsageError, stream: Said): string {
  const lines = [inLines(`trailscan: ${forTerminal(error.message)}`, stream)];
  if (error.at) lines.push(caret(error.at.text, error.at.column));
  if (error.hint) lines.push(inLines(forTerminal(error.hint), stream));
  return `${lines.join('\n')}\n`;
}

/** The problem that ended a run with `--strict`. */
export function strictText({ problem }: EvidenceError): string {
  const where = `${forTerminal(problem.file)}: ${forTerminal(problem.message)}`;
  return `trailscan: ${where}\nStopped, for --strict was given. Without it, everything else is answered.\n`;
}
