/** One file to its matches: all that reads fast, put together, against `JSON.parse` and a plain filter. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fileScanner } from '../../../src/engines/scan/scan-file.js';
import type { JsonObject } from '../../../src/model/json.js';
import { type Expr, everything } from '../../../src/query/ast.js';
import { candidates, evaluate } from '../../../src/query/evaluate.js';
import { mustOccur } from '../../../src/query/literals.js';
import { arbitraryExpr } from '../../support/arbitraries.js';
import { arbitraryDocument, arbitraryTrailText } from '../../support/trail-text.js';

const seed = 20230710;
const folder = mkdtempSync(join(tmpdir(), 'trailscan-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');

function scanned(where: Expr, bytes: string | Buffer) {
  writeFileSync(path, bytes);
  const limits = { maxRecordSize: 2 ** 20, maxDepth: 100, maxFileSize: 2 ** 36 };
  const scanner = fileScanner({ where, literals: mustOccur(where) ?? [], limits, limit: null });
  const { ends, indexes, spots, bytes: found, candidates: seen = 0, ...rest } = scanner({ source: 0, path });
  expect(seen).toBeGreaterThanOrEqual(ends.length);
  const all = Array.from(ends, (end, i) => Buffer.from(found.subarray(ends[i - 1] ?? 0, end)));
  for (const [i, record] of all.entries()) {
    const parsed = JSON.parse(record.toString()) as JsonObject;
    for (const [place, name] of ['eventTime', 'eventID'].entries()) {
      const [start = 0, end = 0] = spots.subarray(4 * i + 2 * place, 4 * i + 2 * place + 2);
      if (start > 0)
        expect([JSON.parse(record.toString('utf8', start, end))]).toEqual(candidates(parsed, [name]));
    }
  }
  return { ...rest, records: all.map(String), indexes: [...indexes] };
}

describe('fileScanner', () => {
  it('gives the records that match, as they stand in the file', () => {
    fc.assert(
      fc.property(arbitraryTrailText, arbitraryExpr, fc.boolean(), ({ text, records }, where, isGzip) => {
        const matching = records.flatMap((record, index) =>
          evaluate(where, JSON.parse(record) as JsonObject) ? [{ record, index }] : [],
        );
        expect(scanned(where, isGzip ? gzipSync(text) : text)).toEqual({
          source: 0,
          damages: [],
          records: matching.map(({ record }) => record),
          indexes: matching.map(({ index }) => index),
        });
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('gives the first of them if the file is cut, and says so', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(arbitraryDocument, place, fc.boolean(), ({ text, records }, at, isGzip) => {
        const file = isGzip ? gzipSync(text) : Buffer.from(text);
        const part = scanned(everything, file.subarray(0, Math.floor(at * file.length)));
        expect(part.records).toEqual(records.slice(0, part.records.length));
        expect(part.records.length < records.length && part.damages.length === 0).toBe(false);
      }),
      { seed, numRuns: 500 },
    );
  });
});
