import { describe, expect, it } from 'vitest';
import { caret } from '../../../src/query/where/caret.js';

describe('caret', () => {
  it.each([
    { name: 'at the start', text: 'abc', column: 0, shown: '  abc\n  ^' },
    { name: 'behind the end', text: 'abc', column: 3, shown: '  abc\n     ^' },
    { name: 'of nothing', text: '', column: 0, shown: '  \n  ^' },
    {
      name: 'tabs and line breaks are one blank',
      text: 'a\t\n\u00a0b',
      column: 4,
      shown: '  a   b\n      ^',
    },
    { name: 'wide characters take two columns', text: '東京=x', column: 2, shown: '  東京=x\n      ^' },
    { name: 'pictographs too', text: '😀=x', column: 2, shown: '  😀=x\n    ^' },
    {
      name: 'nothing steers the terminal',
      text: '\u001b[31m\u202e\u200b\u0301\ud83d\u0007x',
      column: 10,
      shown: '  ?[31m?????x\n            ^',
    },
  ])('$name', ({ text, column, shown }) => expect(caret(text, column)).toBe(shown));

  const long = Array.from({ length: 40 }, (_, index) => `word${index % 10}`).join('');

  it.each([
    { name: 'a mistake at the start of a long text', column: 0 },
    { name: 'in its middle', column: 100 },
    { name: 'at its end', column: 200 },
    { name: 'where the front still fits', column: 50 },
  ])('$name', ({ column }) => {
    const [line = '', mark = ''] = caret(long, column).split('\n');
    expect(line.length).toBeLessThanOrEqual(2 + 76);
    expect(line.length).toBeGreaterThanOrEqual(70);
    const under = line.slice(mark.length - 1).replace('…', '');
    expect(long.slice(column).startsWith(under)).toBe(true);
    expect(line.startsWith('  …')).toBe(column > 50);
    expect(line.endsWith('…')).toBe(column < 200);
  });
});
