//! What an `ALTER` changes of casts, operators, text search objects, publications ...

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::other::{OtherChange, PublicationChange};
use crate::name::Name;
use crate::schema::{Aspect, Facet, ObjectId, ObjectKey, ObjectKind};

impl Replay {
    pub(super) fn alter_other(&mut self, key: &ObjectKey, change: &OtherChange) -> Outcome {
        let tables = match change {
            OtherChange::Publication(
                PublicationChange::Add(tables)
                | PublicationChange::Drop(tables)
                | PublicationChange::Set(tables),
            ) => self.published(tables)?,
            OtherChange::Facets(_) | OtherChange::Pairs(..) | OtherChange::Replace(..) => {
                BTreeSet::new()
            }
        };
        let id = self.schema.named.get(key).copied();
        let Some((id, other)) = id.zip(self.schema.other_mut(key)) else {
            return Ok(());
        };
        for aspect in apply(&mut other.facets, change, tables) {
            self.set_by(id, aspect);
        }
        Ok(())
    }

    /// The tables that a publication names.
    pub(super) fn published(&self, tables: &[Reference]) -> Result<BTreeSet<ObjectId>, Problem> {
        let found = tables.iter().map(|table| {
            let name = self.find_table(table);
            let id = name.and_then(|name| self.relation_id(&name));
            id.ok_or_else(|| Problem::no_relation(table))
        });
        found.collect()
    }

    /// A configuration is a copy of another one, or begins without mappings.
    pub(super) fn complete_configuration(
        &self,
        facets: &mut BTreeMap<Aspect, Facet>,
        copied: Option<&Reference>,
    ) {
        let Some(copied) = copied else {
            facets.insert(Aspect::Mappings, Facet::Pairs(BTreeMap::new()));
            return;
        };
        let kind = ObjectKind::TextSearchConfiguration;
        let own = self
            .candidates(copied)
            .map(|name| ObjectKey::standing(&name, kind))
            .find_map(|key| self.schema.others.get(&key));
        if let Some(own) = own {
            facets.clone_from(&own.facets);
            return;
        }
        let mappings = if let Some(mappings) = built_in(&copied.name) {
            let parser = Name::exact("default");
            let parser = Facet::Name(ObjectKind::TextSearchParser, parser);
            facets.insert(Aspect::Parser, parser);
            Facet::Pairs(mappings)
        } else {
            let reason = Facet::Unmeasured("it is a copy of what no migration made");
            facets.insert(Aspect::Parser, reason.clone());
            reason
        };
        facets.insert(Aspect::Mappings, mappings);
    }
}

fn apply(
    facets: &mut BTreeMap<Aspect, Facet>,
    change: &OtherChange,
    tables: BTreeSet<ObjectId>,
) -> Vec<Aspect> {
    match change {
        OtherChange::Facets(set) => {
            facets.extend(set.iter().map(|(aspect, facet)| (*aspect, facet.clone())));
            set.keys().copied().collect()
        }
        OtherChange::Pairs(aspect, changed) => {
            let facet = facets.entry(*aspect);
            if let Facet::Pairs(pairs) = facet.or_insert_with(|| Facet::Pairs(BTreeMap::new())) {
                set_pairs(pairs, changed);
            }
            vec![*aspect]
        }
        OtherChange::Replace(tokens, old, new) => {
            if let Some(Facet::Pairs(pairs)) = facets.get_mut(&Aspect::Mappings) {
                let wanted = |token: &String| tokens.as_ref().is_none_or(|it| it.contains(token));
                for (_, list) in pairs.iter_mut().filter(|(token, _)| wanted(token)) {
                    *list = replaced(list, old, new);
                }
            }
            vec![Aspect::Mappings]
        }
        OtherChange::Publication(change) => {
            let facet = facets.entry(Aspect::Tables);
            let facet = facet.or_insert_with(|| Facet::Relations(BTreeSet::new()));
            match (facet, change) {
                (Facet::Relations(there), PublicationChange::Add(_)) => there.extend(tables),
                (Facet::Relations(there), PublicationChange::Drop(_)) => {
                    there.retain(|table| !tables.contains(table));
                }
                (facet, PublicationChange::Set(_)) => *facet = Facet::Relations(tables),
                _ => {}
            }
            vec![Aspect::Tables]
        }
    }
}

fn set_pairs(pairs: &mut BTreeMap<String, String>, changed: &BTreeMap<String, Option<String>>) {
    for (key, value) in changed {
        match value {
            Some(value) => pairs.insert(key.clone(), value.clone()),
            None => pairs.remove(key),
        };
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
    const PLAIN: [&str; 13] = [
        "email",
        "file",
        "float",
        "host",
        "hword_numpart",
        "int",
        "numhword",
        "numword",
        "sfloat",
        "uint",
        "url",
        "url_path",
        "version",
    ];
    const LANGUAGES: [&str; 29] = [
        "arabic",
        "armenian",
        "basque",
        "catalan",
        "danish",
        "dutch",
        "english",
        "estonian",
        "finnish",
        "french",
        "german",
        "greek",
        "hindi",
        "hungarian",
        "indonesian",
        "irish",
        "italian",
        "lithuanian",
        "nepali",
        "norwegian",
        "portuguese",
        "romanian",
        "russian",
        "serbian",
        "spanish",
        "swedish",
        "tamil",
        "turkish",
        "yiddish",
    ];
    let name = name.as_str();
    let (word, ascii) = match name {
        "simple" => ("simple".to_owned(), "simple".to_owned()),
        "russian" | "hindi" => (format!("{name}_stem"), "english_stem".to_owned()),
        name if LANGUAGES.contains(&name) => (format!("{name}_stem"), format!("{name}_stem")),
        _ => return None,
    };
    let plain = PLAIN.map(|token| (token.to_owned(), "simple".to_owned()));
    let mut mappings = BTreeMap::from(plain);
    for token in ["word", "hword", "hword_part"] {
        mappings.insert(token.to_owned(), word.clone());
    }
    for token in ["asciiword", "asciihword", "hword_asciipart"] {
        mappings.insert(token.to_owned(), ascii.clone());
    }
    Some(mappings)
}
