import { expect, it } from 'vitest';
import { markdown } from '../../src/format/markdown.js';
import { sheetOf } from './sample.js';
import { textOf } from './text.js';

it('escapes headings, titles and cells, and shows a missing value as -', () => {
  const sheet = { ...sheetOf([['<b>'], []], [{ title: '*', align: 'right' }]), group: () => '[a](b)' };
  expect(textOf(markdown(sheet, { width: 0, colour: false, terminal: false }))).toBe(
    '### `[a](b)`\n\n| `*` |\n| ---: |\n| `<b>` |\n| - |\n',
  );
});
