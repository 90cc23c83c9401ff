/// What stands for a resume token wherever the token itself may not be shown: in plans, state files, reports and messages.
///
/// The first 12 hex digits of the SHA-256 of `redrive resume token`, the runbook's name and the token, with newlines in between. The name
/// makes the fingerprints of two runbooks differ; it is no secret. Workato's tokens are long and random, so that nobody can find one from
/// its fingerprint. A token that could be guessed could also be recognized by its fingerprint: see docs/security.md.
package enum TokenFingerprint {
    /// How many hex digits it has.
    package static let digits = 12

    /// The fingerprint of a token in a runbook of this name.
    package static func of(_ token: String, runbook name: String) -> String {
        ShortDigest.hex("redrive resume token\n\(name)\n\(token)".utf8, digits: digits)
    }

    /// Whether a text has the form of a fingerprint.
    package static func isFingerprint(_ text: String) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
