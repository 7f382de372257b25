-- Which conversations a cultural chunk is for, and what it said before it was rewritten.

ALTER TABLE cultural_knowledge
    -- What a message is about that calls for the chunk, as src/culture/cultural-intent.ts names it.
    ADD COLUMN intents TEXT[] NOT NULL DEFAULT '{}',
    -- Where in a conversation it fits: opening, middle, closing; empty for anywhere.
    ADD COLUMN stages TEXT[] NOT NULL DEFAULT '{}';

-- Every text that a chunk had before.
CREATE TABLE cultural_versions (
    id BIGSERIAL PRIMARY KEY,
    chunk_id INTEGER NOT NULL REFERENCES cultural_knowledge (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    -- Who wrote the text that took its place: a model's id, or a person.
    replaced_by TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_cultural_versions_chunk_id ON cultural_versions (chunk_id, id);

UPDATE cultural_knowledge SET intents = '{greeting}', stages = '{opening}' WHERE topic = 'greetings';
UPDATE cultural_knowledge SET intents = '{waiting}' WHERE topic = 'bureaucracy_patience';
UPDATE cultural_knowledge SET intents = '{refusal,complaint}' WHERE topic = 'face_saving';
UPDATE cultural_knowledge SET intents = '{ceremony}' WHERE topic = 'tri_hita_karana';

INSERT INTO cultural_knowledge (topic, content, trigger_keyword, language, when_to_use, intents, stages, metadata) VALUES
('greetings',
 'Sapa dengan hangat dan tanpa tergesa-gesa: "selamat pagi" atau "apa kabar" dulu, baru urusannya. Pakai "Bapak", "Ibu" atau "Kak", dan balas salam dengan salam yang sama.',
 'greeting', 'id', 'Saat percakapan dibuka atau seseorang memberi salam', '{greeting}', '{opening}', '{"usage_count": 0}'),
('bureaucracy_patience',
 'Urusan di kantor pemerintah punya temponya sendiri: berkas bisa diminta dua kali dan tanggal bisa bergeser. Tunjukkan bahwa rasa kesal itu wajar, lalu sebutkan langkah berikutnya; berkas yang lengkap dan sikap sopan lebih membantu daripada tekanan.',
 'bureaucracy', 'id', 'Saat seseorang kesal menunggu kantor atau dokumen', '{waiting}', '{}', '{"usage_count": 0}'),
('face_saving',
 'Orang Indonesia menghindari penolakan terbuka supaya tidak ada yang kehilangan muka. "Tidak apa-apa" bisa menutupi masalah dan "ya" yang ragu bisa berarti tidak; bertanyalah dengan halus dan beri ruang untuk jawaban tidak langsung.',
 'tidak apa-apa', 'id', 'Saat sebuah pesan atau jawaban sulit dibaca maksudnya', '{refusal,complaint}', '{}', '{"usage_count": 0}'),
('tri_hita_karana',
 'Tri Hita Karana adalah gagasan Bali tentang keselarasan dalam tiga hubungan: dengan Tuhan, antarmanusia, dan dengan alam. Hormati upacara, sesajen di jalan dan keputusan banjar; usaha yang rukun dengan tetangga berjalan lebih lancar.',
 'bali', 'id', 'Saat kehidupan, upacara atau tetangga di Bali dibicarakan', '{ceremony}', '{}', '{"usage_count": 0}'),

('hierarchy',
 'Age and position count in Indonesia: the eldest or most senior person is greeted first, and decides last. Address people as "Bapak" (Mr) or "Ibu" (Ms) with the first name, and do not correct a senior person in front of others.',
 'hierarchy', 'en', 'When somebody asks how to address or approach people in office', '{addressing,meeting}', '{}', '{"usage_count": 0}'),
('hierarchy',
 'Usia dan jabatan dihormati: yang paling tua atau senior disapa lebih dulu dan memutuskan belakangan. Pakai "Bapak" atau "Ibu" dengan nama depan, dan jangan mengoreksi atasan di depan orang lain.',
 'hierarki', 'id', 'Saat seseorang bertanya cara menyapa atau menghadap pejabat', '{addressing,meeting}', '{}', '{"usage_count": 0}'),
('meeting_etiquette',
 'A first meeting is for getting to know each other; business comes after tea and small talk. Give and take things with the right hand, wear sleeves and long trousers or a skirt in offices, and confirm the appointment by message on the same day, as plans move with traffic and ceremonies.',
 'meeting', 'en', 'When an appointment or a visit is planned', '{meeting}', '{}', '{"usage_count": 0}'),
('meeting_etiquette',
 'Pertemuan pertama untuk saling mengenal; urusan dibahas setelah minum dan berbincang sebentar. Beri dan terima barang dengan tangan kanan, berpakaian sopan, dan konfirmasi janji pada hari yang sama lewat pesan.',
 'rapat', 'id', 'Saat janji temu atau kunjungan direncanakan', '{meeting}', '{}', '{"usage_count": 0}'),
('ramadan_business',
 'In Ramadan many Indonesians fast from dawn to sunset. Offices close earlier, answers take longer, and the week around Idul Fitri (Lebaran) is a long public holiday with most offices shut: file what is urgent before it. Wish "selamat berpuasa", and "mohon maaf lahir dan batin" at Idul Fitri.',
 'ramadan', 'en', 'When Ramadan, Lebaran or a date near them comes up', '{religion}', '{}', '{"usage_count": 0}'),
('ramadan_business',
 'Selama Ramadan banyak orang berpuasa dari fajar sampai magrib. Kantor tutup lebih awal, jawaban lebih lama, dan di sekitar Idul Fitri hampir semua kantor libur panjang: urus yang mendesak sebelumnya. Ucapkan "selamat berpuasa", dan "mohon maaf lahir dan batin" saat Lebaran.',
 'ramadhan', 'id', 'Saat Ramadan, Lebaran atau tanggal di dekatnya dibicarakan', '{religion}', '{}', '{"usage_count": 0}'),
('relationship_capital',
 'Trust comes before contracts: people help those they know, and a partner who asks after the family and keeps in touch between deals is served first. Remember names and small things that were said, thank by name, and do not hurry to the price.',
 'trust', 'en', 'When partners, staff or neighbours are spoken of, or somebody says thanks or takes leave', '{relationship,thanks,farewell}', '{closing}', '{"usage_count": 0}'),
('relationship_capital',
 'Kepercayaan datang sebelum kontrak: orang membantu yang mereka kenal. Tanyakan kabar keluarga, ingat nama dan hal kecil yang pernah diceritakan, ucapkan terima kasih dengan menyebut nama, dan jangan buru-buru ke harga.',
 'kepercayaan', 'id', 'Saat mitra, karyawan atau tetangga dibicarakan, atau seseorang berterima kasih atau berpamitan', '{relationship,thanks,farewell}', '{closing}', '{"usage_count": 0}'),
('flexible_expectations',
 'Time is elastic ("jam karet"): a date is often a hope, and rain, traffic or a ceremony is a good reason. Give ranges and not promises, say what is certain and what depends on others, and build slack into plans without blaming anybody.',
 'jam karet', 'en', 'When somebody wants an exact date or is upset that a plan has moved', '{waiting,deadline}', '{}', '{"usage_count": 0}'),
('flexible_expectations',
 'Waktu itu lentur ("jam karet"): tanggal sering berupa harapan, dan hujan, macet atau upacara adalah alasan yang wajar. Sebut kisaran, bukan janji; jelaskan mana yang pasti dan mana yang bergantung pada pihak lain, tanpa menyalahkan siapa pun.',
 'jam karet', 'id', 'Saat seseorang ingin tanggal pasti atau kesal karena rencana bergeser', '{waiting,deadline}', '{}', '{"usage_count": 0}'),
('language_barriers',
 'Many Indonesians understand English but hesitate to say that they did not follow. Write short sentences without idioms, one question at a time, repeat figures and dates in writing, and offer Indonesian; a smile or "ya" alone does not mean that it was understood.',
 'translate', 'en', 'When somebody struggles to be understood or asks for a translation', '{language}', '{}', '{"usage_count": 0}'),
('language_barriers',
 'Banyak orang segan mengatakan bahwa mereka belum paham. Pakai kalimat pendek, satu pertanyaan sekali tanya, tulis ulang angka dan tanggal, dan tawarkan bahasa Inggris bila perlu; senyum atau "ya" saja belum tentu berarti mengerti.',
 'terjemahan', 'id', 'Saat seseorang sulit dipahami atau meminta terjemahan', '{language}', '{}', '{"usage_count": 0}');
