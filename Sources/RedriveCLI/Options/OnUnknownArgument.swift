import ArgumentParser
import RedriveCore

/// What to do about requests whose answer was lost.
struct OnUnknownArgument: ExpressibleByArgument {
    /// The rule.
    var onUnknown: OnUnknown

    init?(argument: String) {
        guard let onUnknown = OnUnknown(rawValue: argument) else { return nil }
        self.onUnknown = onUnknown
    }

    static var allValueStrings: [String] { OnUnknown.allCases.map(\.rawValue) }
}
