//! The bulk queries: a fixed number, whatever the database holds. Columns that a version lacks are
//! put in, or stood in for, by `server_version_num`.

use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{ToSql, Type};

pub(super) use crate::catalog::rows::{DecodeError, RowReader};

use crate::catalog::CatalogError;
use crate::record::read::ServerMessage;

/// A bulk query: what it reads, for people, and its text.
pub(super) struct Query {
    pub(super) what: &'static str,
    text: &'static str,
}

macro_rules! queries {
    ($($name:ident: $what:literal, $file:literal;)*) => {
        $(pub(super) const $name: Query = Query {
            what: $what,
            text: include_str!(concat!("queries/", $file, ".sql")),
        };)*
    };
}

queries! {
    PATH: "the search path", "path";
    SESSION: "the session", "session";
    MOMENT: "the state of the catalog", "moment";
    SIBLINGS: "the databases of the server", "siblings";
    PRESENT: "what there is", "present";
    NAMESPACES: "schemas", "namespaces";
    EXTENSIONS: "extensions", "extensions";
    TYPES: "types in use", "types";
    RELATIONS: "relations", "relations";
    COLUMNS: "columns", "columns";
    CONSTRAINTS: "constraints", "constraints";
    INDEXES: "indexes", "indexes";
    PRINTS: "conditions", "prints";
    OPCLASSES: "operator classes", "opclasses";
    COLLATION_NAMES: "collation names", "collation_names";
    SEQUENCES: "sequences", "sequences";
    TRIGGERS: "triggers", "triggers";
    POLICIES: "policies", "policies";
    VIEWS: "views", "views";
    FUNCTIONS: "functions", "functions";
    USER_TYPES: "user-defined types", "user_types";
    ATTRIBUTES: "attributes of composite types", "attributes";
    DOMAIN_CHECKS: "checks of domains", "domain_checks";
    COLLATIONS: "collations", "collations";
    NAMED: "rules and statistics", "named";
    OTHERS: "casts, operators, languages and others", "others";
    COMMENTS: "comments", "comments";
    DEFINITIONS: "definitions", "definitions";
    SERVER: "the server's defaults", "server";
    STATISTICS: "extended statistics", "statistics";
    DOMAIN_NOT_NULLS: "domains that refuse NULL", "domain_not_nulls";
    ROLES: "roles", "roles";
    ROLE_PATH: "the search path of the application's role", "role_path";
    ROLE_RELATIONS: "what the application's role may read", "role_relations";
    DISTRUSTED: "what other roles made", "distrusted";
    UNMODELLED: "objects that are not modelled", "unmodelled";
}

/// What the session is set to while it reads.
pub(super) const SETTINGS: &str = include_str!("queries/settings.sql");

/// So many rows make one list: a list of all that grows is copied again and again.
const TOGETHER: usize = 4096;

/// Columns that came with a version: placeholder, version, the column, what stands in before it.
const SINCE: [(&str, i32, &str, &str); 16] = [
    (
        "{stxexprs}",
        140_000,
        "pg_get_statisticsobjdef_expressions(s.oid)",
        "NULL::text[]",
    ),
    ("{attcompression}", 140_000, "a.attcompression::text", "''"),
    (
        "{prosqlbody}",
        140_000,
        "CASE WHEN p.prosqlbody IS NOT NULL THEN pg_get_function_sqlbody(p.oid) END",
        "NULL::text",
    ),
    ("{stxexprs_tree}", 140_000, "s.stxexprs::text", "NULL::text"),
    (
        "{prosqlbody_tree}",
        140_000,
        "p.prosqlbody::text",
        "NULL::text",
    ),
    ("{sql_body}", 140_000, "(p.prosqlbody IS NOT NULL)", "false"),
    (
        "{indnullsnotdistinct}",
        150_000,
        "i.indnullsnotdistinct",
        "false",
    ),
    (
        "{confdelsetcols}",
        150_000,
        "c.confdelsetcols",
        "NULL::int2[]",
    ),
    ("{rngmultitypid}", 140_000, "r.rngmultitypid", "0::oid"),
    // The next line replaces what stands in here.
    ("{colllocale}", 170_000, "c.colllocale", "{colliculocale}"),
    ("{colliculocale}", 150_000, "c.colliculocale", "NULL::text"),
    ("{collicurules}", 160_000, "c.collicurules", "NULL::text"),
    ("{conenforced}", 180_000, "c.conenforced", "true"),
    ("{conperiod}", 180_000, "c.conperiod", "false"),
    (
        "{publication_parts}",
        150_000,
        "ARRAY['schemas', (SELECT string_agg(s.nspname, ', ' ORDER BY s.nspname) FROM pg_publication_namespace k \
         JOIN pg_namespace s ON s.oid = k.pnnspid WHERE k.pnpubid = p.oid), 'condition', (SELECT string_agg(\
         k.prrelid::regclass::text || coalesce(' ' || k.prattrs::text, '') || coalesce(' ' || pg_get_expr(k.prqual, \
         k.prrelid), ''), ', ' ORDER BY k.prrelid) FROM pg_publication_rel k WHERE k.prpubid = p.oid AND \
         (k.prqual IS NOT NULL OR k.prattrs IS NOT NULL))]",
        "ARRAY[]::text[]",
    ),
    (
        "{pubgencols}",
        180_000,
        "CASE WHEN p.pubgencols = 's' THEN ARRAY['publish_generated_columns=stored'] END",
        "ARRAY[]::text[]",
    ),
];

impl Query {
    fn for_version(&self, version: i32) -> String {
        let mut text = self.text.to_owned();
        for (placeholder, since, column, stand_in) in SINCE {
            let column = if version >= since { column } else { stand_in };
            text = text.replace(placeholder, column);
        }
        text
    }

    /// Runs it and reads each row with `decode`.
    ///
    /// Unnamed statements only, so that a pooler in transaction mode does not mind.
    pub(super) fn read<T>(
        &self,
        tx: &mut Transaction<'_>,
        version: i32,
        parameters: &[(&(dyn ToSql + Sync), Type)],
        decode: impl Fn(&RowReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, CatalogError> {
        let text = self.for_version(version);
        let mut rows = tx
            .query_typed_raw(&text, parameters.iter().cloned())
            .map_err(|error| self.refused(&error))?;
        let (mut before, mut read) = (Vec::new(), Vec::new());
        // One by one: the driver's rows weigh more than ours.
        while let Some(row) = rows.next().map_err(|error| self.refused(&error))? {
            if read.len() == TOGETHER {
                before.push(std::mem::replace(&mut read, Vec::with_capacity(TOGETHER)));
            }
            read.push(decode(&RowReader::new(&row)).map_err(|unread| self.unread(unread))?);
        }
        if before.is_empty() {
            return Ok(read);
        }
        let mut all = Vec::with_capacity(before.len() * TOGETHER + read.len());
        all.extend(before.into_iter().chain([read]).flatten());
        Ok(all)
    }

    /// The same for a query that locks the tables that it prints (`AcquireRewriteLocks` of `rewriteHandler.c`): a
    /// savepoint gives the locks up at once, so that no migration waits for the rest of the reading.
    pub(super) fn read_unlocking<T>(
        &self,
        tx: &mut Transaction<'_>,
        version: i32,
        decode: impl Fn(&RowReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, CatalogError> {
        let mut inner = tx.transaction().map_err(|error| self.refused(&error))?;
        let read = self.read(&mut inner, version, &[], decode)?;
        inner.rollback().map_err(|error| self.refused(&error))?;
        Ok(read)
    }

    pub(super) fn refused(&self, error: &postgres::Error) -> CatalogError {
        CatalogError::Refused {
            what: self.what,
            server: Box::new(ServerMessage::from(error)),
        }
    }

    /// A query that always has a row had none.
    pub(super) fn no_row(&self) -> CatalogError {
        self.unread(DecodeError::new(
            "",
            "the server answered no row".to_owned(),
        ))
    }

    fn unread(&self, unread: DecodeError) -> CatalogError {
        CatalogError::Unread {
            what: self.what,
            column: unread.column,
            reason: unread.reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_placeholder_is_left_on_any_version() {
        for query in [
            CONSTRAINTS,
            INDEXES,
            COLUMNS,
            RELATIONS,
            USER_TYPES,
            COLLATIONS,
            FUNCTIONS,
            STATISTICS,
            OTHERS,
            DISTRUSTED,
        ] {
            for version in [130_000, 140_000, 150_000, 160_000, 170_000, 180_000] {
                let text = query.for_version(version);
                // A constant may be of JSON, or an array.
                let mut after = text.split('{').skip(1);
                assert!(!after.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase())));
            }
        }
        assert!(
            INDEXES
                .for_version(150_001)
                .contains("i.indnullsnotdistinct")
        );
        assert!(
            !INDEXES
                .for_version(140_010)
                .contains("i.indnullsnotdistinct")
        );
    }

    /// Words that stand before a parenthesis and are no functions.
    const SYNTAX: [&str; 5] = ["(", "ANY", "ARRAY", "AND", "WHERE"];

    #[test]
    fn what_is_asked_before_the_path_is_closed_names_everything_in_full() {
        let lines = PATH.text.lines().filter(|line| !line.starts_with("--"));
        let text: String = lines.collect::<Vec<_>>().join(" ");
        let strings = text.split('\'').step_by(2).collect::<Vec<_>>().join("''");
        let bare = strings.replace("OPERATOR(pg_catalog.=)", "");
        let operators = |c: char| "=<>!~*/+%|&^#@?".contains(c);
        assert!(!bare.contains(operators), "an operator by its bare name");
        for word in [
            "IN (", "LIKE", "BETWEEN", "CASE", "NULLIF", "DISTINCT", "USING",
        ] {
            assert!(!bare.contains(word), "{word} stands for an operator");
        }
        for cast in bare.split("::").skip(1) {
            assert!(cast.starts_with("pg_catalog."), "a cast to {cast}");
        }
        for source in bare.split("FROM ").skip(1) {
            assert!(source.starts_with("pg_catalog."), "FROM {source}");
        }
        let ends = bare.match_indices('(').map(|(at, _)| bare[..at].trim_end());
        for before in ends {
            let word = before.rsplit([' ', '(', ',']).next().unwrap_or_default();
            let known = word.is_empty() || SYNTAX.contains(&word);
            assert!(known || word.starts_with("pg_catalog."), "{word}(");
        }
    }

    #[test]
    fn the_path_is_closed_by_the_first_setting_and_opened_for_questions_alone() {
        let settings = SETTINGS.lines().find(|line| !line.starts_with("--"));
        assert_eq!(
            settings,
            Some("SET LOCAL search_path = pg_catalog, pg_temp;")
        );
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalog/postgres/queries");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let sets = text.contains("set_config") || text.contains("set local search_path");
            assert_eq!(
                sets,
                ["settings.sql", "planner.sql"].contains(&&*name),
                "{name}"
            );
        }
    }
}
