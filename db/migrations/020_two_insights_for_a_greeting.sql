-- A greeting that opens a conversation is answered with two insights: how people greet, and that trust comes before business.
-- Where a person has set other stages, or written another text of when to use it, that stays.
UPDATE cultural_knowledge SET stages = '{opening,closing}' WHERE topic = 'relationship_capital' AND stages = '{closing}';

UPDATE cultural_knowledge
SET when_to_use = 'When a conversation opens, when partners, staff or neighbours are spoken of, or somebody says thanks or takes leave'
WHERE topic = 'relationship_capital' AND language = 'en'
  AND when_to_use = 'When partners, staff or neighbours are spoken of, or somebody says thanks or takes leave';

UPDATE cultural_knowledge
SET when_to_use = 'Saat percakapan dibuka, saat mitra, karyawan atau tetangga dibicarakan, atau seseorang berterima kasih atau berpamitan'
WHERE topic = 'relationship_capital' AND language = 'id'
  AND when_to_use = 'Saat mitra, karyawan atau tetangga dibicarakan, atau seseorang berterima kasih atau berpamitan';
