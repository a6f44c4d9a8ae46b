/** Measured runs to Markdown: one table per question, and a verdict per target. */

import { median } from './measure.js';

/**
 * @param {object} question see `questions/`
 * @param {ReadonlyMap<string, {seconds: number[], inProcess: number[], peakMb: number | null}>} results
 *   by contestant, in order
 * @param {readonly string[]} remarks who was left out and why
 */
export function questionReport(question, results, remarks) {
  const yardstick = results.get('bare inflate') ?? results.get('node -e 0');
  const rows = [...results].map(([name, result]) => {
    const time = median(result.seconds);
    return [
      name,
      time.toFixed(3),
      `${Math.min(...result.seconds).toFixed(3)} - ${Math.max(...result.seconds).toFixed(3)}`,
      yardstick === undefined ? '' : ratio(result, yardstick).toFixed(2),
      result.inProcess.length === 0 ? '' : median(result.inProcess).toFixed(3),
      result.peakMb === null ? '' : result.peakMb.toFixed(0),
    ];
  });
  const head = ['contestant', 'median s', 'range s', 'x yardstick', 'in-process s', 'peak MB'];
  return [
    `## ${question.name}: ${question.title}`,
    '',
    ...table(head, rows),
    '',
    ...remarks.map((remark) => `- ${remark}`),
    ...question.targets.map((target) => `- ${verdict(target, results)}`),
    '',
  ].join('\n');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
}

/** One target with its figure: `{ of, times, plus?, than }` in seconds, or `{ of, peakMb }`. */
function verdict(target, results) {
  const product = results.get(target.of);
  if (target.peakMb !== undefined) {
    const goal = `${target.of} under ${target.peakMb} MB`;
    if (product === undefined || product.peakMb === null) return `${goal}: not measured`;
    return `${goal}: ${word(product.peakMb < target.peakMb)} (${product.peakMb.toFixed(0)} MB)`;
  }
  const { times, plus = 0, than } = target;
  const factor =
    times < 1
      ? `at least ${Number((1 / times).toFixed(2))}x faster than ${than}`
      : `at most ${times}x ${than}`;
  const goal = `${target.of} ${factor}${plus > 0 ? ` plus ${plus} s` : ''}`;
  const other = results.get(than);
  if (product === undefined || other === undefined) return `${goal}: not measured`;
  const reached = ratio(product, other, plus) <= times;
  const measured = ratio(product, other);
  const figure = times < 1 ? `${(1 / measured).toFixed(2)}x faster` : `${measured.toFixed(2)}x`;
  return `${goal}: ${word(reached)} (${figure})`;
}

/** Median over the rounds of one contestant's time, less `plus` seconds, to another's. */
function ratio(one, other, plus = 0) {
  return median(one.seconds.map((seconds, round) => (seconds - plus) / other.seconds[round]));
}

function word(reached) {
  return reached ? 'reached' : 'NOT reached';
}
