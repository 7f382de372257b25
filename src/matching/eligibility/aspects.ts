const setOf = (...lines: string[]): ReadonlySet<string> => new Set(lines.join(' ').split(' '));

/** Words that say what is asked of a matter, but not which: a short message of nothing else leans on what went before. */
export const ASPECTS = setOf(
  'cost costs price prices fee fees expensive cheap cheaper cheapest better worse total time times long take takes day days week weeks month months',
  'year years do done get it this that they them allowed possible same different else more other another example first second third next there here',
  'really sure ok per person persons people family child children kid kids adult adults two three twice',
  "does don't doesn't so too also instead always exactly every must one ones if difference legal faster quicker way give ask",
  'costa costano costo costi prezzo prezzi spesa meglio peggio economico caro tempo tempi giorni settimane mesi anni dura durata ci vuole',
  'fare fa farlo stesso stessa altro altra altri esempio prima dopo davvero sicuro qui persona persone famiglia bambini bambino due tre volte quello quella questo questa differenza semplice obbligatorio obbligatoria legale modo veloce',
  'biaya harga ongkos tarif murah mahal lebih total waktu lama hari minggu bulan tahun bisa boleh sama lain contoh dulu lagi beneran yakin sini situ',
  'itu ini nya berapa orang keluarga anak anak-anak dua tiga kali mana begitu mending bagus per gitu beda paling singkat wajib legal cara cepat',
);

/** More of them in the course of a talk; as the first words of one they name a matter ("can I pay online?"). */
export const ASPECTS_OF_A_TALK = setOf(
  'pay pays paid payment money document documents paper papers requirement requirements required valid validity apply application extend extension renew renewal',
  'work works need needs make use online include includes included tax taxes send sign everything again euro euros dollars husband wife partner',
  'pagare paga pago pagarla documenti serve servono valido validità rinnovare rinnovo estendere estensione ottenere online tasse incluso inclusa incluse inclusi compreso',
  'tutto mando mandare firmare firmo euro dollari rupie caso quanto deve devono piccolo piccola grande marito moglie',
  'bayar dokumen syarat persyaratan berlaku perpanjang urus proses online termasuk pajak kirim ttd semua semuanya euro dolar rupiah perlu harus jadi udah sudah belum juga tanda tangan suami istri',
);
