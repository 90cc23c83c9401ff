import RedriveCore
import Testing
import WorkatoJobs

@testable import RunbookParsing

@Suite struct TimeTextTests {
    struct Case: Sendable {
        var text: String
        var zone: String?
        var instant: String

        init(_ text: String, in zone: String? = nil, _ instant: String) {
            (self.text, self.zone, self.instant) = (text, zone, instant)
        }
    }

    @Test(arguments: [
        Case("now", "2026-11-23T20:00:00Z"),
        Case("6h ago", "2026-11-23T14:00:00Z"),
        Case("2d ago", "2026-11-21T20:00:00Z"),
        Case("90m ago", "2026-11-23T18:30:00Z"),
        Case("1h30m ago", "2026-11-23T18:30:00Z"),
        Case("0s ago", "2026-11-23T20:00:00Z"),
        Case("2026-11-20", "2026-11-20T00:00:00Z"),
        Case("2026-11-20", in: "-05:00", "2026-11-20T05:00:00Z"),
        Case("2026-11-20", in: "+05:30", "2026-11-19T18:30:00Z"),
        Case("2026-11-20T08:00:00-05:00", "2026-11-20T13:00:00Z"),
        Case("2026-11-20T08:00:00-0500", "2026-11-20T13:00:00Z"),
        Case("2026-11-20T08:00:00Z", in: "+01:00", "2026-11-20T08:00:00Z"),
        Case("2026-11-20T08:00", in: "+01:00", "2026-11-20T07:00:00Z"),
        Case("2026-11-20 08:00Z", "2026-11-20T08:00:00Z"),
        Case("2026-11-20t08:00:00.5z", "2026-11-20T08:00:00.500Z"),
        Case("2026-11-20T08:00:00.123999Z", "2026-11-20T08:00:00.123Z"),
        Case("2024-02-29", "2024-02-29T00:00:00Z"),
        Case("1970-01-01", "1970-01-01T00:00:00Z"),
        Case("2000-03-01", "2000-03-01T00:00:00Z"),
    ])
    func `a time is read in every form`(_ test: Case) throws {
        let zone = try test.zone.map { try #require(TimeZoneText($0)) }
        let expected = try #require(Timestamp(iso8601: test.instant))
        #expect(TimeText.parse(test.text, now: now, zone: zone) == .success(.instant(expected)))
    }

    @Test func `the beginning is no instant`() {
        #expect(TimeText.parse("beginning", now: now, zone: nil) == .success(.beginning))
    }

    @Test(arguments: [
        "", "today", "6 h ago", "6h  ago", "-6h ago", "6h", "ago", " ago", "2026-11", "2026-1-2", "20261120",
        "2026-11-20T", "2026-11-20T8:00Z", "2026-11-20T08Z", "2026-11-20T08:00:00.Z", "2026-11-20T08:00:00 Z",
        "2026-11-20T08:00:00+1", "2026-11-20T08:00:00+15:00", "2026-11-20T08:00:00 EST", "2026-11-20x", "11/20/2026",
        "２０２６-11-20", "Now", "9999999999d ago",
    ])
    func `a text that is no time is refused`(_ text: String) {
        #expect(TimeText.parse(text, now: now, zone: .utc) == .failure(.form))
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "1969-12-31", "2100-02-29",
        "2026-11-20T24:00Z", "2026-11-20T23:60Z", "2026-11-20T23:59:60Z",
    ])
    func `a time that does not exist is refused`(_ text: String) {
        #expect(TimeText.parse(text, now: now, zone: nil) == .failure(.noSuchTime))
    }

    @Test func `a date-time needs an offset where there is no time zone`() {
        #expect(TimeText.parse("2026-11-20T08:00:00", now: now, zone: nil) == .failure(.noOffset))
    }

    @Test func `every day from 1970 to 2100 follows the one before it`() {
        var expected: Int64 = 0
        for year in 1970...2100 {
            for month in 1...12 {
                for day in 1...31 {
                    let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
                    guard case .success(.instant(let instant)) = TimeText.parse(text, now: now, zone: nil) else {
                        continue
                    }
                    #expect(instant.milliseconds == expected)
                    expected += 86_400_000
                }
            }
        }
        #expect(expected == 86_400_000 * 47_847)
    }

    @Test func `a time zone is UTC or an offset up to 14 hours`() {
        #expect(TimeZoneText("UTC")?.offset == 0)
        #expect(TimeZoneText("Z")?.offset == 0)
        #expect(TimeZoneText("-05:00")?.offset == -18_000)
        #expect(TimeZoneText("+0530")?.offset == 19_800)
        #expect(TimeZoneText("+14:00")?.offset == 50_400)
        for text in ["", "+14:01", "+15:00", "05:00", "+5:00", "+05:60", "EST", "Europe/Berlin", "+05-00", "utc"] {
            #expect(TimeZoneText(text) == nil, "\(text)")
        }
    }

    @Test func `a rate is a number over a unit`() {
        #expect(RateText.parse("1/s", of: .requests) == Rate(count: 1, per: .seconds(1)))
        #expect(RateText.parse("60/min", of: .requests) == Rate(count: 60, per: .seconds(60)))
        #expect(RateText.parse("100000/h", of: .requests) == Rate(count: 100_000, per: .seconds(3600)))
        for text in ["", "/s", "1/", "1", "0/s", "100001/s", "-1/s", "1/m", "1 /s", "1/s/s", "1.5/s", "1 jobs/s"] {
            #expect(RateText.parse(text, of: .requests) == nil, "\(text)")
        }
    }
}
