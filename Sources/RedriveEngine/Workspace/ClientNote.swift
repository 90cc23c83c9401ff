/// What a client does between a wish and its answer, for who watches.
package enum ClientNote: Sendable, Hashable {
    /// A request has waited this long for its turn.
    case waited(Duration)
    /// A read has got no useful answer and is tried again after a pause.
    ///
    /// `attempt` is the number of the next try, of `most` in all; `why` says what came instead, in words.
    case triesAgain(attempt: Int, most: Int, after: Duration, why: String)
}
