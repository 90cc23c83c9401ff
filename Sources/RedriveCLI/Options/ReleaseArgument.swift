import ArgumentParser

/// Which held jobs a person lets go on.
enum ReleaseArgument: String, ExpressibleByArgument, CaseIterable {
    /// Those of groups that their canaries have closed.
    case canary
}
