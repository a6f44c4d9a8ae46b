/**
 * How wide text is on a terminal, and cutting it to a width. Written here because the measure that comes with the
 * table package counts most combining marks as a cell. All functions take text that `forTerminal` has escaped, hold no
 * colour codes, and never cut through an escape or between a letter and its marks.
 */

const ascii = /^[ -~]*$/;
const asciiWithoutEscape = /^[ -[\]-~]*$/;

/**
 * The inside of a character class: what joins the character before it and takes no cell of its own. Combining marks,
 * and the vowels and finals of Hangul written letter by letter.
 */
export const joining = '\\p{Mn}\\p{Me}\\u1160-\\u11ff\\ud7b0-\\ud7fb';

const zero = new RegExp(`[${joining}]`, 'u');
/** Two cells: East_Asian_Width W and F of the Unicode character database, by block, and emoji shown as pictures. */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}/u;
/** What is never cut through: an escape, or a character with what joins it. */
const unit = new RegExp(
  `\\\\(?:[\\\\nrt]|x[0-9a-f]{2}|u\\{[0-9a-f]+\\})|[^${joining}][${joining}]*|[${joining}]+`,
  'gu',
);

/** Terminal cells that the text takes. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += zero.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** The longest start of the text that fits the width, and the rest. An escape wider than that is cut after all. */
function split(text: string, width: number): readonly [string, string] {
  let end = 0;
  if (asciiWithoutEscape.test(text)) {
    end = width;
  } else {
    let taken = 0;
    for (const [piece] of text.matchAll(unit)) {
      taken += displayWidth(piece);
      if (taken > width) {
        if (end === 0 && ascii.test(piece)) end = width;
        break;
      }
      end += piece.length;
    }
  }
  return [text.slice(0, end), text.slice(end)];
}

/** The longest end of the text that fits the width. */
function tail(text: string, width: number): string {
  let start = text.length;
  if (asciiWithoutEscape.test(text)) {
    start = Math.max(0, text.length - width);
  } else {
    let taken = 0;
    for (const piece of (text.match(unit) ?? []).reverse()) {
      taken += displayWidth(piece);
      if (taken > width) break;
      start -= piece.length;
    }
  }
  return text.slice(start);
}

/** The text, or its start and `…` if it is wider than `width` (at least 1). */
export function elideEnd(text: string, width: number): string {
  return displayWidth(text) <= width ? text : `${split(text, width - 1)[0]}…`;
}

/** The text, or its start, `…` and its end if it is wider than `width` (at least 1). */
export function elideMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${split(text, width - 1 - end)[0]}…${tail(text, end)}`;
}

/**
 * The text in lines no wider than `width` (at least 1), broken at spaces; a word too wide for a line starts where it
 * stands and is cut. After `maxLines` lines the rest is left out and the last line ends in `…`.
 */
export function wrap(text: string, width: number, maxLines: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (displayWidth(rest) > width) {
    const [line, after] = split(rest, width);
    // Not even one character fits: a wide one in a line of one cell.
    if (lines.length === maxLines - 1 || line === '') return [...lines, elideEnd(rest, width)];
    const full = after.startsWith(' ');
    const space = full ? line.length : line.lastIndexOf(' ');
    const [word = ''] = rest.slice(space + 1).split(' ', 1);
    const atSpace = full || (space > 0 && displayWidth(word) <= width);
    lines.push(atSpace ? rest.slice(0, space) : line);
    rest = atSpace ? rest.slice(space + 1) : after;
  }
  return [...lines, rest];
}
