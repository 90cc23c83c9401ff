extension ErrorSignature {
    /// The signature in words, without its recipe: what two errors are compared by.
    package var words: String {
        [adapter, errorType, message.isEmpty ? nil : message].compactMap { $0 }.joined(separator: " · ")
    }
}
