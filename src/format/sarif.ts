/**
 * SARIF 2.1.0 (OASIS), one run: each rule or control once, and the results that name it. What a detection and what a
 * verdict is in it stands in files of their own.
 */
import type { JsonObject } from '../model/json.js';
import type { Sheet } from '../model/sheet.js';
import { textChunks } from './chunks.js';
import { jsonPrinter } from './escape.js';
import type { Formatter } from './formatter.js';
import { detectionRun } from './sarif-detections.js';
import type { SarifRun } from './sarif-parts.js';
import { verdictRun } from './sarif-verdicts.js';

export const sarif: Formatter = (sheet, { terminal }) => {
  const { producer, rules, results } = runOf(sheet);
  const print = jsonPrinter(terminal);
  function* pieces(): Generator<string> {
    const driver: JsonObject = { name: producer.name, version: producer.version, rules };
    yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[';
    yield `{"tool":${print({ driver })},"columnKind":"utf16CodeUnits","results":[`;
    let before = '\n';
    for (const result of results) {
      yield before + print(result);
      before = ',\n';
    }
    yield '\n]}]}\n';
  }
  return textChunks(pieces());
};

function runOf<Row>({ findings, verdicts, rows }: Sheet<Row>): SarifRun {
  // Rules come before the results that name them: all rows are read first.
  if (findings) return detectionRun(findings.producer, Array.from(rows, findings.of.bind(findings)));
  if (verdicts) return verdictRun(verdicts.producer, Array.from(rows, verdicts.of.bind(verdicts)));
  throw new Error('sarif was asked for of a sheet without detections or verdicts');
}
