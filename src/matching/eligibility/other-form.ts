import { anyOf, clauses } from './whole-words.ts';

const LANGUAGES =
  'english|italian|indonesian|german|french|spanish|dutch|russian|chinese|japanese|portuguese|arabic|inglese|italiano|indonesiano|tedesco|francese|spagnolo|olandese|russo|cinese|giapponese|portoghese|arabo|inggris|italia|indonesia|jerman|perancis|prancis|spanyol|belanda|rusia|mandarin|jepang|arab';
const SHORT_FORM =
  '(?:just |only )?(?:one|two|three|a few|\\d+|una|due|tre|poche|satu|dua|tiga|beberapa) (?:single )?(?:words?|sentences?|lines?|parol[ae]|fras[ei]|righ?e?|kata|kalimat|baris)';
const STYLE =
  'bullet points?|a table|json|a poem|verse|rhymes?|emojis?|simple (?:words|terms|english)|capitals|elenco|tabella|rima|tabel|puisi';

/** The whole text is something to be worked on. */
const WORK_ON = anyOf(
  ...clauses(
    '^(?:(?:please|can you|could you|pls|hi|hello|now)[, ]+){0,3}(?:translate|summari[sz]e|rewrite|rephrase|paraphrase|proofread|classify)',
    '^(?:(?:per favore|puoi|potresti|ciao)[, ]+){0,3}(?:tradu\\p{L}{1,6}|riassum\\p{L}{1,4}|riscriv\\p{L}{1,4}|parafrasa\\p{L}{0,3}|classifica)',
    '^(?:(?:tolong|bisa|mohon|halo)[, ]+){0,3}(?:terjemahkan|terjemahin|ringkas(?:kan)?|rangkum(?:kan)?|tulis ulang|parafrase(?:kan)?|klasifikasikan)',
  ),
);

/** How the answer is to be, said at the beginning of a clause: no stored text can follow. */
const IN_A_FORM = new RegExp(
  `(?:^|[.?!,;:–-] ?)(?:please |pls |and |per favore |e |tolong |mohon |dan )?(?:${[
    `(?:answer|reply|respond|explain|write|say)(?: it| this| that| me| to me)? (?:only )?(?:in|with|using|as) (?:${LANGUAGES}|${SHORT_FORM}|${STYLE})`,
    `(?:rispond\\p{L}{1,4}|spiega\\p{L}{0,4}|scrivi\\p{L}{0,3}|dimmelo)(?: solo)? (?:in|con) (?:${LANGUAGES}|${SHORT_FORM}|${STYLE})`,
    `(?:jawab|balas|jelaskan|jelasin|tulis)(?:lah)?(?: saja)? (?:dalam|pakai|pake|dengan) (?:bahasa |bentuk )?(?:${LANGUAGES}|${SHORT_FORM}|${STYLE})`,
  ].join('|')})(?![\\p{L}\\p{N}])`,
  'u',
);

/** Whether a message in lower case asks for a text to be worked on, or for an answer in another form or language than its own. */
export function asksForOtherForm(message: string): boolean {
  return WORK_ON.test(message) || IN_A_FORM.test(message);
}
