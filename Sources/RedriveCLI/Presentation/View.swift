/// What a command reports, as text and as events, both made from one value so that they cannot disagree.
protocol View {
    /// The lines for people, in order.
    associatedtype Lines: Sequence<Line> = [Line]
    /// The events, in order.
    associatedtype Events: Sequence<Event> = [Event]

    /// Warnings, which come before everything else in either form.
    var warnings: [String] { get }

    /// The text.
    ///
    /// - Parameter canvas: the columns that a line may take, and how many lines are seen at once.
    func lines(on canvas: Canvas) -> Lines

    /// The same as events.
    var events: Events { get }
}

extension View {
    var warnings: [String] { [] }
}

extension View where Events == [Event] {
    var events: [Event] { [] }
}

/// The view of a command's result, which also says how the command ended.
protocol ResultView: View {
    /// The exit status and the summary.
    var completion: Completion { get }
}

extension CommandContext {
    /// Shows the result of a command.
    ///
    /// - Returns: how the command ended.
    func present(_ view: some ResultView) -> Completion {
        console.show(view)
        return view.completion
    }
}
