import { describe, expect, it } from 'vitest';
import { byteChunks, textChunks } from '../../src/format/chunks.js';
import { ndjson } from '../../src/format/ndjson.js';
import { sheetOf } from './sample.js';

describe('textChunks', () => {
  it('joins what is small and leaves what is large', () => {
    const pieces = ['a'.repeat(60_000), 'b'.repeat(10_000), 'c'.repeat(200_000), 'd'];
    expect([...textChunks(pieces)].map((chunk) => chunk.length)).toEqual([70_000, 200_000, 1]);
    expect([...textChunks(pieces)].join('')).toBe(pieces.join(''));
  });

  it('yields nothing of nothing', () => expect([...textChunks([])]).toEqual([]));
});

describe('byteChunks', () => {
  it('joins what is small and leaves what is large', () => {
    const pieces = [60_000, 10_000, 200_000, 1].map((size, i) => new Uint8Array(size).fill(i));
    expect([...byteChunks(pieces)].map((chunk) => chunk.length)).toEqual([70_000, 200_000, 1]);
    expect(Buffer.concat([...byteChunks(pieces)])).toEqual(Buffer.concat(pieces));
  });

  it('copies: the source may be used again', () => {
    const source = new Uint8Array(70_000).fill(1);
    const [chunk] = byteChunks([source]);
    source.fill(2);
    expect(chunk?.[0]).toBe(1);
  });
});

it('rows are asked for as their text is', () => {
  let asked = 0;
  function* rows() {
    for (; asked < 10_000; asked++) yield ['x'.repeat(100)];
  }
  const [first] = ndjson(
    { ...sheetOf([], [{}]), rows: rows() },
    { width: 0, colour: false, terminal: false },
  );
  expect(first?.length).toBeGreaterThan(65_000);
  expect(asked).toBeLessThan(1000);
});
