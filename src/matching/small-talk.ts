/** Greetings, thanks, farewells and filler in English, Italian and Indonesian, with what may follow them. */
const GREETING =
  'hi+|hey+|hello+|helo|hallo|halo+|hai|yo|good (?:morning|afternoon|evening|night|day)|ciao+|salve|buon ?giorno|buona ?sera|buona giornata|buon pomeriggio|selamat (?:pagi|siang|sore|malam|datang)|pagi|siang|sore|malam|met (?:pagi|siang|sore|malam)|assalamu.?alaikum|om swastiastu|permisi|apa kabar|how are you(?: doing)?(?: today)?|how.?s it going|what.?s up|come (?:stai|va|state)|tutto bene';
const THANKS =
  'thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|ty|tysm|cheers|grazie(?: mille| tante)?|mille grazie|ti ringrazio|(?:te)?rima ?kasih(?: banyak)?|makasih(?: banyak| ya)?|makasi|trims|suwun|matur suksma|suksma';
const FAREWELL = 'bye(?: bye)?|goodbye|see you(?: later| soon)?|arrivederci|a presto|a dopo|sampai jumpa|dadah|da+h';
const FILLER =
  'ok+|okay|okey|oke+|k|kk|yes|yep|yeah|no|nope|s[iì]|va bene|perfetto|perfect|great|nice|cool|got it|understood|capito|baik(?:lah)?|siap|ya|iya|tidak|sip|mantap|lol|haha+|wkwk+|test(?:ing)?|prova|tes|there|all|everyone|a tutti|semua|kak|kakak|min|admin|mas|mbak|bro|sis|pak|bu|team|guys|anyone (?:here|there)|ada orang|c.?[eè] qualcuno';

const SMALL_TALK = new RegExp(`^(?:\\W*(?:${GREETING}|${THANKS}|${FAREWELL}|${FILLER})(?![\\p{L}\\p{N}]))+\\W*$`, 'iu');

/** Whether a message is nothing but greetings, thanks, farewells or filler: a matter of manners, not a question. */
export function isSmallTalk(message: string): boolean {
  return SMALL_TALK.test(message.normalize('NFKC'));
}
