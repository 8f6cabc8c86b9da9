-- Triggers
SELECT 'drop a trigger', format('DROP TRIGGER %s ON %s', trigger_sql, sql), 'missing', 'trigger', schema, relation, name, NULL::text FROM triggers
UNION ALL SELECT 'rename a trigger', format('ALTER TRIGGER %s ON %s RENAME TO zz_other', trigger_sql, sql), 'missing', 'trigger', schema, relation, name, NULL FROM triggers
UNION ALL SELECT 'disable a trigger', format('ALTER TABLE %s DISABLE TRIGGER %s', sql, trigger_sql), 'invalid', 'trigger', schema, relation, name, 'enabled'
    FROM triggers WHERE tgenabled <> 'D' AND sql NOT IN (SELECT sql FROM views)
UNION ALL SELECT 'enable a trigger otherwise', format('ALTER TABLE %s ENABLE %s TRIGGER %s', sql, CASE tgenabled WHEN 'R' THEN 'ALWAYS' ELSE 'REPLICA' END, trigger_sql),
    'different', 'trigger', schema, relation, name, 'enabled' FROM triggers WHERE sql NOT IN (SELECT sql FROM views)
UNION ALL SELECT 'another event of a trigger', anew || regexp_replace(definition, ' (BEFORE|AFTER|INSTEAD OF) (INSERT|UPDATE|DELETE)(?= |$)',
        CASE WHEN definition ~ ' (BEFORE|AFTER|INSTEAD OF) DELETE' THEN ' \1 INSERT' ELSE ' \1 DELETE OR \2' END) || rest_sql,
    'different', 'trigger', schema, relation, name, 'events' FROM triggers WHERE definition !~ 'REFERENCING|TRUNCATE'
UNION ALL SELECT 'another column of a trigger', anew || regexp_replace(definition, ' UPDATE OF ([^,]*?)(, .*?)? ON ', ' UPDATE OF \1 ON ') || rest_sql,
    'different', 'trigger', schema, relation, name, 'events' FROM triggers WHERE definition ~ ' UPDATE OF [^(]*,[^(]* ON '
UNION ALL SELECT 'another time of a trigger', anew || CASE WHEN definition LIKE '% BEFORE %' THEN replace(definition, ' BEFORE ', ' AFTER ') ELSE replace(definition, ' AFTER ', ' BEFORE ') END || rest_sql,
    'different', 'trigger', schema, relation, name, 'timing' FROM triggers WHERE definition NOT LIKE '% INSTEAD OF %'
UNION ALL SELECT 'another level of a trigger', anew || CASE WHEN definition LIKE '%FOR EACH ROW%' THEN replace(definition, 'FOR EACH ROW', 'FOR EACH STATEMENT')
        ELSE replace(definition, 'FOR EACH STATEMENT', 'FOR EACH ROW') END || rest_sql,
    'different', 'trigger', schema, relation, name, 'level' FROM triggers
UNION ALL SELECT 'another condition of a trigger', anew || regexp_replace(regexp_replace(definition, ' WHEN \(.*\)(?= EXECUTE)', ''), ' EXECUTE ', ' WHEN (1 > 2) EXECUTE ') || rest_sql,
    'different', 'trigger', schema, relation, name, 'condition' FROM triggers
UNION ALL SELECT 'another function of a trigger', 'CREATE FUNCTION public.zz_noted() RETURNS trigger LANGUAGE plpgsql AS ''BEGIN RETURN NULL; END''; ' || anew
        || regexp_replace(definition, ' EXECUTE FUNCTION [^(]+\(', ' EXECUTE FUNCTION public.zz_noted(') || rest_sql,
    'different', 'trigger', schema, relation, name, 'function' FROM triggers
UNION ALL SELECT 'another argument of a trigger', anew || regexp_replace(definition, '\([^()]*\)$', '(''zz'')') || rest_sql,
    'different', 'trigger', schema, relation, name, 'arguments' FROM triggers
UNION ALL SELECT 'another deferrability of a trigger', anew || regexp_replace(definition, ' DEFERRABLE INITIALLY DEFERRED', ' NOT DEFERRABLE') || rest_sql,
    'different', 'trigger', schema, relation, name, 'deferrable' FROM triggers WHERE tginitdeferred
UNION ALL SELECT 'another transition table', anew || regexp_replace(definition, ' OLD TABLE AS \w+', ' OLD TABLE AS zz_old') || rest_sql,
    'different', 'trigger', schema, relation, name, 'referencing' FROM triggers WHERE definition LIKE '% OLD TABLE AS %'
-- Policies
UNION ALL SELECT 'drop a policy', 'DROP POLICY ' || policy_sql, 'missing', 'policy', schema, relation, name, NULL FROM policies
UNION ALL SELECT 'rename a policy', format('ALTER POLICY %s RENAME TO zz_other', policy_sql), 'missing', 'policy', schema, relation, name, NULL FROM policies
UNION ALL SELECT 'another policy', format('ALTER POLICY %s USING (1 > 2)', policy_sql), 'different', 'policy', schema, relation, name, 'using'
    FROM policies WHERE polcmd <> 'a'
UNION ALL SELECT 'another check of a policy', format('ALTER POLICY %s WITH CHECK (1 > 2)', policy_sql), 'different', 'policy', schema, relation, name, 'check'
    FROM policies WHERE polcmd NOT IN ('r', 'd')
UNION ALL SELECT 'other roles of a policy', format('ALTER POLICY %s TO postgres', policy_sql), 'different', 'policy', schema, relation, name, 'roles' FROM policies
    WHERE polroles <> ARRAY[10::oid]
-- Rules
UNION ALL SELECT 'drop a rule', format('DROP RULE %s ON %s', rule_sql, sql), 'missing', 'rule', schema, relation, name, NULL FROM rules
UNION ALL SELECT 'rename a rule', format('ALTER RULE %s ON %s RENAME TO zz_other', rule_sql, sql), 'missing', 'rule', schema, relation, name, NULL FROM rules
UNION ALL SELECT 'disable a rule', format('ALTER TABLE %s DISABLE RULE %s', sql, rule_sql), 'invalid', 'rule', schema, relation, name, 'enabled'
    FROM rules WHERE ev_enabled <> 'D'
UNION ALL SELECT 'enable a rule otherwise', format('ALTER TABLE %s ENABLE ALWAYS RULE %s', sql, rule_sql), 'different', 'rule', schema, relation, name, 'enabled' FROM rules
UNION ALL SELECT 'another action of a rule', regexp_replace(pg_get_ruledef(oid), '^CREATE RULE (.*) DO (ALSO |INSTEAD )?.*$', 'CREATE OR REPLACE RULE \1 DO \2NOTIFY zz_other'),
    'different', 'rule', schema, relation, name, 'body' FROM rules
UNION ALL SELECT 'another condition of a rule', format('CREATE OR REPLACE RULE %s AS ON %s TO %s WHERE 1 > 2 DO INSTEAD NOTHING', rule_sql, substring(pg_get_ruledef(oid) FROM 'ON (INSERT|UPDATE|DELETE)'), sql),
    'different', 'rule', schema, relation, name, 'condition' FROM rules WHERE pg_get_ruledef(oid) LIKE '%DO INSTEAD NOTHING;'
-- Extended statistics
UNION ALL SELECT f.fault, format(f.damage, o.schema, s.stxname), f.kind, 'statistics', o.schema, NULL, s.stxname::text, f.aspect
    FROM pg_statistic_ext s JOIN own o ON o.oid = s.stxnamespace
    CROSS JOIN (VALUES ('drop statistics', 'DROP STATISTICS %I.%I', 'missing', NULL),
        ('rename statistics', 'ALTER STATISTICS %I.%I RENAME TO zz_other', 'missing', NULL),
        ('move statistics', 'CREATE SCHEMA zz_statistics; ALTER STATISTICS %I.%I SET SCHEMA zz_statistics', 'misplaced', NULL),
        ('another target of statistics', 'ALTER STATISTICS %I.%I SET STATISTICS 77', 'different', 'statistics_target')) AS f (fault, damage, kind, aspect)
UNION ALL SELECT 'other kinds of statistics', format('DROP STATISTICS %I.%I; %s; ALTER STATISTICS %I.%I SET STATISTICS %s%s', o.schema, s.stxname,
        regexp_replace(pg_get_statisticsobjdef(s.oid), format('^CREATE STATISTICS (%s|%I\.%I)( \([^)]*\))? ON ', s.stxname, o.schema, s.stxname),
            format('CREATE STATISTICS %I.%I (%s) ON ', o.schema, s.stxname, CASE WHEN s.stxkind = '{d}' THEN 'mcv' ELSE 'dependencies' END)),
        o.schema, s.stxname, coalesce(s.stxstattarget, -1), coalesce(format('; COMMENT ON STATISTICS %I.%I IS %L', o.schema, s.stxname, obj_description(s.oid, 'pg_statistic_ext')), '')),
    'different', 'statistics', o.schema, NULL, s.stxname, 'kinds' FROM pg_statistic_ext s JOIN own o ON o.oid = s.stxnamespace
