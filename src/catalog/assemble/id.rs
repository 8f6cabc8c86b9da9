//! Identities on the live side, made of oids.

use crate::schema::ObjectId;

/// The system catalog that an oid belongs to: oids are unique in one of them only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `pg_class`, and with a number the columns of `pg_attribute`.
    Relation = 1,
    /// `pg_constraint`
    Constraint,
    /// `pg_trigger`
    Trigger,
    /// `pg_namespace`
    Namespace,
    /// `pg_extension`
    Extension,
    /// `pg_proc`
    Function,
    /// `pg_type`
    Type,
    /// `pg_collation`
    Collation,
    /// `pg_policy`
    Policy,
    /// `pg_statistic_ext`
    Statistics,
    /// `pg_rewrite`
    Rule,
    /// `pg_am`
    AccessMethod,
    /// `pg_cast`
    Cast,
    /// `pg_conversion`
    Conversion,
    /// `pg_event_trigger`
    EventTrigger,
    /// `pg_foreign_data_wrapper`
    ForeignDataWrapper,
    /// `pg_language`
    Language,
    /// `pg_operator`
    Operator,
    /// `pg_opclass`
    OperatorClass,
    /// `pg_opfamily`
    OperatorFamily,
    /// `pg_publication`
    Publication,
    /// `pg_foreign_server`
    Server,
    /// `pg_ts_config`
    TextSearchConfiguration,
    /// `pg_ts_dict`
    TextSearchDictionary,
    /// `pg_ts_parser`
    TextSearchParser,
    /// `pg_ts_template`
    TextSearchTemplate,
    /// `pg_transform`
    Transform,
}

/// The identity of an object; `column` is 0, but for a column.
#[must_use]
pub fn object_id(class: Class, oid: u32, column: i16) -> ObjectId {
    let column = u64::from(column.cast_unsigned());
    ObjectId((class as u64) << 48 | u64::from(oid) << 16 | column)
}
