/**
 * Shows a mistake: the text it is in and a caret under the place. The caret has to stand under it on a terminal,
 * whatever the text holds, so every character is shown with a known width and nothing reaches the terminal raw.
 */

/** The widest text shown; what is longer is cut around the mistake. */
const maxWidth = 76;

interface Cell {
  readonly text: string;
  readonly width: number;
}

/**
 * Two indented lines: the text, and a caret under the zero-based column (in UTF-16 units; the text's length puts it
 * behind the end).
 */
export function caret(text: string, column: number): string {
  const before = cells(text.slice(0, column));
  const after = cells(text.slice(column));
  const room = widthOf(before) + Math.max(1, widthOf(after));
  // Cut in front only as far as needed to leave a third of the line for what follows the mistake.
  const forAfter = room <= maxWidth ? widthOf(after) : Math.min(widthOf(after), Math.floor(maxWidth / 3));
  const shownBefore = fitting(before.toReversed(), maxWidth - Math.max(1, forAfter)).toReversed();
  const shownAfter = fitting(after, maxWidth - widthOf(shownBefore));
  const line = [...shownBefore, ...shownAfter].map((cell) => cell.text).join('');
  return `  ${line}\n  ${' '.repeat(widthOf(shownBefore))}^`;
}

/** The first cells that fit the width, the last of them an ellipsis if not all do. */
function fitting(all: readonly Cell[], width: number): readonly Cell[] {
  if (widthOf(all) <= width) return all;
  const kept: Cell[] = [];
  let used = 1;
  for (const cell of all) {
    used += cell.width;
    if (used > width) break;
    kept.push(cell);
  }
  return [...kept, { text: '…', width: 1 }];
}

function widthOf(all: readonly Cell[]): number {
  return all.reduce((sum, cell) => sum + cell.width, 0);
}

/** White space becomes a blank, and what a terminal would not print as itself a question mark. */
function cells(text: string): readonly Cell[] {
  return [...text].map((character) => {
    if (/^\s$/.test(character)) return { text: ' ', width: 1 };
    if (/^[\p{C}\p{M}\p{Zl}\p{Zp}]$/u.test(character)) return { text: '?', width: 1 };
    return { text: character, width: isWide(character) ? 2 : 1 };
  });
}

/** Unicode's East Asian Wide characters, by block, and the pictographs. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd) ||
    /\p{Emoji_Presentation}/u.test(character)
  );
}
