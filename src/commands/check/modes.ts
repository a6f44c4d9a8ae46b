/** What `check` answers instead of judging, and the options that it heeds. */
import type { Mode } from '../modes.js';
import { outputOptions } from '../options.js';

export const listMode: Mode = {
  name: 'list',
  takes: ['pack', 'config', ...outputOptions],
  why: 'It shows the controls of --pack, or of the configuration, and judges nothing.',
};
