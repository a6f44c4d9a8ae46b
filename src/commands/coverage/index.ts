/** `trailscan coverage`: what the archive holds, and where it is blind. */
import { UsageError } from '../../model/usage-error.js';
import { openArchive } from '../archive.js';
import { close } from '../closing.js';
import { type Mode, onlyOptionsOf } from '../modes.js';
import { filterOptions, outputOptions, readingOptions, valuesOf } from '../options.js';
import { checkFormat, checkOutput, formatOf, print, write } from '../output.js';
import type { Run } from '../spec.js';
import { factsOf } from './facts.js';
import { step } from './question.js';
import { coverageSheet } from './rows.js';
import { screen } from './screen.js';
import { sightSheet } from './sights.js';

const day = 86_400_000;
const usualTop = 40;

const trailState: Mode = {
  name: 'trailState',
  takes: [...filterOptions, ...outputOptions, ...readingOptions],
  why: 'It has a row for each stretch of time, as long as that is, and shows all of them.',
};

export const run: Run = async ({ paths, raw, context }) => {
  const values = valuesOf(raw, context.now);
  if (values.trailState === true) onlyOptionsOf(trailState, raw);
  const format = formatOf(values);
  checkOutput(values);
  checkFormat(format, false);
  const { every = day, top = usualTop, tz: zone = 'UTC' } = values;
  if (every < step) throw new UsageError('--every: the shortest step of coverage is 15m');
  const archive = await openArchive(paths, values, context);
  try {
    const facts = await factsOf(archive, values);
    const options = { zone, every, top };
    const shown = values.trailState === true ? facts.sights.length : facts.presence.length;
    if (values.trailState === true) await print(sightSheet(facts, zone, format === 'table'), values, context);
    else if (format === 'table') await write((to) => screen(facts, options, to), values, context);
    else await print(coverageSheet(facts, options), values, context);
    return close({ ...archive.tally(), gapNote: () => null }, shown, [], values, context);
  } finally {
    archive.close();
  }
};
