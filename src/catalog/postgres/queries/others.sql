-- Objects that are known by a name and a few words: kind, oid, schema, name, schemas and names of the types in the
-- name, access method in the name, words (aspect and text by turns), pairs (key=value), relations.
WITH system AS (
    SELECT n.oid FROM pg_namespace n WHERE n.nspname ~ '^pg_' OR n.nspname = 'information_schema'
), word AS NOT MATERIALIZED (
    SELECT t.oid, n.nspname::text AS schema,
           CASE WHEN n.nspname = 'pg_catalog' THEN format_type(t.oid, NULL)
                WHEN e.oid IS NOT NULL THEN e.typname || '[]' ELSE t.typname::text END AS name
    FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_type e ON e.typarray = t.oid
), function AS NOT MATERIALIZED (
    SELECT p.oid, p.proname::text AS name FROM pg_proc p
), found AS (
    SELECT 'access_method' AS kind, 'pg_am'::regclass AS class, a.oid, NULL::oid AS namespace, a.amname::text AS name,
           NULL::text[] AS type_schemas, NULL::text[] AS type_names, NULL::text AS method,
           ARRAY['type', CASE a.amtype WHEN 'i' THEN 'index' ELSE 'table' END, 'function', h.name] AS words,
           NULL::text[] AS pairs, NULL::oid[] AS relations
    FROM pg_am a
    LEFT JOIN function h ON h.oid = a.amhandler
    UNION ALL
    SELECT 'cast', 'pg_cast'::regclass, c.oid, NULL, '', ARRAY[s.schema, t.schema], ARRAY[s.name, t.name], NULL,
           ARRAY['method', CASE c.castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'inout' ELSE 'binary' END,
                 'context', CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' ELSE 'explicit' END,
                 'function', f.name], NULL, NULL
    FROM pg_cast c
    JOIN word s ON s.oid = c.castsource
    JOIN word t ON t.oid = c.casttarget
    LEFT JOIN function f ON f.oid = c.castfunc
    UNION ALL
    SELECT 'conversion', 'pg_conversion'::regclass, c.oid, c.connamespace, c.conname::text, NULL, NULL, NULL,
           ARRAY['default', CASE WHEN c.condefault THEN 'default' END, 'function', f.name,
                 'encodings', pg_encoding_to_char(c.conforencoding) || ' to ' || pg_encoding_to_char(c.contoencoding)],
           NULL, NULL
    FROM pg_conversion c
    LEFT JOIN function f ON f.oid = c.conproc
    UNION ALL
    SELECT 'event_trigger', 'pg_event_trigger'::regclass, e.oid, NULL, e.evtname::text, NULL, NULL, NULL,
           ARRAY['events', e.evtevent::text, 'function', f.name,
                 'tags', (SELECT string_agg(tag, ', ' ORDER BY tag COLLATE "C") FROM unnest(e.evttags) AS tag),
                 'enabled', CASE e.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END],
           NULL, NULL
    FROM pg_event_trigger e
    LEFT JOIN function f ON f.oid = e.evtfoid
    UNION ALL
    SELECT 'foreign_data_wrapper', 'pg_foreign_data_wrapper'::regclass, w.oid, NULL, w.fdwname::text, NULL, NULL, NULL,
           ARRAY['functions', concat_ws(', ', 'handler ' || h.name, 'validator ' || v.name)], ARRAY(SELECT o FROM unnest(w.fdwoptions) AS o WHERE o !~* '^[^=]*(pass|secret|token|key)'), NULL
    FROM pg_foreign_data_wrapper w
    LEFT JOIN function h ON h.oid = w.fdwhandler
    LEFT JOIN function v ON v.oid = w.fdwvalidator
    UNION ALL
    SELECT 'server', 'pg_foreign_server'::regclass, s.oid, NULL, s.srvname::text, NULL, NULL, NULL,
           ARRAY['wrapper', w.fdwname::text, 'type', s.srvtype, 'version', s.srvversion], 
           ARRAY(SELECT o FROM unnest(s.srvoptions) AS o WHERE o !~* '^[^=]*(pass|secret|token|key)'), NULL
    FROM pg_foreign_server s
    JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'language', 'pg_language'::regclass, l.oid, NULL, l.lanname::text, NULL, NULL, NULL,
           ARRAY['trusted', CASE WHEN l.lanpltrusted THEN 'trusted' END,
                 'functions', concat_ws(', ', 'handler ' || h.name, 'inline ' || i.name, 'validator ' || v.name)], NULL, NULL
    FROM pg_language l
    LEFT JOIN function h ON h.oid = l.lanplcallfoid
    LEFT JOIN function i ON i.oid = l.laninline
    LEFT JOIN function v ON v.oid = l.lanvalidator
    WHERE l.lanispl
    UNION ALL
    -- An operator without a function is the shell that another one's COMMUTATOR or NEGATOR left.
    SELECT 'operator', 'pg_operator'::regclass, o.oid, o.oprnamespace, o.oprname::text,
           ARRAY[l.schema, r.schema], ARRAY[l.name, r.name], NULL,
           ARRAY['function', f.name, 'commutator', c.oprname::text, 'negator', n.oprname::text,
                 'functions', concat_ws(', ', 'join ' || j.name, 'restrict ' || e.name),
                 'hashes', CASE WHEN o.oprcanhash THEN 'hashes' END, 'merges', CASE WHEN o.oprcanmerge THEN 'merges' END],
           NULL, NULL
    FROM pg_operator o
    LEFT JOIN word l ON l.oid = o.oprleft
    LEFT JOIN word r ON r.oid = o.oprright
    LEFT JOIN function f ON f.oid = o.oprcode::oid
    LEFT JOIN function e ON e.oid = o.oprrest::oid
    LEFT JOIN function j ON j.oid = o.oprjoin::oid
    LEFT JOIN pg_operator c ON c.oid = o.oprcom
    LEFT JOIN pg_operator n ON n.oid = o.oprnegate
    WHERE o.oprcode <> 0::regproc
    UNION ALL
    SELECT 'operator_class', 'pg_opclass'::regclass, o.oid, o.opcnamespace, o.opcname::text, NULL, NULL, a.amname::text,
           ARRAY['type', t.name, 'family', f.opfname::text,
                 'default', CASE WHEN o.opcdefault THEN 'default' END], NULL, NULL
    FROM pg_opclass o
    JOIN pg_am a ON a.oid = o.opcmethod
    JOIN pg_opfamily f ON f.oid = o.opcfamily
    JOIN word t ON t.oid = o.opcintype
    UNION ALL
    SELECT 'operator_family', 'pg_opfamily'::regclass, f.oid, f.opfnamespace, f.opfname::text, NULL, NULL, a.amname::text,
           NULL, NULL, NULL
    FROM pg_opfamily f
    JOIN pg_am a ON a.oid = f.opfmethod
    UNION ALL
    SELECT 'publication', 'pg_publication'::regclass, p.oid, NULL, p.pubname::text, NULL, NULL, NULL,
           ARRAY['kind', CASE WHEN p.puballtables THEN 'all tables' END,
                 'publish', concat_ws(', ', CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubinsert THEN 'insert' END,
                     CASE WHEN p.pubtruncate THEN 'truncate' END, CASE WHEN p.pubupdate THEN 'update' END)]
               || {publication_parts},
           CASE WHEN p.pubviaroot THEN ARRAY['publish_via_partition_root=true'] END || {pubgencols},
           ARRAY(SELECT r.prrelid FROM pg_publication_rel r WHERE r.prpubid = p.oid)
    FROM pg_publication p
    UNION ALL
    SELECT 'text_search_configuration', 'pg_ts_config'::regclass, c.oid, c.cfgnamespace, c.cfgname::text, NULL, NULL, NULL,
           ARRAY['parser', p.prsname::text],
           ARRAY(SELECT k.alias || '=' || string_agg(d.dictname::text, ', ' ORDER BY m.mapseqno)
                 FROM pg_ts_config_map m
                 JOIN pg_ts_dict d ON d.oid = m.mapdict
                 JOIN ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype
                 WHERE m.mapcfg = c.oid
                 GROUP BY k.alias), NULL
    FROM pg_ts_config c
    JOIN pg_ts_parser p ON p.oid = c.cfgparser
    WHERE c.cfgnamespace NOT IN (SELECT oid FROM system)
    UNION ALL
    SELECT 'text_search_dictionary', 'pg_ts_dict'::regclass, d.oid, d.dictnamespace, d.dictname::text, NULL, NULL, NULL,
           ARRAY['template', t.tmplname::text, 'options', d.dictinitoption], NULL, NULL
    FROM pg_ts_dict d
    JOIN pg_ts_template t ON t.oid = d.dicttemplate
    UNION ALL
    SELECT 'text_search_parser', 'pg_ts_parser'::regclass, p.oid, p.prsnamespace, p.prsname::text, NULL, NULL, NULL,
           ARRAY['functions', concat_ws(', ', 'end ' || e.name, 'gettoken ' || g.name, 'headline ' || h.name,
                                        'lextypes ' || l.name, 'start ' || s.name)], NULL, NULL
    FROM pg_ts_parser p
    LEFT JOIN function s ON s.oid = p.prsstart::oid
    LEFT JOIN function g ON g.oid = p.prstoken::oid
    LEFT JOIN function e ON e.oid = p.prsend::oid
    LEFT JOIN function h ON h.oid = p.prsheadline::oid
    LEFT JOIN function l ON l.oid = p.prslextype::oid
    UNION ALL
    SELECT 'text_search_template', 'pg_ts_template'::regclass, t.oid, t.tmplnamespace, t.tmplname::text, NULL, NULL, NULL,
           ARRAY['functions', concat_ws(', ', 'init ' || i.name, 'lexize ' || l.name)], NULL, NULL
    FROM pg_ts_template t
    LEFT JOIN function i ON i.oid = t.tmplinit::oid
    LEFT JOIN function l ON l.oid = t.tmpllexize::oid
    UNION ALL
    SELECT 'transform', 'pg_transform'::regclass, t.oid, NULL, l.lanname::text, ARRAY[w.schema], ARRAY[w.name], NULL,
           ARRAY['functions', concat_ws(', ', 'from ' || f.name, 'to ' || g.name)], NULL, NULL
    FROM pg_transform t
    JOIN pg_language l ON l.oid = t.trflang
    JOIN word w ON w.oid = t.trftype
    LEFT JOIN function f ON f.oid = t.trffromsql::oid
    LEFT JOIN function g ON g.oid = t.trftosql::oid
)
SELECT f.kind, f.oid, n.nspname::text, f.name, f.type_schemas, f.type_names, f.method, f.words, f.pairs, f.relations
FROM found f
LEFT JOIN pg_namespace n ON n.oid = f.namespace
-- What initdb made has an oid below FirstNormalObjectId (access/transam.h).
WHERE f.oid >= 16384 AND (f.namespace IS NULL OR f.namespace NOT IN (SELECT oid FROM system))
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = f.class AND e.objid = f.oid AND e.deptype = 'e')
ORDER BY f.kind, f.oid
