/// Held jobs that a person sends after all.
package struct HeldRelease: OptionSet, Sendable, Hashable {
    /// The options as bits.
    package var rawValue: Int

    /// Options from their bits.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Jobs of which nobody knows whether they were repeated: `resume --on-unknown resend`.
    package static let unknown = HeldRelease(rawValue: 1)
    /// Jobs of groups that their canaries have closed, which were never sent: `resume --release canary`.
    package static let canary = HeldRelease(rawValue: 2)
}

extension JobProgress {
    /// Whether the job is held, and is sent after all.
    package func isReleased(by release: HeldRelease) -> Bool {
        switch self {
        case .held(.canary): release.contains(.canary)
        case .held: release.contains(.unknown)
        case .notSent, .inFlight, .unknown, .enqueued, .refused, .dropped: false
        }
    }
}
