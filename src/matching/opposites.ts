/**
 * Words that stand against each other in one place of a sentence, in English, Italian and Indonesian. Meaning by vectors
 * puts them close together: "maximum" is what is most like "minimum". Pairs that tell one event from two sides, such as
 * "send" and "receive", are left out: they ask the same.
 */
const FIELDS = [
  ['minimum minimal lowest smallest least', 'maximum max maximal highest largest most'],
  ['buy buying purchase', 'sell selling sale', 'rent renting lease leasing'],
  ['open opening start starting found create establish', 'close closing dissolve liquidate'],
  ['extend extending extension prolong renew renewing renewal', 'shorten shortening', 'cancel cancelling cancellation'],
  ['allowed permitted legal', 'forbidden prohibited illegal'],
  ['increase raise', 'decrease lower reduce'],
  ['deposit depositing', 'withdraw withdrawing withdrawal'],
  ['arrival arrive arriving enter entry entering', 'departure depart departing leave leaving exit'],
  ['activate activating enable', 'deactivate deactivating disable'],
  ['lock locking block blocking freeze', 'unlock unlocking unblock unblocking unfreeze'],
  ['import importing', 'export exporting'],
  ['add adding', 'remove removing delete deleting'],
  ['cheap cheapest', 'expensive'],
  ['install installing', 'uninstall uninstalling'],
  ['subscribe', 'unsubscribe'],
  ['hire hiring employ', 'fire dismiss'],
  ['lend lending', 'borrow borrowing'],
  ['upload', 'download'],
  ['upgrade', 'downgrade'],
  ['single unmarried', 'married'],
  ['domestic', 'foreign international'],
  ['minimo minima', 'massimo massima'],
  ['comprare compro acquistare acquisto', 'vendere vendo vendita', 'affittare affitto noleggiare'],
  ['aprire apro apertura avviare costituire', 'chiudere chiudo chiusura'],
  ['prolungare estendere prorogare proroga rinnovare rinnovo', 'accorciare', 'annullare cancellare'],
  ['entrata entrare ingresso arrivo', 'uscita uscire partenza'],
  ['aumentare', 'diminuire ridurre'],
  ['depositare versare', 'prelevare'],
  ['permesso consentito', 'vietato proibito'],
  ['minimal minimum', 'maksimal maksimum'],
  ['beli membeli pembelian', 'jual menjual penjualan', 'sewa menyewa penyewaan'],
  ['buka membuka pembukaan mendirikan', 'tutup menutup penutupan'],
  ['perpanjang memperpanjang perpanjangan', 'batal membatalkan pembatalan'],
  ['masuk kedatangan', 'keluar keberangkatan'],
  ['naik menaikkan', 'turun menurunkan'],
  ['setor menyetor', 'tarik menarik'],
  ['boleh diizinkan', 'dilarang'],
];

/** Of each word the fields it is in, and on which side. */
const SIDES = new Map<string, { field: number; side: number }[]>();
for (const [field, sides] of FIELDS.entries()) {
  for (const [side, words] of sides.entries()) {
    for (const word of words.split(' ')) SIDES.set(word, [...(SIDES.get(word) ?? []), { field, side }]);
  }
}

/** Where the words of a text stand in the fields that they touch: the field, and the only side of it that the text is on. */
export function sidesOf(words: readonly string[]): Map<number, number> {
  const sides = new Map<number, number>();
  const both = new Set<number>();
  for (const word of words) {
    for (const { field, side } of SIDES.get(word) ?? []) {
      if ((sides.get(field) ?? side) !== side) both.add(field);
      sides.set(field, side);
    }
  }
  for (const field of both) sides.delete(field);
  return sides;
}

/** The fields in which two texts stand on different sides. */
export function opposedFields(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number[] {
  return [...a].filter(([field, side]) => b.has(field) && b.get(field) !== side).map(([field]) => field);
}

/** Whether a word belongs to a field. */
export function isInField(word: string, field: number): boolean {
  return SIDES.get(word)?.some((one) => one.field === field) ?? false;
}
