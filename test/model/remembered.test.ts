/** What is remembered is what would be said anew, however much is asked. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { remembered } from '../../src/model/remembered.js';

it('says what the function says', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 })), fc.integer({ min: 1, max: 5 }), (texts, most) => {
      const lengthOf = remembered((text) => (text === '' ? undefined : { length: text.length }), most);
      expect(texts.map(lengthOf)).toEqual(
        texts.map((text) => (text === '' ? undefined : { length: text.length })),
      );
    }),
  );
});

it('asks once for each text, but for those too long to be kept', () => {
  let asked = 0;
  const count = remembered((text) => {
    asked++;
    return text.length;
  });
  for (let i = 0; i < 10; i++) for (const text of ['a', 'bb', 'c'.repeat(5000)]) count(text);
  expect(asked).toBe(2 + 10);
});

it('forgets when it holds enough', () => {
  const asked: string[] = [];
  const of = remembered((text) => {
    asked.push(text);
    return 1;
  }, 2);
  for (const text of ['a', 'b', 'a', 'c', 'a']) of(text);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
