extension ErrorSignature {
    /// The signature in words, without its recipe: what two errors are compared by.
    package var words: String {
        var words = adapter ?? ""
        for part in [errorType ?? "", message] where !part.isEmpty {
            if !words.isEmpty { words += " · " }
            words += part
        }
        return words
    }
}
