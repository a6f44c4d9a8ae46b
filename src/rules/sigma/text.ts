/** The text of a rule file and the places in it, so that every mistake is told with file, line and column. */
import { createHash } from 'node:crypto';
import { UsageError } from '../../model/usage-error.js';

export interface RuleText {
  /** As the user would type it. */
  readonly file: string;
  readonly text: string;
}

/** Tells texts that were parsed before. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** A place in a text: an offset in UTF-16 units. */
export interface Place {
  readonly source: RuleText;
  readonly at: number;
}

/** 1-based line and column of a place, and the line itself. */
export function lineOf({ source: { text }, at }: Place): {
  readonly line: number;
  readonly column: number;
  readonly text: string;
} {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', start);
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < start; i = text.indexOf('\n', i + 1)) line++;
  return { line, column: at - start + 1, text: text.slice(start, end < 0 ? undefined : end) };
}

/** A mistake in a rule: `rules/a.yml:12:5: …`. */
export function ruleFault(place: Place, message: string, hint?: string): UsageError {
  const { line, column, text } = lineOf(place);
  const where = `${place.source.file}:${line}:${column}`;
  return new UsageError(`${where}: ${message}`, { text, column: column - 1 }, hint);
}

/** What is odd in a rule but keeps nobody from using it. */
export interface RuleWarning {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export function ruleWarning(place: Place, message: string): RuleWarning {
  return { file: place.source.file, line: lineOf(place).line, message };
}
