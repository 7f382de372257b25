-- A user who goes by an e-mail address is one user in whatever case it is written (src/conversations/kept-user-id.ts).
-- COLLATE "C": the letters of ASCII alone, as the program does it.
UPDATE conversations SET user_id = lower(user_id COLLATE "C")
WHERE user_id LIKE '%@%' AND user_id <> lower(user_id COLLATE "C");

-- Of a phrasing that one user asked in several cases the oldest row stays.
DELETE FROM query_clusters later USING query_clusters kept
WHERE later.phrasing_id = kept.phrasing_id AND later.id > kept.id AND later.user_id LIKE '%@%'
  AND lower(later.user_id COLLATE "C") = lower(kept.user_id COLLATE "C");

UPDATE query_clusters SET user_id = lower(user_id COLLATE "C")
WHERE user_id LIKE '%@%' AND user_id <> lower(user_id COLLATE "C");
