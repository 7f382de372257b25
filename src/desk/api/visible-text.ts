import { z } from 'zod';

/** A letter or a digit; not one that nobody sees, such as a Hangul filler. */
const IN_WORDS = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

/** Neither a blank, Braille's too, nor a control or format character. */
const SHOWS = /(?!\p{Default_Ignorable_Code_Point})[^\s\p{C}\u2800]/u;

const typed = z.string().trim().min(1, { error: 'must not be empty', abort: true });

/** A text that holds a word, or a number: one of nothing but signs is the same as every other. */
export const wordedText = typed.refine((text) => IN_WORDS.test(text), 'must hold a word');

/** A text of which something is to be seen. */
export const visibleText = typed.refine((text) => SHOWS.test(text), 'must hold something that shows');

/** A person's name: nothing in it turns or hides what stands beside it. */
export const personName = wordedText.refine(
  (name) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.test(name),
  'must hold no control or format characters',
);
