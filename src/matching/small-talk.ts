import { GREETINGS } from './greetings.ts';

/** Greetings, thanks, farewells and filler in English, Italian and Indonesian; longer ones before those they begin with. */
const PIECES = [
  ...GREETINGS,
  // What for, and praise.
  'for (?:your|the|all your|all the) (?:kind |quick )?(?:help|info|information|answers?|reply|support|time|patience)|for everything|for (?:explaining|clarifying|helping|letting me know|the explanation)(?: me| us| that| this| it)?',
  "(?:della|dell')(?: ?)(?:risposta|aiuto|informazione|disponibilit[aà])|per (?:l'aiuto|la risposta|le informazioni|l'informazione|la disponibilit[aà]|la pazienza|tutto)",
  'atas (?:bantuan|info|informasi|jawaban|penjelasan|waktu)(?:nya|mu)?',
  "you(?:'ve been|'re| have been| are| were) (?:very |so |really )?(?:helpful|kind|great|awesome|the best)",
  "(?:sei|siete|è) stat[oaie] (?:molto |davvero )?(?:gentil[ei]|gentilissim[oaie]|util[ei]|d'aiuto)|(?:sei|siete) (?:un |dei |i )?(?:grande|grandi|gentil[ei]|bravissim[oaie]|fantastic[oaie]|il massimo)",
  '(?:kamu|anda|kakak) (?:sangat )?(?:baik|hebat|keren|membantu)(?: banget| sekali)?|membantu (?:banget|sekali)',
  // Farewells and wishes.
  'goodbye|bye|see you(?: later| soon)?|arrivederci|a presto|a dopo|sampai jumpa|dadah|da+h',
  'have a (?:nice|good|great|lovely) (?:day|evening|night|weekend|time|one)|you too|take care|happy new year|merry christmas|altrettanto|buon (?:natale|anno)|auguri',
  'semoga (?:harimu|hari anda|harinya) (?:menyenangkan|indah)|sehat selalu|selamat (?:hari raya|tahun baru|natal|galungan|idul fitri)',
  "that'?s (?:all|it)(?: for now)?|nothing else|nient'altro|è tutto|tutto qui|a posto così",
  '(?:gak|ga|nggak|tidak) ada lagi|itu (?:saja|aja)|(?:sudah|udah) cukup',
  // Filler.
  'okay|okey|oke+|ok+|kk?|yes|yep|yeah|nope|no(?: problem| worries)?|s[iì]|va bene|perfetto|perfect|great|nice|cool|got it|understood',
  '(?:ho )?capito|ottimo|benissimo|bene|(?:tutto )?chiaro|(?:(?:sudah|udah|udh) )?(?:paham|ngerti|mengerti|jelas)',
  'baik(?:lah)?|siap|iya|ya|tidak|sip|mantap|lol|h+m+|testing|test|prova|tes',
  '(?:ha){2,}h?|(?:he){2,}|(?:wk){2,}w?',
  "there|everyone|all|a tutti|gentilissimi|semua(?:nya)?|kakak|kak|min|admin|mas|mbak|bro|sis|pak|bu|team|guys|mate|anyone (?:here|there)|ada orang|c'?è (?:qualcuno|nessuno)",
];

/** One piece at the place where the last one ended. Pieces are taken from the front and never given back, so time is linear. */
const PIECE = new RegExp(`(?:(?:and|e|dan) )?(?:${PIECES.join('|')})(?![\\p{L}\\p{N}])[^\\p{L}\\p{N}]*`, 'iuy');

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
