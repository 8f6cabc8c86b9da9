//! What kinds of object there are. All that can be said of a kind in a word is said in its row; code matches on
//! kinds only where one behaves like no other.

/// Where an object of a kind is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In a database, and in no schema of it.
    Database,
    /// In a schema.
    Schema,
    /// On a table, in whose schema it is.
    Table,
}

/// How a statement names an object of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// By an identifier, perhaps with a schema.
    Name,
    /// By a name and the types of its arguments.
    Arguments,
    /// By more, or by something else: types, an access method, an operator.
    More,
}

/// What the model keeps of an object of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A struct of its own.
    Whole,
    /// A name and attributes (`schema::Other`).
    Attributes,
}

/// Declares the kinds, each with what is said of it.
macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident, $word:literal, $plural:literal, $sql:literal, $catalog:ident $prefix:literal,
       $within:ident, $named:ident, $kept:ident, $psql:literal;)+) => {
        /// A kind of object that a finding can name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ObjectKind {
            $($(#[$about])* $kind,)+
        }

        impl ObjectKind {
            /// Every kind, in the order in which a report tells of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The words of the JSON report, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word of the JSON report.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)+ }
            }

            /// The word for several of them, for people.
            #[must_use]
            pub const fn plural(self) -> &'static str {
                match self { $(Self::$kind => $plural,)+ }
            }

            /// The words of `ALTER`, `COMMENT ON` and `DROP`.
            #[must_use]
            pub const fn sql(self) -> &'static str {
                match self { $(Self::$kind => $sql,)+ }
            }

            /// The system catalog that keeps it, one row an object.
            #[must_use]
            pub const fn catalog(self) -> &'static str {
                match self { $(Self::$kind => stringify!($catalog),)+ }
            }

            /// What the columns of that catalog are called by: `name` and `namespace` follow it.
            #[must_use]
            pub const fn column_prefix(self) -> &'static str {
                match self { $(Self::$kind => $prefix,)+ }
            }

            /// Where it is.
            #[must_use]
            pub const fn within(self) -> Within {
                match self { $(Self::$kind => Within::$within,)+ }
            }

            /// How a statement names it.
            #[must_use]
            pub const fn named_by(self) -> NamedBy {
                match self { $(Self::$kind => NamedBy::$named,)+ }
            }

            /// What the model keeps of it.
            #[must_use]
            pub const fn kept(self) -> Kept {
                match self { $(Self::$kind => Kept::$kept,)+ }
            }

            /// The command of psql that describes it; empty where there is none.
            #[must_use]
            pub const fn psql(self) -> &'static str {
                match self { $(Self::$kind => $psql,)+ }
            }
        }
    };
}

kinds! {
    /// A table, partitioned or not.
    Table, "table", "tables", "TABLE", pg_class "rel", Schema, Name, Whole, "\\d";
    /// A column of a table.
    Column, "column", "columns", "COLUMN", pg_attribute "att", Table, Name, Whole, "\\d";
    /// An index that no constraint owns.
    Index, "index", "indexes", "INDEX", pg_class "rel", Table, Name, Whole, "\\d";
    /// A constraint of a table or domain.
    Constraint, "constraint", "constraints", "CONSTRAINT", pg_constraint "con", Table, Name, Whole, "\\d";
    /// A sequence.
    Sequence, "sequence", "sequences", "SEQUENCE", pg_class "rel", Schema, Name, Whole, "\\d";
    /// A view.
    View, "view", "views", "VIEW", pg_class "rel", Schema, Name, Whole, "\\d";
    /// A materialized view.
    MaterializedView, "materialized_view", "materialized views", "MATERIALIZED VIEW", pg_class "rel", Schema, Name, Whole, "\\d";
    /// A function, procedure or aggregate.
    Function, "function", "functions", "FUNCTION", pg_proc "pro", Schema, Arguments, Whole, "\\df";
    /// A trigger of a table.
    Trigger, "trigger", "triggers", "TRIGGER", pg_trigger "tg", Table, Name, Whole, "\\d";
    /// An enum, composite or range type.
    Type, "type", "types", "TYPE", pg_type "typ", Schema, Name, Whole, "\\dT+";
    /// A domain.
    Domain, "domain", "domains", "DOMAIN", pg_type "typ", Schema, Name, Whole, "\\dD+";
    /// An extension.
    Extension, "extension", "extensions", "EXTENSION", pg_extension "ext", Database, Name, Whole, "\\dx+";
    /// A collation.
    Collation, "collation", "collations", "COLLATION", pg_collation "coll", Schema, Name, Whole, "\\dO+";
    /// A schema.
    Schema, "schema", "schemas", "SCHEMA", pg_namespace "nsp", Database, Name, Whole, "\\dn+";
    /// A row security policy of a table.
    Policy, "policy", "policies", "POLICY", pg_policy "pol", Table, Name, Whole, "\\d";
    /// Extended statistics.
    Statistics, "statistics", "statistics", "STATISTICS", pg_statistic_ext "stx", Schema, Name, Whole, "\\dX";
    /// A rewrite rule of a table or view.
    Rule, "rule", "rules", "RULE", pg_rewrite "rule", Table, Name, Whole, "\\d";
    /// An access method.
    AccessMethod, "access_method", "access methods", "ACCESS METHOD", pg_am "am", Database, Name, Attributes, "\\dA+";
    /// A cast, called by its two types.
    Cast, "cast", "casts", "CAST", pg_cast "cast", Database, More, Attributes, "\\dC+";
    /// A conversion between encodings.
    Conversion, "conversion", "conversions", "CONVERSION", pg_conversion "con", Schema, Name, Attributes, "\\dc+";
    /// An event trigger.
    EventTrigger, "event_trigger", "event triggers", "EVENT TRIGGER", pg_event_trigger "evt", Database, Name, Attributes, "\\dy+";
    /// A foreign data wrapper.
    ForeignDataWrapper, "foreign_data_wrapper", "foreign data wrappers", "FOREIGN DATA WRAPPER",
        pg_foreign_data_wrapper "fdw", Database, Name, Attributes, "\\dew+";
    /// A procedural language.
    Language, "language", "languages", "LANGUAGE", pg_language "lan", Database, Name, Attributes, "\\dL+";
    /// An operator, called by its name and its two types.
    Operator, "operator", "operators", "OPERATOR", pg_operator "opr", Schema, More, Attributes, "\\do+";
    /// An operator class, called by its name and its access method.
    OperatorClass, "operator_class", "operator classes", "OPERATOR CLASS", pg_opclass "opc", Schema, More, Attributes, "\\dAc+";
    /// An operator family, called by its name and its access method.
    OperatorFamily, "operator_family", "operator families", "OPERATOR FAMILY", pg_opfamily "opf", Schema, More, Attributes, "\\dAf+";
    /// A publication.
    Publication, "publication", "publications", "PUBLICATION", pg_publication "pub", Database, Name, Attributes, "\\dRp+";
    /// A foreign server.
    Server, "server", "servers", "SERVER", pg_foreign_server "srv", Database, Name, Attributes, "\\des+";
    /// A text search configuration.
    TextSearchConfiguration, "text_search_configuration", "text search configurations", "TEXT SEARCH CONFIGURATION",
        pg_ts_config "cfg", Schema, Name, Attributes, "\\dF+";
    /// A text search dictionary.
    TextSearchDictionary, "text_search_dictionary", "text search dictionaries", "TEXT SEARCH DICTIONARY",
        pg_ts_dict "dict", Schema, Name, Attributes, "\\dFd+";
    /// A text search parser.
    TextSearchParser, "text_search_parser", "text search parsers", "TEXT SEARCH PARSER",
        pg_ts_parser "prs", Schema, Name, Attributes, "\\dFp+";
    /// A text search template.
    TextSearchTemplate, "text_search_template", "text search templates", "TEXT SEARCH TEMPLATE",
        pg_ts_template "tmpl", Schema, Name, Attributes, "\\dFt+";
    /// A transform, called by its type and its language.
    Transform, "transform", "transforms", "TRANSFORM", pg_transform "trf", Database, More, Attributes, "";
}

impl ObjectKind {
    /// The kind of this word of the JSON report.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// The word for one of them, for people.
    #[must_use]
    pub fn words(self) -> String {
        self.as_str().replace('_', " ")
    }

    /// Whether it is a row of `pg_class`: what `to_regclass` finds.
    #[must_use]
    pub fn is_relation(self) -> bool {
        self.catalog() == Self::Table.catalog()
    }

    /// Whether `ALTER ... name SET SCHEMA` moves it.
    #[must_use]
    pub fn is_movable(self) -> bool {
        self.within() == Within::Schema && self.named_by() == NamedBy::Name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_one_word_and_its_sql_is_the_same_word() {
        for kind in ObjectKind::ALL {
            assert_eq!(ObjectKind::from_word(kind.as_str()), Some(*kind));
            assert_eq!(kind.sql().to_lowercase(), kind.words());
        }
    }
}
