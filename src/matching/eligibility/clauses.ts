/** What people say before they come to the point, in English, Italian and Indonesian. */
const OPENERS = [
  'hi|hello|hey|there|good (?:morning|afternoon|evening)|sorry|excuse me|please|pls|plz|kindly|ok|okay|so|and|but|also|just|then',
  '(?:can|could|would|will) (?:you|u|someone|anybody|anyone)|any idea|(?:do you know|tell me|let me know|(?:i )?(?:want|wanted|need|would like) to (?:know|ask))(?! if| whether)',
  'ciao|salve|buon ?giorno|buona ?sera|scusa|scusate|scusi|senta|per favore|allora|e|ma|(?:vorrei sapere|volevo sapere|sapete|sai|sa|mi (?:sa|sapete) dire|mi dite|dimmi|ditemi|mi (?:puoi|potete|può) dire)(?! se)',
  '(?:ha)?lo|hai|kak|kakak|min|admin|pak|bu|mas|mbak|gan|sis|permisi|maaf|(?:selamat )?(?:pagi|siang|sore|malam)(?! ini)|mau (?:tanya|nanya)|tanya|dong|terus|tapi|jadi|oh ya|btw|apakah|apa',
];

/** One opener at the place where the last one ended: taken from the front and never given back, so time is linear. */
const OPENER = new RegExp(`(?:${OPENERS.join('|')})(?![\\p{L}\\p{N}'])[^\\p{L}\\p{N}]*`, 'uy');

/** A run of marks is tried at its first only: tried at each, time would grow with the square of its length. */
const BOUNDARY = /(?<![.?!;,:()\n])[.?!;,:()\n]+(?:\s+|$)|\s[-–—]\s/u;

/**
 * The clauses of a text in lower case, without what leads up to them ("hi, please tell me is my visa ready" gives
 * "is my visa ready"): a question is known by how it begins.
 */
export function clausesOf(text: string): string[] {
  return text
    .split(BOUNDARY)
    .map(withoutOpeners)
    .filter((clause) => clause !== '');
}

function withoutOpeners(clause: string): string {
  let at = 0;
  OPENER.lastIndex = 0;
  while (OPENER.test(clause)) at = OPENER.lastIndex;
  return clause.slice(at).trim();
}
