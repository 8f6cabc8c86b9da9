//! A page of a report: what stands on it, whatever the medium. `html` and `markdown` print it, and escape every word
//! that may come from outside.

use std::fmt::Display;

use maud::Markup;

use super::finding::Command;

/// What stands below one another on a page.
pub(super) enum Block {
    /// From level 1, which is the title.
    Heading(usize, Line),
    Paragraph(Tone, Line),
    /// Labels, each with what it says.
    Fields(Vec<Field>),
    /// What is read first.
    Figures(Vec<Figure>),
    List(Vec<Item>),
    Table(Table),
    /// What belongs together, where a medium shows that.
    Section(Vec<Self>),
    /// Lines that are typed or run as they stand.
    Script(Vec<String>),
    /// A list that can be folded away, with its title.
    Details(Line, Vec<Line>),
    /// A picture, and what it shows in words of this program, for a medium without pictures.
    Picture {
        picture: Markup,
        words: String,
    },
}

impl Block {
    pub(super) fn paragraph(line: Line) -> Self {
        Self::Paragraph(Tone::Plain, line)
    }
}

/// How a paragraph is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Dim,
    Good,
    Doubtful,
    Bad,
    /// The answer of the page.
    Conclusion,
}

impl Tone {
    /// Its class of the style.
    pub(super) const fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Dim => Some("dim"),
            Self::Good => Some("good-text"),
            Self::Doubtful => Some("doubtful-text"),
            Self::Bad => Some("bad-text"),
            Self::Conclusion => Some("conclusion"),
        }
    }
}

/// One of a list, with what belongs to it.
pub(super) struct Item {
    pub(super) line: Line,
    pub(super) below: Vec<Line>,
}

impl From<Line> for Item {
    fn from(line: Line) -> Self {
        Self {
            line,
            below: Vec::new(),
        }
    }
}

/// A label, and what it says.
pub(super) struct Field {
    pub(super) label: &'static str,
    pub(super) tone: Tone,
    pub(super) line: Line,
}

impl Field {
    pub(super) const fn new(label: &'static str, line: Line) -> Self {
        Self {
            label,
            tone: Tone::Plain,
            line,
        }
    }
}

/// A figure, what it is of, and what is to be known of it.
pub(super) struct Figure {
    pub(super) label: &'static str,
    pub(super) value: Line,
    pub(super) notes: Vec<Line>,
}

/// Rows of cells.
#[derive(Default)]
pub(super) struct Table {
    /// What it holds, for a reader who does not see what stands above it.
    pub(super) caption: &'static str,
    /// What a reader may filter it for.
    pub(super) filter: Option<&'static str>,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

#[derive(Default)]
pub(super) struct Row {
    /// By which the row is found.
    pub(super) id: Option<String>,
    /// What it means, as a class of the style.
    pub(super) class: Option<&'static str>,
    pub(super) cells: Vec<Line>,
}

impl From<Vec<Line>> for Row {
    fn from(cells: Vec<Line>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

/// Words with their looks.
#[derive(Clone, Default)]
pub(super) struct Line(pub(super) Vec<Span>);

#[derive(Clone)]
pub(super) enum Span {
    /// Words of this program, in which nothing is to be escaped.
    Own(String),
    Text(String),
    /// What something is called.
    Name(String),
    Strong(String),
    Dim(String),
    Code(String),
    /// Code that is read by nobody.
    Digest(String),
    /// What is typed as it stands, and where.
    Typed(Command),
    /// Strong, and of this class.
    Marked(&'static str, String),
    /// What only a medium with pictures shows.
    Picture(Markup),
    /// A page of ours beside this one, by a name that nothing from outside chose, and what it is called.
    Link(String, String),
    Break,
}

/// A line that begins with words of this program.
pub(super) fn own(words: impl Display) -> Line {
    Line::default().own(words)
}

/// A line that begins with words from outside.
pub(super) fn text(words: impl Display) -> Line {
    Line::default().text(words)
}

impl Line {
    fn with(mut self, span: Span) -> Self {
        self.0.push(span);
        self
    }

    pub(super) fn own(self, words: impl Display) -> Self {
        self.with(Span::Own(words.to_string()))
    }

    pub(super) fn text(self, words: impl Display) -> Self {
        self.with(Span::Text(words.to_string()))
    }

    pub(super) fn name(self, words: impl Display) -> Self {
        self.with(Span::Name(words.to_string()))
    }

    pub(super) fn strong(self, words: impl Display) -> Self {
        self.with(Span::Strong(words.to_string()))
    }

    pub(super) fn dim(self, words: impl Display) -> Self {
        self.with(Span::Dim(words.to_string()))
    }

    pub(super) fn code(self, words: impl Display) -> Self {
        self.with(Span::Code(words.to_string()))
    }

    pub(super) fn digest(self, words: impl Display) -> Self {
        self.with(Span::Digest(words.to_string()))
    }

    pub(super) fn marked(self, class: &'static str, words: impl Display) -> Self {
        self.with(Span::Marked(class, words.to_string()))
    }

    /// Words told in a tone.
    pub(super) fn toned(self, tone: Tone, words: impl Display) -> Self {
        match tone.class() {
            Some(class) => self.marked(class, words),
            None => self.text(words),
        }
    }

    pub(super) fn picture(self, picture: Markup) -> Self {
        self.with(Span::Picture(picture))
    }

    pub(super) fn link(self, page: &str, words: impl Display) -> Self {
        self.with(Span::Link(page.to_owned(), words.to_string()))
    }

    pub(super) fn typed(self, command: &Command) -> Self {
        self.with(Span::Typed(command.clone()))
    }

    pub(super) fn line_break(self) -> Self {
        self.with(Span::Break)
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Names as a sentence lists them; none where there are none.
    pub(super) fn names(names: &[String]) -> Option<Self> {
        let names = names.iter().map(|name| own("").name(name));
        Some(Self::list(names.collect())).filter(|line| !line.0.is_empty())
    }

    /// `a`, `a and b`, `a, b and c`.
    pub(super) fn list(items: Vec<Self>) -> Self {
        let last = items.len().saturating_sub(1);
        let items = items.into_iter().enumerate();
        items.fold(Self::default(), |line, (at, item)| match at {
            0 => item,
            _ if at == last => line.own(" and ").and(item),
            _ => line.own(", ").and(item),
        })
    }

    /// The words without their looks.
    pub(super) fn words(&self) -> String {
        let words = self.0.iter().map(|span| match span {
            Span::Own(words)
            | Span::Text(words)
            | Span::Name(words)
            | Span::Strong(words)
            | Span::Dim(words)
            | Span::Code(words)
            | Span::Digest(words)
            | Span::Marked(_, words)
            | Span::Link(_, words)
            | Span::Typed(Command { text: words, .. }) => words.as_str(),
            Span::Picture(_) => "",
            Span::Break => "\n",
        });
        words.collect()
    }

    /// With what there is, if there is something.
    pub(super) fn with_some<T>(self, some: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match some {
            Some(it) => add(self, it),
            None => self,
        }
    }
}
