-- Version 3: the course of relations is derived anew whenever events change (see derived.sql), and kept no longer here.
DROP TABLE IF EXISTS relations;
DROP TABLE IF EXISTS turning_points;
