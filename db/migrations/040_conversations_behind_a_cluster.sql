-- In how many conversations of the last night's window a cluster's question was asked; null until a night has counted it.
ALTER TABLE clusters ADD COLUMN conversations INTEGER;
