//! What goes with a cast, operator, language ..., what they go with, and whose names they follow.

use std::collections::BTreeMap;

use super::super::Replay;
use super::replaced;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, AttributeValue, Mention, ObjectKey, ObjectKind, Other};

impl Replay {
    /// Takes it away, and with CASCADE what needs it.
    pub(in crate::replay) fn drop_other(
        &mut self,
        key: &ObjectKey,
        under: Option<&ObjectKey>,
        cascade: bool,
    ) {
        let Some(other) = self.schema.other(key).cloned() else {
            return;
        };
        self.forget_named(key);
        if let Some(under) = under {
            self.dropped_by_cascade(key, under);
        }
        // The classes of a family go with it unasked (`DefineOpClass` of `opclasscmds.c`).
        let unasked = key.kind == ObjectKind::OperatorFamily;
        let Some(plain) = other.plain.filter(|_| cascade || unasked) else {
            return;
        };
        let method = other.method;
        self.forget_others(key, &plain, |_, it| {
            names(it, key.kind, &plain) && (method.is_none() || it.method == method)
        });
        match key.kind {
            ObjectKind::AccessMethod => {
                self.forget_others(key, &plain, |_, it| it.method.as_ref() == Some(&plain));
            }
            ObjectKind::Language => self.forget_spoken(key, &plain),
            ObjectKind::OperatorClass => self.forget_indexes_by(key, &plain),
            _ => {}
        }
    }

    /// The functions of a language, and its transforms.
    fn forget_spoken(&mut self, key: &ObjectKey, language: &Name) {
        for naming in self.schema.mentioning(language.as_str()) {
            let routine = self.schema.routine(&naming);
            if routine.is_some_and(|routine| &routine.language == language) {
                // What a CASCADE drops is never refused.
                let _ = self.drop_routine(&naming, true);
                self.dropped_by_cascade(&naming, key);
            }
        }
        self.forget_others(key, language, |it, other| {
            it.kind == ObjectKind::Transform && other.plain.as_ref() == Some(language)
        });
    }

    fn forget_indexes_by(&mut self, key: &ObjectKey, opclass: &Name) {
        let mut naming = self.schema.mentioning(opclass.as_str());
        naming.retain(ObjectKey::is_table);
        let needing = self.schema.parts(
            &naming,
            |it| matches!(it, Mention::Plain(it) if **it == *opclass.as_str()),
        );
        self.forget_dependents(needing, key);
    }

    /// Those in which the word stands, as far as they need what it stands for.
    fn forget_others(
        &mut self,
        under: &ObjectKey,
        word: &Name,
        needs: impl Fn(&ObjectKey, &Other) -> bool,
    ) {
        for key in self.others_naming(word, needs) {
            self.drop_other(&key, Some(under), true);
        }
    }

    fn others_naming(
        &mut self,
        word: &Name,
        such: impl Fn(&ObjectKey, &Other) -> bool,
    ) -> Vec<ObjectKey> {
        let mut naming = self.schema.mentioning(word.as_str());
        let schema = &self.schema;
        naming.retain(|key| schema.other(key).is_some_and(|other| such(key, other)));
        naming
    }

    /// A function that goes with CASCADE takes what calls it along. Overloads are not told apart: what
    /// may be another one's is no longer expected, and no longer refused either.
    pub(in crate::replay) fn forget_others_calling(&mut self, function: &ObjectKey) {
        let overloaded = self.is_overloaded(function);
        let calling = self.others_naming(&function.name, |_, it| {
            names(it, ObjectKind::Function, &function.name)
        });
        for key in calling {
            self.drop_other(&key, Some(function), true);
            if overloaded {
                self.expected.tombstones.remove(&key);
            }
        }
    }

    /// A type takes the casts, operators, classes and transforms along that are of it.
    pub(in crate::replay) fn forget_others_of_type(
        &mut self,
        name: &QualifiedName,
        under: &ObjectKey,
    ) {
        let is_of = |other: &Other| {
            let types = other.types.iter().flatten();
            let of = types.map(|of| &of.base).any(|of| of.means(name));
            of || names(other, ObjectKind::Type, &name.name)
        };
        for key in self.schema.naming(name) {
            if self.schema.other(&key).is_some_and(is_of) {
                self.drop_other(&key, Some(under), true);
            }
        }
    }

    /// What was renamed is named anew where a definition names it.
    pub(in crate::replay) fn follow_name_in_others(
        &mut self,
        kind: ObjectKind,
        from: &Name,
        to: &Name,
    ) {
        for key in self.others_naming(from, |_, it| names(it, kind, from)) {
            let attributes = self.schema.other_mut(&key).map(|it| &mut it.attributes);
            for (attribute, value) in attributes.into_iter().flatten() {
                match value {
                    AttributeValue::Name(of, name) if *of == kind && name == from => {
                        name.clone_from(to);
                    }
                    AttributeValue::Pairs(pairs) if pairs_name(*attribute, kind) => {
                        follow(pairs, from.as_str(), to.as_str());
                    }
                    _ => {}
                }
            }
        }
    }

    /// An operator that names its commutator or negator is theirs (`OperatorUpd` of `pg_operator.c`).
    pub(super) fn link_operators(&mut self, key: &ObjectKey, new: &Other) {
        let Some(plain) = new
            .plain
            .as_ref()
            .filter(|_| key.kind == ObjectKind::Operator)
        else {
            return;
        };
        let own = AttributeValue::Text(plain.to_string());
        for (attribute, turned) in [(Attribute::Commutator, true), (Attribute::Negator, false)] {
            let Some(AttributeValue::Text(partner)) = new.attributes.get(&attribute) else {
                continue;
            };
            let mut types = new.types.clone();
            if turned {
                types.reverse();
            }
            let wanted = Other {
                plain: Some(Name::exact(partner)),
                types,
                ..Other::default()
            };
            let partner = ObjectKey {
                name: wanted.name(ObjectKind::Operator),
                ..key.clone()
            };
            if let Some(partner) = self.schema.other_mut(&partner) {
                partner
                    .attributes
                    .entry(attribute)
                    .or_insert_with(|| own.clone());
            }
        }
    }

    /// A class without FAMILY has one of its own name, which is made where there is none.
    pub(super) fn make_family(&mut self, key: &ObjectKey, class: &Other) {
        let family = class.attributes.get(&Attribute::Family);
        let Some(AttributeValue::Name(_, family)) =
            family.filter(|_| key.kind == ObjectKind::OperatorClass)
        else {
            return;
        };
        if class.plain.as_ref() != Some(family) {
            return;
        }
        let made = Other {
            plain: class.plain.clone(),
            method: class.method.clone(),
            attributes: BTreeMap::new(),
            types: Vec::new(),
        };
        let family = ObjectKey {
            kind: ObjectKind::OperatorFamily,
            ..key.clone()
        };
        if !self.schema.named.contains_key(&family) {
            let id = self.created(&family);
            self.schema.put(&family, id, made);
        }
    }
}

/// Whether a list of pairs names objects of this kind.
fn pairs_name(attribute: Attribute, kind: ObjectKind) -> bool {
    matches!(
        (attribute, kind),
        (Attribute::Functions, ObjectKind::Function)
            | (Attribute::Mappings, ObjectKind::TextSearchDictionary)
    )
}

fn follow(pairs: &mut BTreeMap<String, String>, from: &str, to: &str) {
    for list in pairs.values_mut() {
        *list = replaced(list, from, to);
    }
}

/// Whether its definition names this object.
fn names(other: &Other, kind: ObjectKind, name: &Name) -> bool {
    other
        .attributes
        .iter()
        .any(|(attribute, value)| match value {
            AttributeValue::Name(of, named) => *of == kind && named == name,
            AttributeValue::Pairs(pairs) if pairs_name(*attribute, kind) => {
                let mut lists = pairs.values();
                lists.any(|list| list.split(", ").any(|it| it == name.as_str()))
            }
            AttributeValue::Pairs(_)
            | AttributeValue::Text(_)
            | AttributeValue::Relations(_)
            | AttributeValue::Unmeasured(_) => false,
        })
}
