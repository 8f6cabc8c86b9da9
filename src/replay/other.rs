//! Casts, operators, languages, text search objects, publications ...

use std::collections::{BTreeMap, BTreeSet};

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::other::{NewOther, OtherChange, OtherTarget, PublicationChange};
use crate::effect::property::set_parameters;
use crate::kind::Within;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, AttributeValue, ObjectId, ObjectKey, ObjectKind, Other};

mod dependents;

impl Replay {
    pub(super) fn create_other(&mut self, new: &NewOther) -> Outcome {
        let mut other = self.figured(&new.target);
        other.attributes.clone_from(&new.attributes);
        if new.target.kind == ObjectKind::TextSearchConfiguration {
            self.complete_configuration(&mut other.attributes, new.copied.as_ref());
        }
        if new.target.kind == ObjectKind::Publication {
            let tables = self.published(&new.tables)?;
            let tables = AttributeValue::Relations(tables);
            other.attributes.entry(Attribute::Tables).or_insert(tables);
        }
        let key = self.key_of_new(&new.target, &other);
        if let Some(id) = self.schema.id_of(&key) {
            if !new.or_replace {
                return self.already(id, new.if_not_exists, &key);
            }
            for attribute in other.attributes.keys() {
                self.set_by(id, *attribute);
            }
            self.schema.put(&key, id, other);
            return Ok(());
        }
        self.make_family(&key, &other);
        let id = self.created(&key);
        self.link_operators(&key, &other);
        self.schema.put(&key, id, other);
        Ok(())
    }

    /// The object without attributes, its types as the search path finds them.
    fn figured(&self, target: &OtherTarget) -> Other {
        let types = target.types.iter().map(|of| {
            of.as_ref().map(|of| crate::schema::DataType {
                base: self.resolve_row_type(of.base.clone()),
                modifiers: String::new(),
                array: of.array,
            })
        });
        Other {
            plain: (target.kind != ObjectKind::Cast).then(|| target.name.name.clone()),
            types: types.collect(),
            method: target.method.clone(),
            attributes: BTreeMap::new(),
        }
    }

    fn key_of_new(&self, target: &OtherTarget, other: &Other) -> ObjectKey {
        let schema = self.creation(&target.name).schema;
        key_of(target.kind, schema, other)
    }

    /// The object that a statement means. One that nothing made may be an extension's or the
    /// server's own: then there is none, and no complaint.
    pub(super) fn find_other(&self, target: &OtherTarget) -> Result<Option<ObjectKey>, Problem> {
        let other = self.figured(target);
        let names: Vec<QualifiedName> = self.candidates(&target.name).collect();
        let keys = names
            .into_iter()
            .map(|name| key_of(target.kind, name.schema, &other));
        let there = &self.schema.named;
        if let Some(found) = keys.into_iter().find(|key| there.contains_key(key)) {
            return Ok(Some(found));
        }
        let schema = target.name.schema.as_ref().map(Name::as_str);
        let system = schema == Some("pg_catalog") || target.kind == ObjectKind::Language;
        if system || !self.schema.extensions.is_empty() {
            return Ok(None);
        }
        let kind = target.kind.words();
        Err(Problem::NoObject(format!(
            "the {kind} {}",
            other.name(target.kind)
        )))
    }

    pub(super) fn rename_other(
        &mut self,
        target: &OtherTarget,
        change: impl FnOnce(&mut ObjectKey, &mut Other),
    ) -> Outcome {
        let Some(from) = self.find_other(target)? else {
            return Ok(());
        };
        let id = self.schema.id_of(&from);
        let Some((id, mut other)) = id.zip(self.schema.other(&from).cloned()) else {
            return Ok(());
        };
        let before = other.plain.clone();
        let mut to = from.clone();
        change(&mut to, &mut other);
        self.must_not_be_taken(&to)?;
        let after = other.plain.clone();
        self.schema.put(&from, id, other);
        self.rename_key(from.clone(), to)?;
        if let (Some(before), Some(after)) = (before, after) {
            self.follow_name_in_others(from.kind, &before, &after);
        }
        Ok(())
    }
}

fn key_of(kind: ObjectKind, schema: Name, other: &Other) -> ObjectKey {
    ObjectKey {
        schema: (kind.within() == Within::Schema).then_some(schema),
        table: None,
        kind,
        name: other.name(kind),
        arguments: None,
    }
}

impl Replay {
    pub(super) fn alter_other(&mut self, target: &OtherTarget, change: &OtherChange) -> Outcome {
        let Some(key) = self.find_other(target)? else {
            return Ok(());
        };
        let tables = match change {
            OtherChange::Publication(
                PublicationChange::Add(tables)
                | PublicationChange::Drop(tables)
                | PublicationChange::Set(tables),
            ) => self.published(tables)?,
            OtherChange::Attributes(_) | OtherChange::Pairs(..) | OtherChange::Replace(..) => {
                BTreeSet::new()
            }
        };
        let id = self.schema.id_of(&key);
        let Some((id, other)) = id.zip(self.schema.other_mut(&key)) else {
            return Ok(());
        };
        for attribute in apply(&mut other.attributes, change, tables) {
            self.set_by(id, attribute);
        }
        Ok(())
    }

    /// The tables that a publication names.
    pub(super) fn published(&self, tables: &[Reference]) -> Result<BTreeSet<ObjectId>, Problem> {
        let mut found = BTreeSet::new();
        for table in tables {
            self.publish(&self.must_find_table(table)?, &mut found);
        }
        Ok(found)
    }

    /// With a table come those that inherit from it; partitions do not (`OpenTableList` of `publicationcmds.c`).
    fn publish(&self, table: &QualifiedName, found: &mut BTreeSet<ObjectId>) {
        let Some(definition) = self.schema.tables.get(table) else {
            return;
        };
        if found.insert(definition.id) && definition.inheritance.key.is_none() {
            for child in self.children(table) {
                self.publish(&child, found);
            }
        }
    }

    /// A configuration is a copy of another one, or begins without mappings.
    pub(super) fn complete_configuration(
        &self,
        attributes: &mut BTreeMap<Attribute, AttributeValue>,
        copied: Option<&Reference>,
    ) {
        let Some(copied) = copied else {
            attributes.insert(Attribute::Mappings, AttributeValue::Pairs(BTreeMap::new()));
            return;
        };
        let kind = ObjectKind::TextSearchConfiguration;
        let own = self
            .candidates(copied)
            .map(|name| ObjectKey::standalone(&name, kind))
            .find_map(|key| self.schema.other(&key));
        if let Some(own) = own {
            attributes.clone_from(&own.attributes);
            return;
        }
        let mappings = if let Some(mappings) = built_in(&copied.name) {
            let parser = Name::exact("default");
            let parser = AttributeValue::Name(ObjectKind::TextSearchParser, parser);
            attributes.insert(Attribute::Parser, parser);
            AttributeValue::Pairs(mappings)
        } else {
            let reason = AttributeValue::Unmeasured("it is a copy of what no migration made");
            attributes.insert(Attribute::Parser, reason.clone());
            reason
        };
        attributes.insert(Attribute::Mappings, mappings);
    }
}

fn apply(
    attributes: &mut BTreeMap<Attribute, AttributeValue>,
    change: &OtherChange,
    tables: BTreeSet<ObjectId>,
) -> Vec<Attribute> {
    match change {
        OtherChange::Attributes(set) => {
            attributes.extend(
                set.iter()
                    .map(|(attribute, value)| (*attribute, value.clone())),
            );
            set.keys().copied().collect()
        }
        OtherChange::Pairs(attribute, changed) => {
            let value = attributes.entry(*attribute);
            if let AttributeValue::Pairs(pairs) =
                value.or_insert_with(|| AttributeValue::Pairs(BTreeMap::new()))
            {
                set_parameters(pairs, changed);
            }
            vec![*attribute]
        }
        OtherChange::Replace(tokens, old, new) => {
            if let Some(AttributeValue::Pairs(pairs)) = attributes.get_mut(&Attribute::Mappings) {
                let wanted = |token: &String| tokens.as_ref().is_none_or(|it| it.contains(token));
                for (_, list) in pairs.iter_mut().filter(|(token, _)| wanted(token)) {
                    *list = replaced(list, old, new);
                }
            }
            vec![Attribute::Mappings]
        }
        OtherChange::Publication(change) => {
            let value = attributes.entry(Attribute::Tables);
            let value = value.or_insert_with(|| AttributeValue::Relations(BTreeSet::new()));
            match (value, change) {
                (AttributeValue::Relations(there), PublicationChange::Add(_)) => {
                    there.extend(tables);
                }
                (AttributeValue::Relations(there), PublicationChange::Drop(_)) => {
                    there.retain(|table| !tables.contains(table));
                }
                (value, PublicationChange::Set(_)) => *value = AttributeValue::Relations(tables),
                _ => {}
            }
            vec![Attribute::Tables]
        }
    }
}

/// A list of names with one of them replaced.
pub(super) fn replaced(list: &str, old: &str, new: &str) -> String {
    let names = list.split(", ");
    let names: Vec<&str> = names.map(|it| if it == old { new } else { it }).collect();
    names.join(", ")
}

/// The mappings of the configurations that every server has (`snowball_create.pl` and
/// `snowball.sql.in`): words go to the stemmer of the language, words of ASCII letters to the one for
/// English where the language is not written in them.
fn built_in(name: &Name) -> Option<BTreeMap<String, String>> {
    const PLAIN: &str = "email file float host hword_numpart int numhword numword sfloat uint url \
                         url_path version";
    const LANGUAGES: &str = "arabic armenian basque catalan danish dutch english estonian finnish \
                             french german greek hindi hungarian indonesian irish italian \
                             lithuanian nepali norwegian portuguese romanian russian serbian \
                             spanish swedish tamil turkish yiddish";
    let name = name.as_str();
    let (word, ascii) = match name {
        "simple" => ("simple".to_owned(), "simple".to_owned()),
        "russian" | "hindi" => (format!("{name}_stem"), "english_stem".to_owned()),
        name if LANGUAGES.split(' ').any(|it| it == name) => {
            (format!("{name}_stem"), format!("{name}_stem"))
        }
        _ => return None,
    };
    let mappings = [
        (PLAIN, "simple"),
        ("word hword hword_part", &word),
        ("asciiword asciihword hword_asciipart", &ascii),
    ];
    let each = mappings.into_iter().flat_map(|(tokens, dictionary)| {
        let tokens = tokens.split(' ');
        tokens.map(move |token| (token.to_owned(), dictionary.to_owned()))
    });
    Some(each.collect())
}
