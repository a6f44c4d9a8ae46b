/** Numbers as pictures made of characters: a bar for one, a line of columns for a series. */

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const columns = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Nothing at all, told apart from little. */
const nothing = '·';

/** A bar of up to `width` characters for a share between 0 and 1. What is more than nothing can be seen. */
export function bar(share: number, width: number): string {
  if (!(share > 0)) return '';
  const size = Math.max(1, Math.round(Math.min(share, 1) * width * 8));
  return '█'.repeat(Math.floor(size / 8)) + (eighths[size % 8] ?? '');
}

/** A column for each value, the highest for the greatest; of more than `width` values, neighbours are added up. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.length <= width ? values : pooled(values, width);
  const most = shown.reduce((max, value) => Math.max(max, value), 0);
  return shown.map((value) => columnOf(value, most)).join('');
}

function columnOf(value: number, most: number): string {
  if (value <= 0) return nothing;
  return columns[Math.max(0, Math.ceil((value / most) * columns.length) - 1)] ?? nothing;
}

function pooled(values: readonly number[], width: number): number[] {
  const sums = new Array<number>(width).fill(0);
  values.forEach((value, i) => {
    const at = Math.floor((i * width) / values.length);
    sums[at] = (sums[at] ?? 0) + value;
  });
  return sums;
}
