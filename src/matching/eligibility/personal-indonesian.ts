import type { PersonalRules } from './personal-rules.ts';
import { anyWords, clauses, wholeWords } from './whole-words.ts';

/** Without one of these words no rule of this file can hold. */
const SPEAKS_OF_SELF = wholeWords(
  'saya|sy|aku|gue|gua|gw|kami|ku|mohon|tolong|minta|update|(?:info|tau|tahu) hasil(?:nya)?|sampai (?:tahap |proses |di )?mana',
);

const ME = '(?:saya|sy|aku|gue|gua|gw|kami|ku)';
const ALREADY = '(?:sudah|udah|udh|dah|sdh|telah)';

/** Of which every asker has his own, and which somebody keeps a file on. */
const RECORD =
  '(?:bukti|permohonan|pengajuan|permintaan|pendaftaran|berkas|dokumen|surat|visa|e-?visa|voa|kitas|kitap|paspor|izin|ijin|sim|perpanjangan|sertifikat|akta|kontrak|pt|cv|perusahaan|npwp|nib|lkpm|spt|kasus|komplain|keluhan|laporan|klaim|pesanan|orderan|order|paket|kiriman|koper|bagasi|booking|reservasi|janji|jadwal|invoice|faktur|tiket|hasil|lab|kartu keluarga|ktp|refund|dp|pembayaran|pinjaman|akun|sewa|polis|bpjs|wawancara|tanggal|langganan)';

const FIGURE =
  '(?:saldo|sisa|tagihan|nomor|no|kuota|pulsa|tunggakan|poin|limit|utang|hutang|cicilan|angsuran|skor|kursi|gaji)';

/** How such a thing ends well. A refusal is told rather than asked ("ditolak, kenapa?"). */
const STATE =
  '(?:di(?!tolak|blokir|batalkan|potong|kenakan|curi|tarik)\\p{L}{3,20}|jadi|selesai|keluar|terbit|masuk|cair|sampai|siap|kelar|beres|approved?|acc|bisa|ada|aktif|terdaftar|terkirim)';

/** Wants to learn how to do it himself, or why. */
const ASKS_HOW = wholeWords(
  'cara(?:nya)?|(?:kenapa|mengapa|kok|knp)|di ?mana (?:saya |aku |kami )?(?:bisa|boleh|harus|lihat)|(?:harus|mesti) (?:gimana|bagaimana|apa|ke mana)|apa yang (?:harus|terjadi|perlu)|solusi(?:nya)?|biasanya|kapan (?:wajib|harus|perlu)|normal|langkah',
  '(?:gimana|bagaimana) (?:kalau|kalo|jika|bila)|(?:kalau|kalo|jika|bila) .{0,40}(?:gimana|bagaimana|apakah)',
);

/** Any other question than whether. */
const ASKS_OTHERWISE = wholeWords(
  'cara(?:nya)?|kenapa|mengapa|kok|knp|gimana|bagaimana|gmn|harus|tapi|tp|kalau|kalo|jika|siapa|boleh|perlu|selama|untuk|buat apa|apa (?:itu|saja|yang)|lagi apa|masih (?:bisa|perlu|boleh)',
);

/** Beside "visa saya": asks what the rules say of such a thing, or tells what happened to it. */
const OF_RULES =
  '(?!.*(?:bisa|boleh|harus|wajib|perlu|cukup|berlaku(?! sampai)|kalau|kalo|jika|untuk|buat|tapi|langkah|diterjemahkan|(?<!\\p{L})aman(?!\\p{L})|pajak|gimana|bagaimana|apa (?:saja|itu)|bedanya|setelah|selama|tolak|dianggap|dicap))';

const ASKS_RECORD = clauses(
  // Whatever is asked of one's own matter in these words: "jatuh tempo sewa saya kapan", "paket saya nyampe jumat gak".
  `^${OF_RULES}(?=.*${RECORD} ${anyWords(0, 2)}${ME}(?![\\p{L}])).*(?<![\\p{L}])(?:berapa|brp|kapan|(?:belum|blm)(?: \\p{L}{2,3})?$|sampai mana|atau (?:tidak|belum|gak|nggak)|gak|ga|nggak|ngga|kan|kurang apa|apa (?:lagi|kurang)|salah)`,
  `(?:tolong|mohon|minta) (?:di)?info(?:kan|in)? ${anyWords(0, 1)}${FIGURE} |(?:mau|pengen|ingin) (?:tahu|tau) hasil .{0,30}${ME}`,
  `${ME} lulus ${anyWords(0, 2)}(?:gak|ga|nggak|tidak|kah|belum)|alamat ${ME} (?:yang|yg) terdaftar|yang baru (?:soal|tentang) .{0,20}${ME}|^${ALREADY} ada \\p{L}+ (?:belum|blm)`,
  `sisa .{0,20}${ME} .{0,20}(?:berapa|brp)|(?:yang|yg) ${ALREADY} ${ME} \\p{L}+$|kapan .{0,20}(?:ke|di) (?:rumah|tempat|alamat|kantor) ${ME}$`,
  // State: "visa saya udah disetujui belum", "saya sudah terdaftar belum".
  `${ME} ${anyWords(0, 2)}${ALREADY} ${anyWords(1, 5)}(?:belum|blm|blom)`,
  `^(?:apa )?${ALREADY} ${anyWords(1, 3)}(?:belum|blm) ${anyWords(0, 3)}${ME}`,
  `${RECORD} ${anyWords(0, 2)}${ME} ${anyWords(0, 1)}(?:${ALREADY} )?${STATE} (?:belum|blm|blom|apa belum)`,
  // Progress: "sudah sampai mana berkas saya", "ada kabar soal kasus saya".
  `(?:status|progres|progress|perkembangan(?:nya)?|kabar(?:nya)?|update|hasil|kelanjutan) ${anyWords(0, 5)}${ME}`,
  `${ME} ${anyWords(0, 4)}(?:perkembangan|progres|progress|kelanjutan|kabar|statusnya)(?:nya)?`,
  `sampai (?:tahap |proses |di )?mana(?: .{0,20})?$|sampai (?:tahap |di )?mana .{0,30}${ME}`,
  `(?:info|tau|tahu) hasil(?:nya)?$|nunggu ${RECORD} ${ME}.{0,40}(?:gimana|perkembangan)`,
  `update (?:soal |tentang )?${RECORD}(?: ${ME})?`,
  `siapa (?:yang |yg )?(?:pegang|urus|ngurus|tangani|menangani|handle|mengurus) ${anyWords(0, 2)}${ME}`,
  `${RECORD} ${ME} (?:masih )?kurang apa|${RECORD} ${ME} (?:sudah |udah )?(?:lengkap|beres|aman)(?: kan)?$`,
  // Requests to look: "cek status pengajuan saya", "mohon konfirmasi sudah diterima".
  `^${anyWords(0, 2)}(?:di)?(?:cek|check)(?:in|kan)? ${anyWords(0, 3)}${ME}(?! ?bisa)`,
  `(?:mohon|tolong|minta) (?:di)?(?:konfirmasi|cek)(?:kan)?(?: .{0,20}(?:terima|masuk))?$|(?:mohon|tolong) konfirmasi (?:sudah|udah|apakah)`,
  `(?:tolong|mohon|minta|minta tolong|bisa tolong) ${anyWords(0, 1)}(?:di)?(?:pindah|ganti|kirim|batal|jadwal ?ulang|reschedule|cancel|majukan|undur)\\p{L}* ${anyWords(0, 2)}${RECORD}`,
  `minta ${RECORD} ${ME} (?:di)?kirim`,
  // Time and place: "kapan KITAS saya jadi", "paket saya di mana".
  `kapan ${anyWords(0, 1)}${RECORD} ${anyWords(0, 2)}${ME}|${RECORD} ${anyWords(0, 3)}${ME} ${anyWords(0, 2)}kapan`,
  `(?:berapa|brp) (?:hari|minggu|bulan|lama) lagi ${anyWords(0, 3)}${ME}|kapan giliran ${ME}|${ME} terdaftar ${anyWords(0, 3)}mana`,
  `${RECORD} ${anyWords(0, 2)}${ME} (?:masih|msh) (?:berapa |brp )?lama(?: lagi| gak| ga| nggak| ya)*$`,
  `${ME} (?:dapat|dapet|kebagian|duduk di|di) (?:kursi|kamar|gate|lantai|kelompok|ruang(?:an)?) (?:nomor |no |yang )?(?:berapa|brp|mana)$`,
  `${ME} ${anyWords(0, 2)}(?:habis|berakhir|expired|kadaluarsa|berlaku)(?:nya)? (?:tanggal berapa|tgl berapa|kapan|sampai (?:kapan|tanggal|tgl))`,
  `${RECORD} ${anyWords(0, 2)}${ME} (?:sekarang )?(?:ada )?(?:di ?mana|sampai mana)$`,
  // Figures: "saldo saya berapa", "kuota saya tinggal berapa".
  `${FIGURE} ${anyWords(0, 2)}${ME} ${anyWords(0, 2)}(?:berapa|brp)|${FIGURE} ${anyWords(0, 2)}(?:berapa|brp) (?:punya )?${ME}`,
  `(?:berapa|brp) ${anyWords(0, 1)}${FIGURE} ${anyWords(0, 2)}${ME}`,
  `^(?:(?:lihat|minta|kasih tau) )?${FIGURE} ${anyWords(0, 1)}${ME}$`,
  `${ME} ${anyWords(0, 2)}(?:tinggal|sisa|kurang bayar|utang|hutang) (?:berapa|brp)`,
  `(?:tahun|bulan|minggu) lalu ${ME} ${anyWords(1, 3)}(?:berapa|brp)`,
  `${ME} masih (?:ada|punya) ${FIGURE} ${anyWords(0, 2)}(?:berapa|brp)`,
  `^(?:tinggal|sisa) (?:berapa|brp) ${anyWords(1, 3)}${ME}$|${RECORD} ${ME} (?:itu )?(?:atas nama|a\\.?n\\.?) siapa`,
  `${ME} (?:masih )?(?:ada|punya) (?:tunggakan|denda|utang|hutang|tagihan)`,
  // Nothing but the thing: "paspor saya".
  `^${RECORD} ${ME}$`,
);

/** Asked by the tone alone: "dokumen saya sudah diterima?", "pemilik vila sudah tanda tangan kontrak kami?". */
const TELLS_RECORD = [
  wholeWords(`${RECORD} ${anyWords(0, 2)}(?:${ME}|(?:yang|yg) ${ME} \\p{L}+) ${ALREADY} ${anyWords(0, 1)}${STATE}`),
  wholeWords(`^${anyWords(1, 3)}${ME} ${ALREADY} ${STATE}$`),
  wholeWords(`^${RECORD} ${ME} ${ALREADY} (?!hilang|habis|rusak|ditolak|mati|expired|lewat)${anyWords(0, 3)}\\p{L}+$`),
  wholeWords(`^${anyWords(1, 3)}${ALREADY} (?:tanda tangan|ttd|terima|kirim|proses|setujui|cek) ${RECORD} ${ME}`),
];

const STANDING =
  '(?:overstay|terdaftar|terverifikasi|tercatat|masuk (?:daftar|blacklist)|(?:di-?)?blacklist|(?:di)?cekal|nunggak|menunggak|(?:telat|terlambat) bayar|(?:diterima|lulus)(?= ?(?:(?:di|pada) .{1,30})?\\W*$))';

/** How the asker stands by what is on file. "Apakah" or a closing "belum" asks; without, it is told. */
const ASKS_STANDING = wholeWords(
  `apa(?:kah)? (?:nama )?${ME} (?:(?:${ALREADY}|masih|lagi|sedang|kena|pernah) ){0,2}${STANDING}`,
  `(?:nama )?${ME} (?:(?:${ALREADY}|masih|lagi|sedang|kena|pernah) ){0,2}${STANDING} ${anyWords(0, 3)}(?:gak|ga|nggak|ngga|belum|blm|atau (?:tidak|belum|gak))(?: (?:ya|sih|kak|min))?\\W*$`,
);

/** After the clause with the thing, a question that needs its file. "Kapan harus diperpanjang?" is for the rules. */
const TELLS_THEN_ASKS = wholeWords(
  `(?<!(?:kalau|kalo|jika|bila|setelah) )(?:${[
    `${RECORD} ${anyWords(0, 1)}${ME}`,
    `(?!kartu|uang|transfer)\\p{L}{3,20} ${ME} (?:${ALREADY}|masih|lagi) ${anyWords(0, 2)}(?:di|dalam|sama|diservis|ditahan)`,
  ].join(
    '|',
  )}) (?!.{0,60}(?:hilang|ditolak|rusak|dicuri|habis|expired|kadaluarsa|mati))[^.?!;:]{3,100}[,.;:!]+ (?:terus |trus |jadi |kira-kira )?(?:${[
    '(?:kapan|berapa lama lagi) (?:akan |bakal |bisa |baru )?(?:di(?!perpanjang|bayar|urus|lapor|ganti)\\p{L}{3,20}|balik|kembali|keluar|jadi|selesai|terbit|sampai|datang|ambil|cair)',
    '(?:kapan|berapa lama lagi) (?:saya|aku|kami) (?:bisa )?(?:dapat|dapet|terima|ambil)',
    '(?:sekarang )?(?:ada )?(?:di ?mana|sampai mana)(?: sekarang)?',
    '(?:masih )?berapa lama lagi',
  ].join('|')})(?:nya)?(?: (?:ya|kak|min|lagi|sih|kira-kira)){0,3}\\W*$`,
);

/** The rules for Indonesian. */
export const INDONESIAN: PersonalRules = {
  speaksOfSelf: SPEAKS_OF_SELF,
  asksRecord: ASKS_RECORD,
  asksHow: ASKS_HOW,
  tellsRecord: TELLS_RECORD,
  asksStanding: ASKS_STANDING,
  tellsThenAsks: TELLS_THEN_ASKS,
  asksOtherwise: ASKS_OTHERWISE,
};
