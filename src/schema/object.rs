//! What kinds of object there are.

/// The identity of an object on its own side; survives renames, is never compared across sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ObjectId(pub u64);

/// The kinds of object that a finding can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A schema (`pg_namespace`).
    Schema,
    /// An extension.
    Extension,
    /// A table, partitioned or not.
    Table,
    /// A column of a table.
    Column,
    /// A constraint of a table.
    Constraint,
    /// An index that no constraint owns.
    Index,
    /// A trigger of a table.
    Trigger,
    /// A sequence.
    Sequence,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A function, procedure or aggregate.
    Function,
    /// An enum, composite or range type.
    Type,
    /// A domain.
    Domain,
    /// A collation.
    Collation,
    /// A row security policy.
    Policy,
    /// An extended statistics object.
    Statistics,
    /// A rewrite rule of a table or view.
    Rule,
    /// An access method.
    AccessMethod,
    /// A cast, called by its two types.
    Cast,
    /// A conversion between encodings.
    Conversion,
    /// An event trigger.
    EventTrigger,
    /// A foreign data wrapper.
    ForeignDataWrapper,
    /// A procedural language.
    Language,
    /// An operator, called by its name and its two types.
    Operator,
    /// An operator class, called by its name and its access method.
    OperatorClass,
    /// An operator family, called by its name and its access method.
    OperatorFamily,
    /// A publication.
    Publication,
    /// A foreign server.
    Server,
    /// A text search configuration.
    TextSearchConfiguration,
    /// A text search dictionary.
    TextSearchDictionary,
    /// A text search parser.
    TextSearchParser,
    /// A text search template.
    TextSearchTemplate,
    /// A transform, called by its type and its language.
    Transform,
}

impl ObjectKind {
    /// The kind in the words of the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Table => "table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::Trigger => "trigger",
            Self::Sequence => "sequence",
            Self::View => "view",
            Self::MaterializedView => "materialized_view",
            Self::Function => "function",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Collation => "collation",
            Self::Policy => "policy",
            Self::Statistics => "statistics",
            Self::Rule => "rule",
            Self::AccessMethod => "access_method",
            Self::Cast => "cast",
            Self::Conversion => "conversion",
            Self::EventTrigger => "event_trigger",
            Self::ForeignDataWrapper => "foreign_data_wrapper",
            Self::Language => "language",
            Self::Operator => "operator",
            Self::OperatorClass => "operator_class",
            Self::OperatorFamily => "operator_family",
            Self::Publication => "publication",
            Self::Server => "server",
            Self::TextSearchConfiguration => "text_search_configuration",
            Self::TextSearchDictionary => "text_search_dictionary",
            Self::TextSearchParser => "text_search_parser",
            Self::TextSearchTemplate => "text_search_template",
            Self::Transform => "transform",
        }
    }
}
