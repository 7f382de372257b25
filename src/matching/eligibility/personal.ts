import { clausesOf } from './clauses.ts';
import { ENGLISH } from './personal-english.ts';
import { INDONESIAN } from './personal-indonesian.ts';
import { ITALIAN } from './personal-italian.ts';
import { wholeWords } from './whole-words.ts';

/** The number of one order, case or booking, or whose it is. Digits alone are not enough: "form 1721" and "status 310" are everybody's. */
const NUMBERED = wholeWords(
  `(?:permohonan|pengajuan|berkas|pesanan|booking|reservasi|paket|paspor) atas nama|(?:pratica|prenotazione|ordine) a nome|(?:application|booking|reservation|order) (?:is )?under (?:the )?name`,
  `(?:order|application|case|ref|reference|booking|ticket|tracking|invoice|claim|file|pnr|shipment|parcel|pratica|ordine|prenotazione|fattura|riferimento|permohonan|pesanan|resi(?: pengiriman)?|pengajuan|berkas)(?: (?:number|numero|no|nr|nomor|id|code|is|è)){0,2}[ .:#]{1,3}(?=[\\p{L}\\p{N}-]{4,20}(?![\\p{L}\\p{N}]))(?=[\\p{L}-]{0,6}\\d)[\\p{L}-]{0,6}\\d[\\p{L}\\p{N}-]{2,20}`,
);

/** Waits for his own thing and asks how it goes, which may stand in two clauses. */
const WAITS = wholeWords(
  "waiting (?:for|on) (?:my|our) .{1,80}(?:how is it|how's it|what is the status|what's the status)",
  'aspett(?:o|iamo|ando) (?:(?:il|la|i|le) )?(?:mi[oae]|miei|nostr[oaie]) .{1,80}(?:come (?:procede|va)|a che punto)',
  '(?:nunggu|menunggu|tunggu) .{1,40}(?:saya|aku|kami) .{0,40}(?:perkembangan|sampai mana|kabar)(?:nya)?',
);

/** Whether only the asker's own records answer a text in lower case: state, date, amount or outcome of his own matter. */
export function isPersonal(text: string): boolean {
  if (NUMBERED.test(text)) return true;
  const languages = [ENGLISH, ITALIAN, INDONESIAN].filter(({ speaksOfSelf }) => speaksOfSelf.test(text));
  if (languages.length === 0) return false;
  if (WAITS.test(text)) return true;
  const clauses = clausesOf(text);
  return languages.some(
    ({ asksRecord, asksHow, tellsRecord, asksStanding, tellsThenAsks, asksOtherwise }) =>
      tellsThenAsks.test(text) ||
      (asksStanding.test(text) && !asksOtherwise.test(text)) ||
      clauses.some((clause) => asksRecord.some((asks) => asks.test(clause)) && !asksHow.test(clause)) ||
      (clauses.some((clause) => tellsRecord.some((tells) => tells.test(clause))) && !asksOtherwise.test(text)),
  );
}
