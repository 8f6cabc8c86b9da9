//! A schema model in pieces, one a namespace: most of a database with a namespace a tenant is not looked at
//! when one of them is.

use std::collections::{BTreeMap, BTreeSet};

use super::{InSchema, Schema};
use crate::name::{Name, QualifiedName};

/// A schema model in pieces.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    /// What is in none of the pieces: all namespaces, what is in no namespace, and the properties of all
    /// objects too.
    pub common: Schema,
    /// What is in each namespace.
    pub apart: BTreeMap<Name, Schema>,
}

impl Schema {
    /// Takes what is in each of the namespaces `apart` out.
    #[must_use]
    pub fn into_pieces(self, apart: &BTreeSet<Name>) -> Pieces {
        let Self {
            namespaces,
            extensions,
            tables,
            sequences,
            types,
            collations,
            named,
            properties,
        } = self;
        let empty = apart
            .iter()
            .map(|name| (name.clone(), Self::default()))
            .collect();
        let mut pieces = Pieces {
            common: Self {
                namespaces,
                extensions,
                properties,
                ..Self::default()
            },
            apart: empty,
        };
        pieces.deal(tables, |schema| &mut schema.tables);
        pieces.deal(sequences, |schema| &mut schema.sequences);
        pieces.deal(types, |schema| &mut schema.types);
        pieces.deal(collations, |schema| &mut schema.collations);
        pieces.deal(named, |schema| &mut schema.named);
        pieces
    }

    /// Adds all objects of a piece.
    pub fn absorb(&mut self, piece: &Self) {
        let Self {
            namespaces: _,
            extensions: _,
            tables,
            sequences,
            types,
            collations,
            named,
            properties: _,
        } = piece;
        extend(&mut self.tables, tables);
        extend(&mut self.sequences, sequences);
        extend(&mut self.types, types);
        extend(&mut self.collations, collations);
        extend(&mut self.named, named);
    }

    /// Adds one table of a piece, with the sequences that its columns own.
    pub fn absorb_table(&mut self, piece: &Self, name: &QualifiedName) {
        let table = piece.tables.get(name);
        self.tables
            .extend(table.map(|table| (name.clone(), table.clone())));
        let sequences = piece.sequences.iter();
        let owned =
            sequences.filter(|(_, of)| of.owner.as_ref().is_some_and(|it| &it.table == name));
        self.sequences
            .extend(owned.map(|(name, of)| (name.clone(), of.clone())));
    }

    /// Takes one table away, with the sequences that its columns own.
    pub fn forget_table(&mut self, name: &QualifiedName) {
        self.tables.remove(name);
        self.sequences
            .retain(|_, of| of.owner.as_ref().is_none_or(|it| &it.table != name));
    }
}

impl Pieces {
    /// Each piece.
    pub fn all(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(&self.common).chain(self.apart.values())
    }

    fn deal<K: InSchema, V>(
        &mut self,
        all: BTreeMap<K, V>,
        into: fn(&mut Schema) -> &mut BTreeMap<K, V>,
    ) {
        for (key, value) in all {
            let own = key.schema().and_then(|name| self.apart.get_mut(name));
            into(own.unwrap_or(&mut self.common)).insert(key, value);
        }
    }
}

fn extend<K: Ord + Clone, V: Clone>(all: &mut BTreeMap<K, V>, piece: &BTreeMap<K, V>) {
    all.extend(
        piece
            .iter()
            .map(|(key, value)| (key.clone(), value.clone())),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Definition, ObjectId, ObjectKey, ObjectKind, Standalone};

    fn standalone(schema: &str) -> ObjectKey {
        let name = QualifiedName::new(schema.into(), "v".into());
        ObjectKey::standalone(&name, ObjectKind::View)
    }

    fn whole() -> Schema {
        let mut whole = Schema::default();
        whole.namespaces.insert("a".into(), ObjectId(1));
        for schema in ["a", "b", "c"] {
            let id = ObjectId(2);
            let definition = Definition::Unread;
            whole
                .named
                .insert(standalone(schema), Standalone { id, definition });
        }
        whole
    }

    #[test]
    fn pieces_put_together_again_are_the_whole() {
        let apart = ["a", "b"].map(Name::from).into();
        let mut pieces = whole().into_pieces(&apart);
        assert_eq!(pieces.common.named.len(), 1);
        for piece in std::mem::take(&mut pieces.apart).values() {
            assert_eq!(piece.named.len(), 1);
            pieces.common.absorb(piece);
        }
        assert_eq!(pieces.common, whole());
    }
}
