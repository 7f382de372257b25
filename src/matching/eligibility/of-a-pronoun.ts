import { clausesOf } from './clauses.ts';
import { anyWords } from './whole-words.ts';

/** Little words around a predicate, which name nothing. */
const ADVERBS =
  '(?:too|also|as well|then|really|fully|always|again|yet|still|already|now|even|anche|ancora|poi|pure|sempre|davvero|già|masih|juga|sudah|udah|lagi|ya|kak|sih|kah|gak|ga|nggak|ngga|tidak|dong)';

/** For whom, where or until when: "by the insurance", "in caso di malattia". "It is free to ..." says what "it" is. */
const PREPOSITION =
  '(?:for|in|at|by|with|on|to(?= (?:my|me|us|him|her|others|someone|the|another|an?)(?!\\p{L}))|within|without|before|after|until|per|prima di|dopo|in caso di|con|da|dal|dalla|entro|senza|sebelum|setelah|untuk|buat|dengan|tanpa|di|ke)';

/** What "it" stands for in "is it possible in Bali?": what may be done there. */
const OF_DEEDS = '(?:possible|advisable|preferable|supposed|allowed|permitted|required|recommended|needed)';

/** A pronoun, said or left out, and what is asked of it. */
const PREDICATES = [
  `(?:is|are|was|were|will) (?:it|they|this|that|these|those) (?:be )?(?:${ADVERBS} )?(?!${OF_DEEDS})(?:\\p{L}{2,20}(?:able|ible|ed)|valid)`,
  `(?:can|could|may|must|should|will) (?:it|they|this|that) (?:${ADVERBS} )?be \\p{L}{3,20}(?:ed|en|t)`,
  // What rains, gets late or takes long is nothing that was named.
  '(?:does|do|will|did) (?:it|this|that) (?!rain|snow|get|become|take|cost|matter|make|mean|count|depend)\\p{L}{3,20}',
  `(?:does|do|will) (?:it|they) (?:come|work|fit|expire|need|include|contain|require|cover)(?: ${anyWords(0, 3)}[\\p{L}\\p{N}'-]+)?`,
  `(?:è|e'|sarà|viene|va|risulta) (?:${ADVERBS} )?(?:\\p{L}{3,20}(?:bile|evole)|\\p{L}{2,20}(?:at|it|ut)[oa]|valid[oa]|inclus[oa]|compres[oa]|gratis|obbligatori[oa])`,
  // "Sono malata" is the asker; "sono rimborsabili" are things.
  `(?:sono|saranno|vengono|vanno) (?:${ADVERBS} )?(?:\\p{L}{3,20}(?:bili|evoli)|valid[ie]|inclus[ie]|compres[ie]|gratis|gratuit[ie]|obbligatorie?)`,
  // Verbs that want an object; "si può fumare?" is a whole question.
  `si (?:può|possono|puo'?) (?:${ADVERBS} )?(?:cambi|annull|cancell|modific|rimbors|prorog|spost|rimand|rinnov|cumul|trasfer|estend|restitu|disd|sospend|interromp|sostitu)(?:are|ire|ere)`,
  // The passive without its subject; what a shop is asked of everything ("bisa diantar?") is a whole question.
  `(?:itu |ini )?(?:${ADVERBS} )?(?:bisa|boleh|dapat|harus|wajib) di(?!antar|kirim|tawar|cicil|tunggu|bantu|hubungi|jemput|jelas|mulai|apa)\\p{L}{3,20}`,
  `(?:itu|ini) (?:${ADVERBS} )?(?:termasuk|berlaku|bisa|boleh|wajib|perlu|aman|gratis|halal|dijamin|ditanggung)(?: ${anyWords(0, 3)}[\\p{L}\\p{N}'-]+)?`,
];

/** One word of any kind after "is it". In "is it Friday?" and "is it dark?" it stands for nothing. */
const ONE_WORD = `(?:is|are|was|were) (?:it|they|this|that|these|those) (?:${ADVERBS} )?(?!\\p{L}+day|dark|late|early|christmas|ramadan|nyepi)(?:worth it|\\p{L}{3,20})`;

const OF_A_PRONOUN = new RegExp(
  `^(?:${ONE_WORD}|(?:${PREDICATES.join('|')})(?: (?:${ADVERBS} )?${PREPOSITION} ${anyWords(0, 2)}[\\p{L}\\p{N}'-]+)?)(?: ${ADVERBS}){0,4}[^\\p{L}\\p{N}]*$`,
  'u',
);

/**
 * Whether a message in lower case is nothing but a pronoun and what is asked of it ("is it refundable?"): what it is was
 * said before. With a second clause the message may name it itself. "Apa itu wajib lapor?" asks what a thing is.
 */
export function isOfAPronoun(message: string): boolean {
  const [clause, ...others] = clausesOf(message);
  return clause !== undefined && others.length === 0 && OF_A_PRONOUN.test(clause) && !/^\W*apa itu /.test(message);
}
