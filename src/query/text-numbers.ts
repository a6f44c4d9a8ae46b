/** Texts as numbers, from 1: equal texts have equal numbers, whoever sent them. 0 stands for none. */

export interface TextNumbers {
  number(text: string | null): number;
  /** Null for 0. */
  text(number: number): string | null;
}

export function textNumbers(): TextNumbers {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    number(text) {
      if (text === null) return 0;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      texts.push(text);
      numbers.set(text, texts.length);
      return texts.length;
    },
    text: (number) => texts[number - 1] ?? null,
  };
}
