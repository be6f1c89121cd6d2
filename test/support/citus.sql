-- What Plimsoll uses of Citus, for a PostgreSQL without it: the functions have Citus's names, arguments and documented refusals,
-- and record what they are asked in tables that are named and shaped like Citus's own. Nothing is distributed.

SET allow_system_table_mods = on;

INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), 'citus', 10, 'pg_catalog'::regnamespace, false, '13.2-1';

CREATE TABLE pg_catalog.pg_dist_local_group (groupid int NOT NULL PRIMARY KEY);
INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);

CREATE TABLE pg_catalog.pg_dist_partition (
  logicalrelid regclass NOT NULL UNIQUE,
  partmethod "char" NOT NULL,
  partkey text,
  colocationid int NOT NULL,
  repmodel "char" NOT NULL
);
CREATE SEQUENCE pg_catalog.pg_dist_colocationid_seq;

-- Here the key is the column's name; in Citus it is a node of the parser.
CREATE FUNCTION pg_catalog.column_to_column_name(table_name regclass, column_var_text text) RETURNS text
LANGUAGE sql STABLE STRICT RETURN column_var_text;

CREATE FUNCTION pg_catalog.citus_require_plain_table(t regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT groupid FROM pg_dist_local_group) <> 0 THEN
    RAISE 'operation is not allowed on this node' USING HINT = 'Connect to the coordinator and run it again.';
  END IF;
  IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = t) THEN
    RAISE 'table "%" is already distributed', t USING ERRCODE = '42P16';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = t AND relkind = 'r' AND relpersistence = 'p' AND NOT relispartition) THEN
    RAISE '"%" is not a regular table', t USING ERRCODE = '42809';
  END IF;
  IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = t AND NOT tgisinternal) THEN
    RAISE 'cannot distribute relation "%" because it has triggers', t USING ERRCODE = '0A000';
  END IF;
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND (attgenerated <> '' OR attidentity <> '')) THEN
    RAISE 'cannot distribute relation: % has generated columns', t USING ERRCODE = '0A000';
  END IF;
END $$;

-- Unique indexes and foreign keys that no node could check.
CREATE FUNCTION pg_catalog.citus_require_constraints(t regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  placed pg_dist_partition;
  found record;
BEGIN
  SELECT * INTO placed FROM pg_dist_partition WHERE logicalrelid = t;
  IF placed.partmethod = 'h' THEN
    FOR found IN
      SELECT i.indexrelid::regclass AS name FROM pg_index i WHERE i.indrelid = t AND (i.indisunique OR i.indisexclusion)
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t AND a.attname = placed.partkey
          AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
    LOOP
      RAISE 'cannot create constraint on "%"', t USING ERRCODE = '0A000', DETAIL =
        'Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column: ' || found.name;
    END LOOP;
  END IF;
  FOR found IN
    SELECT k.conname AS name FROM pg_constraint k
      LEFT JOIN pg_dist_partition o ON o.logicalrelid = CASE WHEN k.conrelid = t THEN k.confrelid ELSE k.conrelid END
    WHERE k.contype = 'f' AND t IN (k.conrelid, k.confrelid) AND (o.logicalrelid IS NULL
      OR (o.colocationid <> placed.colocationid AND NOT (k.conrelid = t AND o.partmethod = 'n')))
  LOOP
    RAISE 'cannot create foreign key constraint %: the tables are not colocated', found.name USING ERRCODE = '0A000';
  END LOOP;
END $$;

CREATE FUNCTION pg_catalog.create_distributed_table(
  table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default',
  shard_count int DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  grouped int;
BEGIN
  PERFORM citus_require_plain_table(table_name);
  IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column AND attnum > 0) THEN
    RAISE 'column "%" of relation "%" does not exist', distribution_column, table_name USING ERRCODE = '42703';
  END IF;
  IF colocate_with NOT IN ('none', 'default') THEN
    SELECT p.colocationid INTO grouped FROM pg_dist_partition p
      JOIN pg_attribute theirs ON theirs.attrelid = p.logicalrelid AND theirs.attname = p.partkey
      JOIN pg_attribute own ON own.attrelid = table_name AND own.attname = distribution_column
    WHERE p.logicalrelid = colocate_with::regclass AND p.partmethod = 'h' AND own.atttypid = theirs.atttypid;
    IF NOT FOUND THEN
      RAISE 'cannot colocate tables % and %', colocate_with, table_name USING ERRCODE = '42809';
    END IF;
  END IF;
  INSERT INTO pg_dist_partition
  VALUES (table_name, 'h', distribution_column, coalesce(grouped, nextval('pg_dist_colocationid_seq')::int), 's');
  PERFORM citus_require_constraints(table_name);
END $$;

CREATE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM citus_require_plain_table(table_name);
  INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, nextval('pg_dist_colocationid_seq')::int, 't');
  PERFORM citus_require_constraints(table_name);
END $$;

CREATE FUNCTION pg_catalog.undistribute_table(table_name regclass) RETURNS void
LANGUAGE sql BEGIN ATOMIC DELETE FROM pg_catalog.pg_dist_partition WHERE logicalrelid = table_name; END;

-- A later definition is held to the same rules.
CREATE FUNCTION pg_catalog.citus_after_definition() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM citus_require_constraints(logicalrelid) FROM pg_dist_partition;
END $$;
CREATE EVENT TRIGGER citus_after_definition ON ddl_command_end EXECUTE FUNCTION pg_catalog.citus_after_definition();
