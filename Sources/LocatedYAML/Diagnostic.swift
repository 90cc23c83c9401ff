/// An error or a warning about a text, with its place.
package struct Diagnostic: Sendable, Equatable {
    /// How bad it is.
    package enum Severity: String, Sendable, Equatable {
        /// The text cannot be used.
        case error
        /// The text can be used; its writer should know.
        case warning
    }

    /// The place of something.
    package enum Place: Sendable, Equatable {
        /// A range of a file; rendered with a snippet.
        case file(SourceFile, SourceRange)
        /// A source without lines, such as `--set since=…`; rendered as it is.
        case label(String)
    }

    /// A second place that explains the first.
    package struct Secondary: Sendable, Equatable {
        /// The place.
        package var place: Place

        /// What is there, such as `first given here`.
        package var label: String

        /// Pairs a place with its label.
        package init(_ label: String, at place: Place) {
            self.place = place
            self.label = label
        }
    }

    /// How bad it is.
    package var severity: Severity

    /// The rule and the value found; lower case, no full stop, makes sense alone.
    package var message: String

    /// The place; nil if there is none.
    package var place: Place?

    /// Further places, in the order in which they are shown.
    package var secondary: [Secondary]

    /// How to fix it, only if one way is clearly best.
    package var help: String?

    /// Makes a diagnostic; `error(_:at:help:secondary:)` and `warning(_:at:help:secondary:)` are shorter.
    package init(
        _ severity: Severity,
        _ message: String,
        at place: Place?,
        help: String? = nil,
        secondary: [Secondary] = []
    ) {
        self.severity = severity
        self.message = message
        self.place = place
        self.secondary = secondary
        self.help = help
    }

    /// An error.
    package static func error(
        _ message: String,
        at place: Place?,
        help: String? = nil,
        secondary: [Secondary] = []
    ) -> Diagnostic {
        Diagnostic(.error, message, at: place, help: help, secondary: secondary)
    }

    /// A warning.
    package static func warning(
        _ message: String,
        at place: Place?,
        help: String? = nil,
        secondary: [Secondary] = []
    ) -> Diagnostic {
        Diagnostic(.warning, message, at: place, help: help, secondary: secondary)
    }
}
