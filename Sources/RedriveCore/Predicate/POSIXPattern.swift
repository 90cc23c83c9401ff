internal import Glibc

/// A POSIX extended regular expression that was checked: it takes bounded time, and means what it
/// seems to mean.
///
/// Holds only text, so it is a plain value; `CompiledPattern` searches. Refused, in addition to what the C
/// library refuses: more than 200 characters; back references (exponential in glibc); repetitions that expand to more than
/// 256 characters (measured in glibc 2.36 on 2,000 characters of subject: 0.5 s at 256, 8 s at 2,500); the notations of
/// other languages that POSIX reads differently or not at all, such as `\d`, `(?i)` and `+?`.
package struct POSIXPattern: Sendable, Hashable {
    /// The expression as it was written.
    package let text: String

    /// The expression that is compiled: in form C, as every text that is compared.
    let comparable: ComparableText

    /// The longest pattern, in characters.
    package static let maximumLength = 200
    /// The most single-character matchers after unfolding of `{m,n}`.
    package static let maximumSize = 256
    /// How many characters of a subject are searched.
    package static let searchedLength = 2000

    /// Why a text is not accepted as a pattern.
    package struct PatternError: Error, Hashable {
        /// What is wrong, as the end of the sentence "is not a pattern: …".
        package var message: String
        /// How to fix it; nil if that is not clear.
        package var help: String?
    }

    /// Checks and keeps a pattern.
    package init(_ text: String) throws(PatternError) {
        comparable = ComparableText(text)
        var scan = POSIXPatternScan(comparable.text)
        try scan.run()
        self.text = text
        _ = try CompiledPattern(self)
    }
}

/// A pattern compiled by the C library; belongs to its owner, and to one task at a time.
///
/// Characters are UTF-8 scalars if the system has the locale `C.UTF-8` (glibc 2.35 and later always do), otherwise bytes.
final class CompiledPattern {
    private let compiled: UnsafeMutablePointer<regex_t>
    private let locale: locale_t?

    /// Compiles the pattern.
    ///
    /// Fails with the C library's own text.
    init(_ pattern: POSIXPattern) throws(POSIXPattern.PatternError) {
        let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        let compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        compiled.initialize(to: regex_t())
        let status = Self.within(locale) { regcomp(compiled, pattern.comparable.text, REG_EXTENDED | REG_NOSUB) }
        guard status == 0 else {
            var buffer = [CChar](repeating: 0, count: 200)
            _ = regerror(status, compiled, &buffer, buffer.count)
            compiled.deallocate()
            if let locale { freelocale(locale) }
            let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw POSIXPattern.PatternError(
                message: Self.lowercasedFirst(String(decoding: text, as: UTF8.self)),
                help: nil
            )
        }
        self.compiled = compiled
        self.locale = locale
    }

    deinit {
        regfree(compiled)
        compiled.deallocate()
        if let locale { freelocale(locale) }
    }

    /// Whether the pattern is found in the first 2,000 characters.
    ///
    /// Traps if the C library runs out of memory, as any allocation does.
    func isFound(in text: ComparableText) -> Bool {
        let searched = String(text.text.unicodeScalars.prefix(POSIXPattern.searchedLength))
        var bytes = searched.utf8.map { CChar(bitPattern: $0) }
        // The bounds are passed along, since a title may contain a NUL.
        var bounds = regmatch_t(rm_so: 0, rm_eo: regoff_t(bytes.count))
        bytes.append(0)
        let status = Self.within(locale) { regexec(compiled, bytes, 1, &bounds, REG_STARTEND) }
        precondition(status == 0 || status == _REG_NOMATCH.rawValue, "the C library could not search: \(status)")
        return status == 0
    }

    /// The locale decides what a character is, both in compiling and in searching; it is set only for this thread.
    private static func within(_ locale: locale_t?, _ body: () -> Int32) -> Int32 {
        guard let locale else { return body() }
        let previous = uselocale(locale)
        defer { uselocale(previous) }
        return body()
    }

    private static func lowercasedFirst(_ text: String) -> String {
        text.prefix(1).lowercased() + text.dropFirst()
    }
}
