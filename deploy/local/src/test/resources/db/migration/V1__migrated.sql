CREATE TABLE migrated(id int PRIMARY KEY);
