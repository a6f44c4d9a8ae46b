/**
 * A table in GitHub's Markdown, for reports and tickets; groups under headings of their own. Verdicts are no table but
 * sections, for what failed has to be explained.
 */
import { textChunks } from './chunks.js';
import { forMarkdown } from './escape.js';
import type { Formatter } from './formatter.js';
import { grouped } from './groups.js';
import { verdictMarkdown } from './verdict-markdown.js';
import { verdictsOf } from './verdicts.js';

export const markdown: Formatter = (sheet) => {
  if (sheet.verdicts) return textChunks(verdictMarkdown(verdictsOf(sheet, 'markdown').all));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const header =
    line(sheet.columns.map((column) => forMarkdown(column.title))) +
    line(sheet.columns.map((column) => (column.align === 'right' ? '---:' : '---')));

  function* lines(): Generator<string> {
    let empty = true;
    for (const { row, heading, first } of grouped(sheet.rows, sheet.group?.bind(sheet))) {
      empty = false;
      if (heading !== null) {
        if (!first) yield '\n';
        if (heading !== '') yield `### ${forMarkdown(heading)}\n\n`;
        yield header;
      }
      yield line(sheet.columns.map((column) => forMarkdown(String(column.cell(row) ?? '-'))));
    }
    if (empty) yield `${forMarkdown(sheet.empty)}\n`;
  }
  return textChunks(lines());
};
