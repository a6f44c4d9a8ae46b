import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/analysis/target/index.js';
import { answer, parseSubject } from '../../../src/analysis/target/index.js';
import { type Case, recordOf } from './cases/case.js';
import { compute } from './cases/compute.js';
import { data } from './cases/data.js';
import { identity } from './cases/identity.js';
import { platform } from './cases/platform.js';
import { storage } from './cases/storage.js';

const groups: Readonly<Record<string, readonly Case[]>> = { storage, compute, identity, data, platform };

describe.each(Object.entries(groups))('%s', (_, cases) => {
  for (const each of cases) {
    const record = recordOf(each);
    it.each(each.ask)(`${each.call}: %s`, (line) => {
      const [, question = '', subject = '', wanted = ''] = /^(\w+) (.+) -> (.+)$/.exec(line) ?? [];
      const found = answer(parseSubject(subject), question as Question, record);
      const got = found === undefined ? 'none' : `${found.relation} ${found.outcome}`;
      expect(got).toBe(/^(?:none|\w+ .+)$/.test(wanted) ? wanted : `${wanted} success`);
    });
  }
});
