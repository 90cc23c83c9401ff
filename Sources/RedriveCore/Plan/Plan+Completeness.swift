extension Plan {
    /// The weakest of the reasons for which the lists are complete; `unproven` if one is not.
    ///
    /// Without lists, the end of them.
    package var completeBecause: RecipeListing.Completeness {
        listings.map(\.completeness).max { $0.strength > $1.strength } ?? .endOfList
    }

    /// Whether every list was read completely, possibly by an assumption that a warning names.
    package var isComplete: Bool { completeBecause != .unproven }
}

extension RecipeListing.Completeness {
    /// A greater number assumes less.
    fileprivate var strength: Int {
        switch self {
        case .endOfList: 3
        case .order: 2
        case .lookback: 1
        case .unproven: 0
        }
    }
}
