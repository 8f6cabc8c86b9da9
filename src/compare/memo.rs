//! Pairs of expressions that were held against each other: where tables are alike, each pair is once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;

use super::expression::Sameness;
use crate::name::Name;
use crate::schema::{DataType, Expression};

/// What a name is of, where an expression stands.
pub(super) type TypeOf<'a> = dyn Fn(&Name) -> Option<DataType> + 'a;

/// How many pairs are remembered.
const MOST: usize = 1024;

/// What was found of pairs, by where the two expressions are kept.
#[derive(Default)]
pub(super) struct Memo(Mutex<HashMap<[usize; 2], Known>>);

/// What was found of a pair, and all that it was found from.
struct Known {
    /// While they are held here nothing else is kept where they are.
    _pair: [Expression; 2],
    result: Option<DataType>,
    types: BTreeMap<Name, Option<DataType>>,
    sameness: Sameness,
}

impl Memo {
    /// What `compare` finds of the pair. It is asked again where the value is assigned to something of another type, or
    /// where a name that it asked for is of another one.
    pub(super) fn sameness(
        &self,
        pair: [&Expression; 2],
        result: Option<&DataType>,
        type_of: &TypeOf<'_>,
        compare: impl FnOnce(&TypeOf<'_>) -> Sameness,
    ) -> Sameness {
        let key = pair.map(Expression::address);
        let known = |known: &Known| {
            let mut types = known.types.iter();
            let holds = known.result.as_ref() == result
                && types.all(|(name, data_type)| type_of(name) == *data_type);
            holds.then_some(known.sameness)
        };
        let pairs = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = pairs().get(&key).and_then(known);
        if let Some(sameness) = found {
            return sameness;
        }
        let asked = RefCell::new(BTreeMap::new());
        let sameness = compare(&|name| {
            let data_type = type_of(name);
            asked.borrow_mut().insert(name.clone(), data_type.clone());
            data_type
        });
        let mut pairs = pairs();
        if pairs.len() < MOST {
            let known = Known {
                _pair: pair.map(Expression::clone),
                result: result.cloned(),
                types: asked.into_inner(),
                sameness,
            };
            pairs.insert(key, known);
        }
        sameness
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::effect::expression::read;

    #[test]
    fn a_pair_is_compared_once_for_all_places_that_tell_the_same() {
        let (memo, times) = (Memo::default(), Cell::new(0));
        let [one, other] = ["qty > 0", "(qty > 0)"].map(read);
        let look = |pair: [&Expression; 2], result: &str, of: &str| {
            let result = DataType::builtin(result);
            let of = DataType::builtin(of);
            memo.sameness(pair, Some(&result), &|_| Some(of.clone()), |type_of| {
                times.set(times.get() + 1);
                type_of(&Name::from("qty"));
                Sameness::Different
            });
            times.get()
        };
        assert_eq!(look([&one, &other], "boolean", "integer"), 1);
        assert_eq!(look([&one, &other], "boolean", "integer"), 1);
        assert_eq!(
            look([&one.clone(), &other.clone()], "boolean", "integer"),
            1
        );
        assert_eq!(look([&one, &other], "boolean", "numeric"), 2);
        assert_eq!(look([&one, &other], "integer", "numeric"), 3);
        assert_eq!(look([&other, &one], "integer", "numeric"), 4);
        let mut renamed = one.clone();
        renamed.rename_column(&Name::from("qty"), &Name::from("count"));
        assert_eq!(look([&renamed, &other], "integer", "numeric"), 5);
        assert_eq!(look([&one, &other], "integer", "numeric"), 5);
    }
}
