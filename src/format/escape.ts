/**
 * Makes text harmless for where it goes. User agents, session names, tags and object keys are chosen by the
 * intruder, who can put into them what moves a cursor, reverses a line, runs in a spreadsheet or loads in a page.
 */
import type { JsonValue } from '../model/json.js';
import { joining } from './width.js';

/**
 * What a reader cannot see, or sees otherwise than it is stored: controls, format characters (bidi controls, zero
 * width, tags), line and paragraph separators, lone surrogates, private and unassigned code points, and all that is
 * drawn as nothing (fillers, variation selectors: the Unicode property Default_Ignorable_Code_Point).
 */
const unseen = '\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}';
/** Marks heaped on one letter are drawn over the neighbouring lines; no script needs more than four. */
const heaped = `(?<=[${joining}]{4})[${joining}]`;

/** What looks like the space between two columns, and is not a single space between two words. */
const blank = '\\u2800\\p{Zs}';

const unusual = /[^ -[\]-~]|^ | $| {2}/;
const hidden = new RegExp(
  `(?! )[${unseen}${blank}]|^ | $|(?<= ) ` +
    // What joins the character before it would, at the start, join what stands before the cell.
    `|^[${joining}]|${heaped}` +
    // A backslash that would read as one of these escapes.
    `|\\\\(?=[\\\\nrtux]|(?! )[${unseen}${blank}]| $)`,
  'gu',
);
const hiddenInJson = new RegExp(`(?![\\n\\t])[${unseen}]|${heaped}`, 'gu');

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/**
 * Text on one line, with everything unseen written out: `\n`, `\r`, `\t`, `\x1b` up to U+00FF, `\u{202e}` above. So are
 * blanks that are no single space between words, which would pass for the edge of a column. A backslash is doubled
 * only where it would otherwise read as such an escape: no two texts look the same, and `CORP\alice` stays as it is.
 */
export function forTerminal(text: string): string {
  if (!unusual.test(text)) return text;
  return text.replace(hidden, (found) => {
    const code = found.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return named[found] ?? (code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
  });
}

/**
 * JSON text for a terminal: what is unseen becomes `\uXXXX`, which within a string is the same JSON value. Between tokens
 * line feeds and tabs stay, a carriage return before a line feed goes, and any other control is written out too.
 */
export function jsonForTerminal(json: string): string {
  return json.replaceAll('\r\n', '\n').replace(hiddenInJson, (found) => {
    let units = '';
    for (let i = 0; i < found.length; i++) {
      units += `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`;
    }
    return units;
  });
}

/** Prints JSON on one line: as it is, or made harmless for a terminal. */
export function jsonPrinter(terminal: boolean): (value: JsonValue) => string {
  return terminal ? (value) => jsonForTerminal(JSON.stringify(value)) : (value) => JSON.stringify(value);
}

/** Opens a formula in Excel, LibreOffice or Sheets, in full width too; blanks before it are trimmed by some. */
const formula = /^'*(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u;

/**
 * Text that a spreadsheet takes for text: what would open a formula gets an apostrophe in front, and so does what
 * looks as if it had got one. Taking one apostrophe off what starts with apostrophes and a formula gives the text back.
 */
function withoutFormula(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** One CSV cell after RFC 4180: quoted if it holds a comma, a quote or a line end. Never opens a formula. */
export function forCsv(text: string): string {
  const safe = withoutFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One TSV cell: tab, line feed, carriage return and backslash as `\t`, `\n`, `\r`, `\\`. Never opens a formula. */
export function forTsv(text: string): string {
  return withoutFormula(text).replace(/[\t\n\r\\]/g, (found) => named[found] ?? found);
}

/** Words and numbers without anything that Markdown, or GitHub in it, gives a meaning; and times. */
const markdownPlain =
  /^(?!.*(?:www\.|gh-))(?:[a-z0-9 .,/()+=-]*|\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:\d\d)?)$/i;

/**
 * One cell of a Markdown table. What is not plain words becomes a code span, within which HTML, links, mentions,
 * issue numbers and emoji codes mean nothing; what is unseen is written out as on a terminal.
 */
export function forMarkdown(text: string): string {
  const shown = forTerminal(text);
  if (markdownPlain.test(shown)) return shown;
  // A table is split at its bars before code spans are read, and a bar counts as escaped after an odd number of
  // backslashes only.
  const cell = shown.replace(/(\\*)\|/g, (_, before: string) =>
    before.length % 2 === 0 ? `${before}\\|` : `${before}\\\\|`,
  );
  const longest = Math.max(0, ...(cell.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const gap = cell.startsWith('`') || cell.endsWith('`') ? ' ' : '';
  return `${fence}${gap}${cell}${gap}${fence}`;
}
