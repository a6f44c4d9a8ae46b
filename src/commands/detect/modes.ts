/** The questions that `detect` answers instead of running its rules, with the options that each heeds. */
import type { Mode } from '../modes.js';
import { filterOptions, outputOptions, placeOptions, readingOptions } from '../options.js';

const reading = readingOptions.filter((name) => name !== 'keepDuplicates');
const plain = outputOptions.filter((name) => name !== 'columns');

export const modes = {
  list: {
    name: 'list',
    takes: [
      ...(['rules', 'rule', 'exclude', 'level', 'tag', 'skipBroken'] as const),
      ...plain.filter((name) => name !== 'exitStatus'),
    ],
    why: 'It shows rules, all that --rules, --rule, --exclude, --level and --tag leave, and reads no events.',
  },
  explain: {
    name: 'explain',
    takes: [
      ...(['rules', 'skipBroken', 'limit', 'maxMemory'] as const),
      ...filterOptions,
      ...outputOptions,
      ...placeOptions,
      ...reading,
    ],
    why: 'It is about the one rule that it names.',
  },
  audit: {
    name: 'audit',
    takes: [
      ...(['rule', 'exclude', 'level', 'tag', 'skipBroken', 'maxMemory'] as const),
      ...filterOptions,
      ...plain,
      ...reading,
    ],
    why: 'It judges rules, those of its folder that --rule, --exclude, --level and --tag leave, and detects nothing.',
  },
} as const satisfies Readonly<Record<string, Mode>>;
