//! What a thread has just made of a text: most texts of a schema stand in it many times, and need neither be read
//! nor take room twice.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

/// A few things, each in the place that a hash of its text gives it, until another one needs the place.
pub(crate) struct Recent<T> {
    /// How the text of a thing is known.
    text: fn(&T) -> &str,
    places: Vec<Option<T>>,
}

/// How many things are remembered.
const PLACES: usize = 1024;

impl<T: Clone> Recent<T> {
    /// Nothing yet.
    pub(crate) const fn by(text: fn(&T) -> &str) -> Self {
        Self {
            text,
            places: Vec::new(),
        }
    }

    /// The thing of this text, which is made where it is not remembered.
    pub(crate) fn get(&mut self, text: &str, make: impl FnOnce() -> T) -> T {
        if self.places.is_empty() {
            self.places.resize(PLACES, None);
        }
        let hash = FixedState::with_seed(0).hash_one(text);
        let place = usize::try_from(hash % PLACES as u64).unwrap_or_default();
        match self.places.get_mut(place) {
            Some(Some(known)) if (self.text)(known) == text => known.clone(),
            Some(place) => place.insert(make()).clone(),
            None => make(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_same_text_gives_the_same_thing_and_another_text_another() {
        let mut recent: Recent<Arc<str>> = Recent::by(|it| it);
        let mut get = |text: &str| recent.get(text, || Arc::from(text));
        let first = get("a");
        assert!(Arc::ptr_eq(&first, &get("a")));
        for n in 0..3 * PLACES {
            let text = n.to_string();
            assert_eq!(&*get(&text), text);
        }
        assert_eq!(&*get("a"), "a");
    }
}
