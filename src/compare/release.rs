//! What depends on the server's release: since 18 a NOT NULL is a constraint with a name.

use super::Comparison;
use super::answer::{Answer, AttributeAnswer};
use crate::replay::Expected;
use crate::schema::{Attribute, Schema};

/// Takes what a server of the live one's release would have made for what is expected.
pub(super) fn settle(expected: &Expected, live: &Schema, comparison: &mut Comparison) {
    let server = live.properties.server.as_ref();
    let inherited = &expected.inherited;
    if server.is_some_and(|server| server.version >= 180_000) {
        let objects = &mut comparison.objects;
        objects.retain(|object| !inherited.before_18.contains(&object.id));
        return;
    }
    for object in &mut comparison.objects {
        let Some(not_null) = inherited.nullable_before_18.get(&object.id) else {
            continue;
        };
        let attributes = &mut object.attributes;
        let before = attributes.len();
        attributes.retain(|it| it.attribute != Attribute::Nullable);
        if attributes.len() == before && object.live.is_some() {
            let word = |not_null: bool| if not_null { "NOT NULL" } else { "NULL" };
            let answer = Answer::Different;
            let (wanted, found) = (word(*not_null), word(!not_null));
            attributes.push(AttributeAnswer::new(
                Attribute::Nullable,
                answer,
                wanted,
                found,
            ));
        }
    }
}
