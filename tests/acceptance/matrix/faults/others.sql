-- Known by a name and a few words.
SELECT f.fault, format(f.damage, o.schema, c.cfgname), f.kind, 'text_search_configuration', o.schema, NULL::text, c.cfgname::text, f.aspect
    FROM pg_ts_config c JOIN own o ON o.oid = c.cfgnamespace
    CROSS JOIN (VALUES ('drop a text search configuration', 'DROP TEXT SEARCH CONFIGURATION %I.%I', 'missing', NULL),
        ('rename a text search configuration', 'ALTER TEXT SEARCH CONFIGURATION %I.%I RENAME TO zz_other', 'missing', NULL),
        ('another mapping', 'ALTER TEXT SEARCH CONFIGURATION %I.%I ALTER MAPPING FOR email WITH simple, simple', 'different', 'mappings'),
        ('a mapping less', 'ALTER TEXT SEARCH CONFIGURATION %I.%I DROP MAPPING FOR word', 'different', 'mappings')) AS f (fault, damage, kind, aspect)
UNION ALL SELECT f.fault, format(f.damage, o.schema, d.dictname), f.kind, 'text_search_dictionary', o.schema, NULL, d.dictname, f.aspect
    FROM pg_ts_dict d JOIN own o ON o.oid = d.dictnamespace
    JOIN (VALUES ('drop a text search dictionary', 'DROP TEXT SEARCH DICTIONARY %I.%I CASCADE', 'missing', NULL),
        ('rename a text search dictionary', 'ALTER TEXT SEARCH DICTIONARY %I.%I RENAME TO zz_other', 'missing', NULL),
        ('another option of a dictionary', 'ALTER TEXT SEARCH DICTIONARY %I.%I (StopWords = german)', 'different', 'options')) AS f (fault, damage, kind, aspect)
    ON f.aspect IS NULL OR d.dictinitoption LIKE '%language%'
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.objid = d.oid AND m.classid = 'pg_ts_dict'::regclass)
UNION ALL SELECT f.fault, format(f.damage, o.schema, c.conname), f.kind, 'conversion', o.schema, NULL, c.conname, f.aspect
    FROM pg_conversion c JOIN own o ON o.oid = c.connamespace
    CROSS JOIN (VALUES ('drop a conversion', 'DROP CONVERSION %I.%I', 'missing', NULL), ('rename a conversion', 'ALTER CONVERSION %I.%I RENAME TO zz_other', 'missing', NULL))
        AS f (fault, damage, kind, aspect)
UNION ALL SELECT 'drop an operator', format('DROP OPERATOR %s CASCADE', p.oid::regoperator), 'missing', 'operator', o.schema, NULL,
        format('%s(%s, %s)', p.oprname, coalesce(nullif(p.oprleft, 0)::regtype::text, 'none'), p.oprright::regtype), NULL
    FROM pg_operator p JOIN own o ON o.oid = p.oprnamespace WHERE NOT EXISTS (SELECT FROM members m WHERE m.objid = p.oid AND m.classid = 'pg_operator'::regclass)
UNION ALL SELECT 'another estimate of an operator', format('ALTER OPERATOR %s SET (RESTRICT = neqsel)', p.oid::regoperator), 'different', 'operator', o.schema, NULL,
        format('%s(%s, %s)', p.oprname, coalesce(nullif(p.oprleft, 0)::regtype::text, 'none'), p.oprright::regtype), 'functions'
    FROM pg_operator p JOIN own o ON o.oid = p.oprnamespace WHERE NOT EXISTS (SELECT FROM members m WHERE m.objid = p.oid AND m.classid = 'pg_operator'::regclass)
UNION ALL SELECT 'drop an operator family', format('DROP OPERATOR FAMILY %I.%I USING %I CASCADE', o.schema, f.opfname, a.amname), 'missing', 'operator_family', o.schema, NULL,
        format('%s USING %s', f.opfname, a.amname), NULL
    FROM pg_opfamily f JOIN own o ON o.oid = f.opfnamespace JOIN pg_am a ON a.oid = f.opfmethod
    WHERE NOT EXISTS (SELECT FROM members m WHERE m.objid = f.oid AND m.classid = 'pg_opfamily'::regclass)
UNION ALL SELECT f.fault, format('DROP CAST (%s AS %s)%s', c.castsource::regtype, c.casttarget::regtype,
        CASE WHEN f.aspect IS NULL THEN '' ELSE format('; CREATE CAST (%s AS %s) WITH INOUT AS ASSIGNMENT', c.castsource::regtype, c.casttarget::regtype) END),
        f.kind, 'cast', NULL, NULL, format('%s AS %s', c.castsource::regtype, c.casttarget::regtype), f.aspect
    FROM pg_cast c CROSS JOIN (VALUES ('drop a cast', 'missing', NULL), ('another context of a cast', 'different', 'context')) AS f (fault, kind, aspect)
    WHERE c.oid >= 16384 AND c.castmethod = 'i'
UNION ALL SELECT f.fault, format(f.damage, e.evtname), f.kind, 'event_trigger', NULL, NULL, e.evtname, f.aspect
    FROM pg_event_trigger e
    CROSS JOIN (VALUES ('drop an event trigger', 'DROP EVENT TRIGGER %I', 'missing', NULL), ('rename an event trigger', 'ALTER EVENT TRIGGER %I RENAME TO zz_other', 'missing', NULL),
        ('disable an event trigger', 'ALTER EVENT TRIGGER %I DISABLE', 'invalid', 'enabled'),
        ('enable an event trigger otherwise', 'ALTER EVENT TRIGGER %I ENABLE ALWAYS', 'different', 'enabled')) AS f (fault, damage, kind, aspect)
UNION ALL SELECT f.fault, format(f.damage, w.fdwname), f.kind, 'foreign_data_wrapper', NULL, NULL, w.fdwname, f.aspect
    FROM pg_foreign_data_wrapper w
    CROSS JOIN (VALUES ('drop a wrapper', 'DROP FOREIGN DATA WRAPPER %I CASCADE', 'missing', NULL), ('rename a wrapper', 'ALTER FOREIGN DATA WRAPPER %I RENAME TO zz_other', 'missing', NULL),
        ('another validator', 'ALTER FOREIGN DATA WRAPPER %I NO VALIDATOR', 'different', 'functions')) AS f (fault, damage, kind, aspect)
UNION ALL SELECT f.fault, format(f.damage, s.srvname), f.kind, 'server', NULL, NULL, s.srvname, f.aspect
    FROM pg_foreign_server s
    CROSS JOIN (VALUES ('drop a server', 'DROP SERVER %I', 'missing', NULL), ('rename a server', 'ALTER SERVER %I RENAME TO zz_other', 'missing', NULL),
        ('another option of a server', 'ALTER SERVER %I OPTIONS (SET host ''zz'')', 'different', 'options'),
        ('another version of a server', 'ALTER SERVER %I VERSION ''77''', 'different', 'version')) AS f (fault, damage, kind, aspect)
UNION ALL SELECT f.fault, format(f.damage, p.pubname), f.kind, 'publication', NULL, NULL, p.pubname, f.aspect
    FROM pg_publication p
    CROSS JOIN (VALUES ('drop a publication', 'DROP PUBLICATION %I', 'missing', NULL), ('rename a publication', 'ALTER PUBLICATION %I RENAME TO zz_other', 'missing', NULL),
        ('another table of a publication', 'ALTER PUBLICATION %I ADD TABLE public.kinds_word', 'different', 'tables'),
        ('a table of a publication less', 'ALTER PUBLICATION %I DROP TABLE public.kinds_item', 'different', 'tables'),
        ('another publish', 'ALTER PUBLICATION %I SET (publish = ''delete'')', 'different', 'publish')) AS f (fault, damage, kind, aspect)
UNION ALL SELECT 'drop an access method', format('DROP ACCESS METHOD %I', amname), 'missing', 'access_method', NULL, NULL, amname, NULL
    FROM pg_am WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM members m WHERE m.objid = pg_am.oid AND m.classid = 'pg_am'::regclass)
UNION ALL SELECT 'drop a transform', format('DROP TRANSFORM FOR %s LANGUAGE %I', t.trftype::regtype, l.lanname), 'missing', 'transform', NULL, NULL, format('%s LANGUAGE %s', t.trftype::regtype, l.lanname), NULL
    FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
