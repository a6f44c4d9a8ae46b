import { describe, expect, it } from 'vitest';
import { wantsColour } from '../../src/format/colour.js';
import { painter } from '../../src/format/paint.js';

describe('wantsColour', () => {
  it.each([
    { name: 'a terminal', flag: 'auto', env: {}, terminal: true, wants: true },
    { name: 'a pipe', flag: 'auto', env: {}, terminal: false, wants: false },
    { name: 'a dumb terminal', flag: 'auto', env: { TERM: 'dumb' }, terminal: true, wants: false },
    { name: 'NO_COLOR', flag: 'auto', env: { NO_COLOR: '1' }, terminal: true, wants: false },
    { name: 'NO_COLOR=0, which is set', flag: 'auto', env: { NO_COLOR: '0' }, terminal: true, wants: false },
    { name: 'NO_COLOR empty', flag: 'auto', env: { NO_COLOR: '' }, terminal: true, wants: true },
    { name: 'FORCE_COLOR in a pipe', flag: 'auto', env: { FORCE_COLOR: '1' }, terminal: false, wants: true },
    { name: 'FORCE_COLOR=0', flag: 'auto', env: { FORCE_COLOR: '0' }, terminal: true, wants: false },
    { name: 'FORCE_COLOR=false', flag: 'auto', env: { FORCE_COLOR: 'false' }, terminal: true, wants: false },
    { name: 'FORCE_COLOR empty', flag: 'auto', env: { FORCE_COLOR: '' }, terminal: false, wants: false },
    { name: 'both', flag: 'auto', env: { NO_COLOR: '1', FORCE_COLOR: '1' }, terminal: true, wants: false },
    { name: 'the flag over NO_COLOR', flag: 'always', env: { NO_COLOR: '1' }, terminal: false, wants: true },
    {
      name: 'the flag over FORCE_COLOR',
      flag: 'never',
      env: { FORCE_COLOR: '1' },
      terminal: true,
      wants: false,
    },
  ] as const)('$name: $wants', ({ flag, env, terminal, wants }) =>
    expect(wantsColour({ flag, env, terminal })).toBe(wants),
  );
});

describe('painter', () => {
  it('leaves text as it is without colour', () => {
    for (const paint of Object.values(painter(false))) expect(paint('text')).toBe('text');
  });

  it('colours whatever the environment says: that was decided before', () =>
    expect(painter(true).bad('text')).toBe('\x1b[31mtext\x1b[39m'));
});
