/**
 * Decides how a table gives way to a narrow terminal. What the answer is about (the leading columns) gives way last:
 * first the others are narrowed, as far as no word is broken; where that is not enough they leave the table, and each row shows them on lines of
 * their own beneath itself; on a terminal too narrow even for the leading columns, these are set in lines as well.
 */

export interface ColumnShape {
  /** Width of the widest cell or of the title, in terminal cells. */
  readonly natural: number;
  /** The width below which the column is not narrowed; equal to `natural` if it is kept whole. */
  readonly floor: number;
  /** The width below which words are broken, `floor` at least. */
  readonly word: number;
  readonly lead: boolean;
}

export type Layout =
  /** Widths of all columns, in their order. */
  | { readonly kind: 'table'; readonly widths: readonly number[] }
  /** Widths of the leading columns; the others beneath each row. */
  | { readonly kind: 'details'; readonly widths: readonly number[] }
  | { readonly kind: 'lines' };

/** What a leading column or a word may keep before the layout changes for it: one overlong name is no reason to. */
export const comfortable = 32;

/** Without a limit nothing is cut. Yet a value of 1 KB should not widen every line: it pushes the rest of its own. */
const widestWithoutLimit = 100;

/** `width` is that of the terminal in cells, 0 for no limit; `gutter` the space between two columns. */
export function chooseLayout(columns: readonly ColumnShape[], width: number, gutter: number): Layout {
  if (width === 0) {
    return { kind: 'table', widths: columns.map(({ natural }) => Math.min(natural, widestWithoutLimit)) };
  }
  const lead = columns.filter((column) => column.lead);

  const others = columns.map((column) => (column.lead ? column.natural : column.word));
  const leads = columns.map((column) =>
    column.lead ? Math.max(column.word, Math.min(column.natural, comfortable)) : column.word,
  );
  const room = width - gutter * (columns.length - 1);
  const table = narrow(narrow(naturals(columns, width), others, room), leads, room);
  if (sum(table) <= room) return { kind: 'table', widths: table };

  const leadRoom = width - gutter * (lead.length - 1);
  const floors = lead.map((column) => column.floor);
  const words = lead.map((column) => column.word);
  const details = narrow(narrow(naturals(lead, width), words, leadRoom), floors, leadRoom);
  if (sum(details) <= leadRoom) return { kind: 'details', widths: details };
  return { kind: 'lines' };
}

/** The widths that columns ask for. No flexible column needs more than the terminal has. */
function naturals(columns: readonly ColumnShape[], width: number): number[] {
  return columns.map(({ natural, floor }) => Math.max(floor, Math.min(natural, width)));
}

/** Takes cells off the widest column that is above its floor until all fit the room, or none is left to narrow. */
function narrow(widths: readonly number[], floors: readonly number[], room: number): number[] {
  const narrowed = [...widths];
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    let widest = -1;
    narrowed.forEach((width, i) => {
      if (width > (floors[i] ?? 0) && width > (narrowed[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    narrowed[widest] = (narrowed[widest] ?? 0) - 1;
  }
  return narrowed;
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}
