/** Greetings, thanks, farewells and filler in English, Italian and Indonesian; longer ones before those they begin with. */
const PIECES = [
  // Greetings.
  'good (?:morning|afternoon|evening|night|day)|buon ?giorno|buona ?sera|buona giornata|buon pomeriggio',
  'selamat (?:pagi|siang|sore|malam|datang)|met (?:pagi|siang|sore|malam)|pagi|siang|sore|malam|apa kabar',
  "how are you(?: doing)?(?: today)?|how'?s it going|what'?s up|come (?:stai|va|state)|tutto bene",
  "hello+|helo|hallo|hi+|hey+|ehi|yo|halo+|hai|ciao+|salve|assalamu'?alaikum|om swastiastu|permisi",
  // Thanks and farewells.
  'thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|tks|ty|tysm|cheers|awesome|grazie(?: mille| tante)?|mille grazie|ti ringrazio',
  '(?:te)?rima ?kasih(?: banyak)?|makasih(?: banyak)?|makasi|trims|suwun|matur suksma|suksma|infonya',
  'goodbye|bye|see you(?: later| soon)?|arrivederci|a presto|a dopo|sampai jumpa|dadah|da+h',
  // Filler.
  'okay|okey|oke+|ok+|kk?|yes|yep|yeah|nope|no|s[iì]|va bene|perfetto|perfect|great|nice|cool|got it|understood|capito',
  'baik(?:lah)?|siap|iya|ya|tidak|sip|mantap|lol|h+m+|testing|test|prova|tes',
  '(?:ha){2,}h?|(?:he){2,}|(?:wk){2,}w?',
  "there|everyone|all|a tutti|gentilissimi|semua|kakak|kak|min|admin|mas|mbak|bro|sis|pak|bu|team|guys|mate|anyone (?:here|there)|ada orang|c'?è qualcuno",
];

/** One piece at the place where the last one ended. Pieces are taken from the front and never given back, so time is linear. */
const PIECE = new RegExp(`(?:${PIECES.join('|')})(?![\\p{L}\\p{N}])[^\\p{L}\\p{N}]*`, 'iuy');

/** Whether a message is nothing but greetings, thanks, farewells or filler: a matter of manners, not a question. */
export function isSmallTalk(message: string): boolean {
  const text = message
    .normalize('NFKC')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/^[^\p{L}\p{N}]+/u, '');
  let at = 0;
  while (at < text.length) {
    PIECE.lastIndex = at;
    if (!PIECE.test(text)) return false;
    at = PIECE.lastIndex;
  }
  return text.length > 0;
}
