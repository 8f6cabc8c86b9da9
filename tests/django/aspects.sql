-- What the database holds, aspect by aspect: oid, the oid of the table it hangs on, type, schema,
-- table, name, aspect, value. The empty aspect is the object itself, under its name.
WITH own AS (
    SELECT n.oid, n.nspname::text AS schema FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), relations AS (
    SELECT c.*, o.schema, c.relname::text AS name FROM pg_class c JOIN own o ON o.oid = c.relnamespace
), tables AS (
    SELECT * FROM relations WHERE relkind IN ('r', 'p')
), columns AS (
    SELECT a.*, t.schema, t.name AS relation, d.adbin, k.oid AS not_null, k.conname, k.convalidated
    FROM pg_attribute a JOIN tables t ON t.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.conkey[1] = a.attnum AND k.contype = 'n'
    WHERE a.attnum > 0 AND NOT a.attisdropped
), indexes AS (
    SELECT i.*, t.schema, t.name AS relation, c.relname::text AS name, c.reloptions, m.amname::text AS method
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN relations t ON t.oid = i.indrelid AND t.relkind IN ('r', 'p', 'm')
    JOIN pg_am m ON m.oid = c.relam
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
), types AS (
    SELECT t.*, o.schema, t.typname::text AS name, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS kind
    FROM pg_type t JOIN own o ON o.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c'
)
SELECT t.oid::int8, 0::int8, 'table', schema, name, name, a.aspect, a.value FROM tables t
    LEFT JOIN pg_class toast ON toast.oid = t.reltoastrelid
    CROSS JOIN LATERAL (VALUES ('', schema || '.' || name), ('persistence', t.relpersistence::text),
        ('options', concat(t.reloptions, toast.reloptions)), ('row_security', t.relrowsecurity::text), ('force_row_security', t.relforcerowsecurity::text),
        ('replica_identity', t.relreplident::text), ('clustered_on', (SELECT indexrelid::text FROM pg_index WHERE indrelid = t.oid AND indisclustered)),
        ('partition', t.relispartition::text), ('bound', pg_get_expr(t.relpartbound, t.oid)), ('partition_key', pg_get_partkeydef(t.oid)),
        ('inherits', (SELECT string_agg(inhparent::text, ' ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = t.oid AND NOT t.relispartition)),
        ('of_type', t.reloftype::text), ('comment', obj_description(t.oid, 'pg_class'))) AS a (aspect, value)
UNION ALL SELECT attnum, attrelid, 'column', schema, relation, attname, a.aspect, a.value FROM columns c
    CROSS JOIN LATERAL (VALUES ('', attname::text), ('type', format_type(atttypid, atttypmod)), ('nullable', attnotnull::text),
        ('collation', attcollation::text), ('identity', attidentity::text),
        ('default', CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, attrelid) ELSE '' END),
        ('generated', CASE WHEN attgenerated <> '' THEN pg_get_expr(adbin, attrelid) ELSE '' END),
        ('storage', attstorage::text), ('statistics_target', attstattarget::text), ('options', attoptions::text),
        ('compression', to_jsonb(c) ->> 'attcompression'), ('not_null_name', conname::text), ('validated', convalidated::text),
        ('comment', concat(col_description(attrelid, attnum), '/' || obj_description(not_null, 'pg_constraint')))) AS a (aspect, value)
UNION ALL SELECT k.oid, k.conrelid, 'constraint', t.schema, t.name, conname, a.aspect, a.value
    FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid LEFT JOIN pg_class i ON i.oid = k.conindid
    CROSS JOIN LATERAL (VALUES ('', conname::text), ('expression', pg_get_constraintdef(k.oid)), ('validated', convalidated::text),
        ('deferrable', condeferrable::text || condeferred), ('on_delete', confdeltype::text), ('on_update', confupdtype::text),
        ('match', confmatchtype::text), ('references', confrelid || '/' || confkey::text), ('columns', conkey::text), ('no_inherit', connoinherit::text),
        ('enabled', to_jsonb(k) ->> 'conenforced'), ('options', CASE WHEN contype <> 'f' THEN i.reloptions::text END),
        ('comment', concat(obj_description(k.oid, 'pg_constraint'), CASE WHEN contype <> 'f' THEN '/' || obj_description(i.oid, 'pg_class') END))) AS a (aspect, value)
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL SELECT indexrelid, indrelid, 'index', schema, relation, name, a.aspect, a.value FROM indexes
    CROSS JOIN LATERAL (VALUES ('', name), ('unique', indisunique::text), ('valid', indisvalid::text), ('method', method), ('options', reloptions::text),
        ('predicate', pg_get_expr(indpred, indrelid)), ('columns', indkey::text), ('order', indoption::text), ('opclass', indclass::text),
        ('collation', indcollation::text), ('include', indnkeyatts::text), ('comment', obj_description(indexrelid, 'pg_class')),
        ('statistics_target', (SELECT string_agg(attstattarget::text, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = indexrelid))) AS a (aspect, value)
UNION ALL SELECT t.oid, t.tgrelid, 'trigger', r.schema, r.name, t.tgname, a.aspect, a.value
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid
    CROSS JOIN LATERAL (VALUES ('', t.tgname::text), ('enabled', t.tgenabled::text), ('timing', t.tgtype::text), ('function', t.tgfoid::text),
        ('comment', obj_description(t.oid, 'pg_trigger'))) AS a (aspect, value)
    WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL SELECT p.oid, p.polrelid, 'policy', r.schema, r.name, p.polname, a.aspect, a.value
    FROM pg_policy p JOIN tables r ON r.oid = p.polrelid
    CROSS JOIN LATERAL (VALUES ('', p.polname::text), ('using', pg_get_expr(p.polqual, p.polrelid)), ('check', pg_get_expr(p.polwithcheck, p.polrelid)),
        ('roles', p.polroles::text), ('comment', obj_description(p.oid, 'pg_policy'))) AS a (aspect, value)
UNION ALL SELECT w.oid, w.ev_class, 'rule', r.schema, r.name, w.rulename, a.aspect, a.value
    FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class
    CROSS JOIN LATERAL (VALUES ('', w.rulename::text), ('enabled', w.ev_enabled::text), ('body', w.ev_action::text), ('condition', w.ev_qual::text),
        ('comment', obj_description(w.oid, 'pg_rewrite'))) AS a (aspect, value)
    WHERE w.rulename <> '_RETURN'
UNION ALL SELECT c.oid, 0, CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'materialized_view' END,
                 c.schema, NULL, c.name, a.aspect, a.value
    FROM relations c
    LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                         AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
    CROSS JOIN LATERAL (VALUES ('', c.schema || '.' || c.name), ('bounds', concat(seqincrement, '/', seqmin, '/', seqmax, '/', seqstart, '/', seqcache, seqcycle)),
                               ('type', s.seqtypid::text), ('owned_by', d.refobjid || '.' || d.refobjsubid), ('options', c.reloptions::text),
                               ('columns', (SELECT string_agg(attname::text, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid)),
                               ('default', (SELECT string_agg(adnum::text, ' ' ORDER BY adnum) FROM pg_attrdef WHERE adrelid = c.oid)),
                               ('comment', obj_description(c.oid, 'pg_class')),
                               ('body', CASE WHEN c.relkind <> 'S' THEN pg_get_viewdef(c.oid) END)) AS a (aspect, value)
    WHERE c.relkind IN ('S', 'v', 'm')
UNION ALL SELECT p.oid, 0, 'function', o.schema, NULL, p.proname, a.aspect, a.value
    FROM pg_proc p JOIN own o ON o.oid = p.pronamespace
    CROSS JOIN LATERAL (VALUES ('', o.schema || '.' || p.proname), ('body', p.prosrc), ('volatility', p.provolatile::text), ('strict', p.proisstrict::text),
        ('security', p.prosecdef::text), ('leakproof', p.proleakproof::text), ('parallel', p.proparallel::text), ('cost', p.procost::text),
        ('rows', p.prorows::text), ('options', p.proconfig::text), ('comment', obj_description(p.oid, 'pg_proc'))) AS a (aspect, value)
UNION ALL SELECT t.oid, 0, t.kind, t.schema, NULL, t.name, a.aspect, a.value FROM types t
    CROSS JOIN LATERAL (VALUES ('', t.schema || '.' || t.name),
        ('labels', (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)),
        ('attributes', (SELECT string_agg(attname || format_type(atttypid, atttypmod), ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = t.typrelid AND NOT attisdropped)),
        ('default', t.typdefault), ('nullable', t.typnotnull::text), ('comment', obj_description(t.oid, 'pg_type'))) AS a (aspect, value)
UNION ALL SELECT k.oid, t.oid, 'constraint', t.schema, t.name, k.conname, a.aspect, a.value
    FROM pg_constraint k JOIN types t ON t.oid = k.contypid
    CROSS JOIN LATERAL (VALUES ('', k.conname::text), ('expression', pg_get_constraintdef(k.oid)), ('validated', k.convalidated::text),
        ('comment', obj_description(k.oid, 'pg_constraint'))) AS a (aspect, value)
    WHERE k.contype = 'c'
UNION ALL SELECT c.oid, 0, 'collation', o.schema, NULL, c.collname, a.aspect, a.value
    FROM pg_collation c JOIN own o ON o.oid = c.collnamespace
    CROSS JOIN LATERAL (VALUES ('', o.schema || '.' || c.collname), ('deterministic', c.collisdeterministic::text), ('comment', obj_description(c.oid, 'pg_collation'))) AS a (aspect, value)
UNION ALL SELECT s.oid, 0, 'statistics', o.schema, NULL, s.stxname, a.aspect, a.value
    FROM pg_statistic_ext s JOIN own o ON o.oid = s.stxnamespace
    CROSS JOIN LATERAL (VALUES ('', o.schema || '.' || s.stxname), ('kinds', s.stxkind::text), ('statistics_target', s.stxstattarget::text),
        ('comment', obj_description(s.oid, 'pg_statistic_ext'))) AS a (aspect, value)
UNION ALL SELECT e.oid, 0, 'extension', NULL, NULL, e.extname, a.aspect, a.value FROM pg_extension e
    CROSS JOIN LATERAL (VALUES ('', e.extname::text), ('version', e.extversion), ('schema', e.extnamespace::text), ('comment', obj_description(e.oid, 'pg_extension'))) AS a (aspect, value)
UNION ALL SELECT o.oid, 0, 'schema', o.schema, NULL, o.schema, a.aspect, a.value FROM own o
    CROSS JOIN LATERAL (VALUES ('', o.schema), ('comment', obj_description(o.oid, 'pg_namespace'))) AS a (aspect, value)
UNION ALL SELECT c.oid, 0, 'text_search_configuration', o.schema, NULL, c.cfgname, a.aspect, a.value
    FROM pg_ts_config c JOIN own o ON o.oid = c.cfgnamespace
    CROSS JOIN LATERAL (VALUES ('', c.cfgname::text),
        ('mappings', (SELECT string_agg(concat(maptokentype, '/', mapdict), ' ' ORDER BY maptokentype, mapseqno) FROM pg_ts_config_map WHERE mapcfg = c.oid))) AS a (aspect, value)
UNION ALL SELECT d.oid, 0, 'text_search_dictionary', o.schema, NULL, d.dictname, a.aspect, a.value
    FROM pg_ts_dict d JOIN own o ON o.oid = d.dictnamespace CROSS JOIN LATERAL (VALUES ('', d.dictname::text), ('options', d.dictinitoption)) AS a (aspect, value)
UNION ALL SELECT c.oid, 0, 'conversion', o.schema, NULL, c.conname, '', c.conname::text FROM pg_conversion c JOIN own o ON o.oid = c.connamespace
UNION ALL SELECT p.oid, 0, 'operator', o.schema, NULL, format('%s(%s, %s)', p.oprname, coalesce(nullif(p.oprleft, 0)::regtype::text, 'none'), p.oprright::regtype), '', ''
    FROM pg_operator p JOIN own o ON o.oid = p.oprnamespace
UNION ALL SELECT f.oid, 0, 'operator_family', o.schema, NULL, format('%s USING %s', f.opfname, a.amname), '', '' FROM pg_opfamily f JOIN own o ON o.oid = f.opfnamespace JOIN pg_am a ON a.oid = f.opfmethod
UNION ALL SELECT c.oid, 0, 'cast', NULL, NULL, format('%s AS %s', c.castsource::regtype, c.casttarget::regtype), '', '' FROM pg_cast c WHERE c.oid >= 16384
UNION ALL SELECT e.oid, 0, 'event_trigger', NULL, NULL, e.evtname, '', '' FROM pg_event_trigger e
UNION ALL SELECT w.oid, 0, 'foreign_data_wrapper', NULL, NULL, w.fdwname, '', '' FROM pg_foreign_data_wrapper w
UNION ALL SELECT s.oid, 0, 'server', NULL, NULL, s.srvname, a.aspect, a.value FROM pg_foreign_server s
    CROSS JOIN LATERAL (VALUES ('', s.srvname::text), ('options', s.srvoptions::text), ('version', s.srvversion)) AS a (aspect, value)
UNION ALL SELECT p.oid, 0, 'publication', NULL, NULL, p.pubname, a.aspect, a.value FROM pg_publication p
    CROSS JOIN LATERAL (VALUES ('', p.pubname::text), ('tables', (SELECT string_agg(prrelid::text, ' ' ORDER BY prrelid) FROM pg_publication_rel WHERE prpubid = p.oid)),
        ('publish', concat(p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate))) AS a (aspect, value)
UNION ALL SELECT m.oid, 0, 'access_method', NULL, NULL, m.amname, '', '' FROM pg_am m WHERE m.oid >= 16384
UNION ALL SELECT t.oid, 0, 'transform', NULL, NULL, format('%s LANGUAGE %s', t.trftype::regtype, l.lanname), '', '' FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
