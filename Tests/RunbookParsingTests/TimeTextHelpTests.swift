import Testing
import WorkatoJobs

@testable import RunbookParsing

@Suite struct TimeTextHelpTests {
    /// A text that is no time, and the help for it.
    struct Meant: Sendable {
        var text: String
        var zone: Int?
        var help: String?

        init(_ text: String, zone: Int? = nil, _ help: String?) {
            (self.text, self.zone, self.help) = (text, zone, help)
        }
    }

    @Test(arguments: [
        Meant("6h", "write 6h ago"), Meant("6 hours ago", "write 6h ago"), Meant("6 hours", "write 6h ago"),
        Meant("-6h", "write 6h ago"), Meant("now-6h", "write 6h ago"), Meant("now - 90 min", "write 1h30m ago"),
        Meant("last 2 weeks", "write 14d ago"), Meant("6hago", "write 6h ago"), Meant("An hour ago", "write 1h ago"),
        Meant("today", "write 2026-11-23"), Meant("Today", zone: 5 * 3600, "write 2026-11-24"),
        Meant("yesterday", "write 2026-11-22 for the start of the day, or 1d ago"),
        Meant("1795161600", "write 2026-11-20T08:00:00Z"), Meant("1795161600000", "write 2026-11-20T08:00:00Z"),
        Meant("NOW", "write now"), Meant("2026-11-20 08:00:00+00", "write 2026-11-20 08:00:00+00:00"),
        Meant("2026-11-20 08:00 UTC", "write 2026-11-20 08:00Z"),
        Meant("2026-11-20 08:00 GMT", "write 2026-11-20 08:00Z"),
        Meant("2026-11-20 08:00 +01:00", "write 2026-11-20 08:00+01:00"), Meant("2026/11/20", "write 2026-11-20"),
        Meant("2026.11.20 08:00Z", "write 2026-11-20 08:00Z"), Meant("20/11/2026", "write 2026-11-20"),
        Meant("20.11.2026", "write 2026-11-20"), Meant("11/20/2026", "write 2026-11-20"),
        Meant("5/5/2026", "write 2026-05-05"),
        Meant("11/10/2026", "write 2026-11-10 or 2026-10-11: the year first, then month and day"),
        Meant("20/20/2026", nil), Meant("0/5/2026", nil), Meant("soon", nil), Meant("", nil), Meant("-", nil),
        Meant("08:00", nil), Meant("28904", nil), Meant("99999999999999999999", nil),
    ])
    func `a time in another notation is recognized`(_ test: Meant) {
        let zone = test.zone.map { TimeZoneText(secondsFromUTC: $0) }
        #expect(TimeText.help(for: test.text, now: now, zone: zone) == test.help)
    }
}
