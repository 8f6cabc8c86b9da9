//! Every name of something else in the definition of an object, to be changed: how renames are
//! followed, and how it is told what depends on what.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AttributeValue, CollationProvider, ConstraintBody, DataType, Deferral, Definition, Expression,
    Generated, Identity, IndexKey, Inheritance, KeyItem, Label, MatchType, Mention, ObjectId,
    ObjectKey, ObjectKind, Other, ParallelSafety, Parameter, PolicyCommand, RangeOpclass,
    ReferentialAction, Returned, RoutineBody, RoutineKind, RowType, RuleEvent, Schema,
    SequenceBounds, SequenceOwner, Table, TriggerEvents, TriggerState, TriggerTiming, TypeBody,
    TypeName, UserType, Visit, Volatility, rename,
};
use crate::name::{Name, QualifiedName};

impl Schema {
    /// Visits every mention in every object.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        self.tables.values_mut().for_each(|it| it.walk(visit));
        self.sequences.values_mut().for_each(|it| it.walk(visit));
        self.types.values_mut().for_each(|it| it.walk(visit));
        let named = self.named.values_mut();
        named.for_each(|it| it.definition.walk(visit));
    }

    /// Visits every mention in one object.
    pub fn walk_object(&mut self, key: &ObjectKey, visit: &mut Visit<'_>) {
        let name = key.qualified();
        match key.kind {
            ObjectKind::Table => with(self.tables.get_mut(&name), |it| it.walk(visit)),
            ObjectKind::Sequence => with(self.sequences.get_mut(&name), |it| it.walk(visit)),
            ObjectKind::Type | ObjectKind::Domain => {
                with(self.types.get_mut(&name), |it| it.walk(visit));
            }
            _ => with(self.named.get_mut(key), |it| it.definition.walk(visit)),
        }
    }

    /// Visits every expression, defaults of arguments too.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        self.walk(&mut |mention| mention.expression(visit));
    }

    /// Visits the name of every type that a column, attribute, domain or range is made of, and of
    /// every type that an expression casts to. The types of functions are part of their keys: they are
    /// left to [`Schema::follow_type_of_routines`].
    pub fn for_each_type_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.walk(&mut |mention| mention.type_name(visit));
    }

    /// The types of functions, operators, casts ... follow a type that is renamed; so do their keys.
    pub fn follow_type_of_routines(&mut self, from: &TypeName, to: &TypeName) {
        let mut moved = Vec::new();
        for (key, it) in &mut self.named {
            let mut followed = false;
            it.definition
                .walk(&mut |mention| followed |= mention.follow_key_type(from, to));
            moved.extend(followed.then(|| key.clone()));
        }
        for key in moved {
            self.rekey(&key);
        }
    }

    /// The types in the key of a function, operator, cast ... changed. Tells the key that it has now.
    pub fn rekey(&mut self, key: &ObjectKey) -> ObjectKey {
        let mut target = key.clone();
        match self.named.get(key).map(|it| &it.definition) {
            Some(Definition::Routine(it)) => target.arguments = Some(it.arguments().into()),
            Some(Definition::Other(it)) => target.name = it.name(key.kind),
            _ => {}
        }
        rename(&mut self.named, key, target.clone());
        target
    }

    /// Visits the name of every collation in use.
    pub fn for_each_collation_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.walk(&mut |mention| mention.collation(visit));
    }
}

/// What may hold names of something else. A type of the model without it does not build in `object!`, which
/// walks over all fields; a name itself has to be walked as a [`Mention`] of some sort.
pub trait Walk {
    /// Visits every mention.
    fn walk(&mut self, visit: &mut Visit<'_>);
}

macro_rules! names_nothing {
    ($($type:ty),+ $(,)?) => {
        $(impl Walk for $type {
            fn walk(&mut self, _: &mut Visit<'_>) {}
        })+
    };
}

names_nothing!(
    bool,
    String,
    Name,
    ObjectId,
    CollationProvider,
    Deferral,
    Identity,
    Label,
    MatchType,
    ParallelSafety,
    PolicyCommand,
    RangeOpclass,
    ReferentialAction,
    RoutineKind,
    RuleEvent,
    SequenceBounds,
    TriggerEvents,
    TriggerState,
    TriggerTiming,
    Volatility,
    BTreeSet<String>,
    BTreeSet<Name>,
);

impl<T: Walk> Walk for Option<T> {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        if let Some(it) = self {
            it.walk(visit);
        }
    }
}

impl<T: Walk> Walk for Vec<T> {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        for it in self {
            it.walk(visit);
        }
    }
}

impl<T: Walk> Walk for Box<T> {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        self.as_mut().walk(visit);
    }
}

impl<K, V: Walk> Walk for BTreeMap<K, V> {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        for it in self.values_mut() {
            it.walk(visit);
        }
    }
}

/// What holds names, or expressions, of one sort.
pub(super) trait Holds<T> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut T));
}

macro_rules! holds {
    ($($holder:ty: $held:ty = $it:ident => $place:expr,)+) => {
        $(impl Holds<$held> for $holder {
            fn each(&mut self, visit: &mut dyn FnMut(&mut $held)) {
                let $it = self;
                visit($place);
            }
        })+
    };
}

holds! {
    TypeName: TypeName = it => it,
    DataType: TypeName = it => &mut it.base,
    Returned: TypeName = it => &mut it.data_type.base,
    QualifiedName: QualifiedName = it => it,
    SequenceOwner: QualifiedName = it => &mut it.table,
    Expression: Expression = it => it,
    Generated: Expression = it => &mut it.expression,
}

impl<T, H: Holds<T>> Holds<T> for Option<H> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut T)) {
        if let Some(it) = self {
            it.each(visit);
        }
    }
}

impl<T, H: Holds<T>> Holds<T> for Vec<H> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut T)) {
        for it in self {
            it.each(visit);
        }
    }
}

impl<K, T, H: Holds<T>> Holds<T> for BTreeMap<K, H> {
    fn each(&mut self, visit: &mut dyn FnMut(&mut T)) {
        for it in self.values_mut() {
            it.each(visit);
        }
    }
}

/// Visits all that is held as mentions of one sort.
pub(super) fn mentions<T>(
    holder: &mut impl Holds<T>,
    mention: for<'a> fn(&'a mut T) -> Mention<'a>,
    visit: &mut Visit<'_>,
) {
    holder.each(&mut |held| visit(mention(held)));
}

impl Table {
    /// Visits every expression of the table.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        self.walk(&mut |mention| mention.expression(visit));
    }
}

impl Walk for ConstraintBody {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        match self {
            Self::PrimaryKey(key) | Self::Unique(key) => key.walk(visit),
            Self::Exclude(exclusion) => exclusion.index.walk(visit),
            Self::Check(check) => check.walk(visit),
            Self::ForeignKey(foreign) => foreign.walk(visit),
        }
    }
}

impl Walk for IndexKey {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        if let KeyItem::Expression(expression) = &mut self.item {
            visit(Mention::Expression(expression));
        }
        mentions(&mut self.collation, |it| Mention::Collation(it), visit);
        if let Some(opclass) = &self.opclass {
            visit(Mention::Plain(opclass.name.as_str()));
        }
    }
}

impl Walk for Inheritance {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        if let RowType::Of(name) = &mut self.of_type {
            visit(Mention::Type(name));
        }
        mentions(&mut self.parents, |it| Mention::Relation(it), visit);
        self.for_each_expression(&mut |it| visit(Mention::Expression(it)));
        self.for_each_collation(&mut |it| visit(Mention::Collation(it)));
    }
}

impl Walk for Parameter {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        mentions(&mut self.data_type, |it| Mention::KeyType(it), visit);
        mentions(&mut self.default, |it| Mention::Expression(it), visit);
    }
}

impl Walk for RoutineBody {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        self.for_each_name(&mut |it| visit(Mention::Support(it)));
        match self {
            Self::Return(value) => visit(Mention::Expression(value)),
            Self::Atomic(text) => visit(Mention::Text(text)),
            Self::Source(_) | Self::Linked { .. } | Self::Aggregate(_) => {}
        }
    }
}

impl Walk for UserType {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        match &mut self.body {
            TypeBody::Composite(attributes) => attributes.walk(visit),
            TypeBody::Range(range) => range.walk(visit),
            TypeBody::Domain(domain) => domain.walk(visit),
            TypeBody::Enum(_) | TypeBody::Base => {}
        }
    }
}

impl Walk for Other {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        for data_type in self.types.iter_mut().flatten() {
            visit(Mention::KeyType(&mut data_type.base));
        }
        each(&self.method, |it| Mention::Plain(it.as_str()), visit);
        each(&self.plain, |it| Mention::Plain(it.as_str()), visit);
        for value in self.attributes.values() {
            match value {
                AttributeValue::Name(_, name) => visit(Mention::Plain(name.as_str())),
                AttributeValue::Pairs(pairs) => {
                    let names = pairs.values().flat_map(|list| list.split(", "));
                    each(names, Mention::Plain, visit);
                }
                AttributeValue::Text(_)
                | AttributeValue::Relations(_)
                | AttributeValue::Unmeasured(_) => {}
            }
        }
    }
}

fn with<T>(found: Option<&mut T>, change: impl FnOnce(&mut T)) {
    if let Some(found) = found {
        change(found);
    }
}

fn each<'a, T>(
    found: impl IntoIterator<Item = T>,
    mention: impl Fn(T) -> Mention<'a>,
    visit: &mut Visit<'_>,
) {
    for one in found {
        visit(mention(one));
    }
}
