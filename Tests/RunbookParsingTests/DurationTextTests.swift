import Testing

@testable import RunbookParsing

@Suite struct DurationTextTests {
    struct Case: Sendable {
        var text: String
        var seconds: Int?
    }

    @Test(arguments: [
        Case(text: "30s", seconds: 30), Case(text: "10m", seconds: 600), Case(text: "2h", seconds: 7200),
        Case(text: "30d", seconds: 2_592_000), Case(text: "1h30m", seconds: 5400),
        Case(text: "1d2h3m4s", seconds: 93_784),
        Case(text: "0s", seconds: 0), Case(text: "90m", seconds: 5400), Case(text: "3650d", seconds: 315_360_000),
        Case(text: "", seconds: nil), Case(text: "30", seconds: nil), Case(text: "s", seconds: nil),
        Case(text: "-1s", seconds: nil), Case(text: "1.5h", seconds: nil), Case(text: "30m1h", seconds: nil),
        Case(text: "1h1h", seconds: nil), Case(text: "1 h", seconds: nil), Case(text: "1H", seconds: nil),
        Case(text: "3651d", seconds: nil), Case(text: "99999999999999999999s", seconds: nil),
        Case(text: "1w", seconds: nil), Case(text: "10ms", seconds: nil), Case(text: "１s", seconds: nil),
    ])
    func `a duration is numbers with units from the largest down`(_ test: Case) {
        #expect(DurationText.parse(test.text) == test.seconds.map { .seconds($0) })
    }

    @Test func `a duration is written with its largest units`() {
        #expect(DurationText.text(.seconds(93_784)) == "1d2h3m4s")
        #expect(DurationText.text(.seconds(5400)) == "1h30m")
        #expect(DurationText.text(.zero) == "0s")
    }

    /// A text, and what it should have been.
    struct Meant: Sendable {
        var text: String
        var duration: String?

        init(_ text: String, _ duration: String?) { (self.text, self.duration) = (text, duration) }
    }

    @Test(arguments: [
        Meant("10 minutes", "10m"), Meant("10min", "10m"), Meant("1 H", "1h"), Meant("an hour", "1h"),
        Meant("a day", "1d"), Meant("1.5h", "1h30m"), Meant("2w", "14d"), Meant("1 hour, 30 min", "1h30m"),
        Meant("90 secs", "1m30s"), Meant("30m 1h", nil), Meant("0.3s", nil), Meant("10", nil), Meant("", nil),
        Meant("soon", nil), Meant("5 months", nil), Meant("250ms", nil), Meant("1.2.3h", nil), Meant("9999999d", nil),
        Meant("h", nil), Meant("1 hour ago", nil), Meant("99999999999999999999999999999999999999 days", nil),
    ])
    func `a duration in words is recognized`(_ test: Meant) {
        #expect(DurationText.suggestion(for: test.text) == test.duration)
        if let duration = test.duration { #expect(DurationText.parse(duration) != nil) }
    }
}
