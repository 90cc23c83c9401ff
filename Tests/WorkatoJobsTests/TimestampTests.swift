import FoundationEssentials
import Testing
import WorkatoJobs

@Suite struct TimestampTests {
    struct Case: Sendable {
        var text: String
        var milliseconds: Int64
    }

    static let readable = [
        Case(text: "1970-01-01T00:00:00Z", milliseconds: 0),
        Case(text: "2015-01-02T01:02:03.000Z", milliseconds: 1_420_160_523_000),
        Case(text: "2023-09-08T13:55:24.731-07:00", milliseconds: 1_694_206_524_731),
        Case(text: "2023-09-08T13:55:24.731-0700", milliseconds: 1_694_206_524_731),
        Case(text: "2023-09-08T13:55:24.731-07", milliseconds: 1_694_206_524_731),
        Case(text: "2020-01-22T01:17:18.021-08:00", milliseconds: 1_579_684_638_021),
        Case(text: "2023-09-08T13:55:24.177301-07:00", milliseconds: 1_694_206_524_177),
        Case(text: "2024-02-29T23:59:59.9+05:30", milliseconds: 1_709_231_399_900),
        Case(text: "2000-02-29 00:00:00z", milliseconds: 951_782_400_000),
        Case(text: "2016-12-31T23:59:60Z", milliseconds: 1_483_228_800_000),
        Case(text: "9999-12-31T23:59:59.999Z", milliseconds: 253_402_300_799_999),
    ]

    @Test(arguments: readable)
    func `a time with an offset is an instant`(example: Case) {
        #expect(Timestamp(iso8601: example.text)?.milliseconds == example.milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T08:00:00", "2026-11-20T08:00Z", "2026-11-20T24:00:00Z", "2026-11-20T08:60:00Z",
        "2026-11-20T08:00:61Z", "2026-02-29T08:00:00Z", "1900-01-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-20T08:00:00.Z",
        "2026-11-20T08:00:00Z ", " 2026-11-20T08:00:00Z", "2026-11-20T08:00:00+24:00", "2026-11-20T08:00:00+7",
        "1970-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-11-20T08:00:00 UTC", "+2026-11-20T08:00:00Z",
        "2026-11-2٠T08:00:00Z", "-026-11-20T08:00:00Z", "2026-11-20T08:00:00--7:00",
    ])
    func `anything else is none`(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `every prefix of a time is refused without a trap`() {
        let whole = "2023-09-08T13:55:24.731-07:00"
        let readable = (0..<whole.count).filter { Timestamp(iso8601: String(whole.prefix($0))) != nil }
        #expect(readable == [26])  // `…-07`
    }

    @Test func `an instant is written so that it can be read again`() throws {
        var milliseconds: Int64 = 0
        while milliseconds <= 253_402_300_799_999 {
            let instant = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(iso8601: instant.description) == instant)
            milliseconds += 86_400_000 * 97 + 12_345_678
        }
        let instant = try #require(Timestamp(iso8601: "2026-11-20T08:00:00.5Z"))
        #expect(instant.description == "2026-11-20T08:00:00.500Z")
        #expect(instant.formatted(.seconds) == "2026-11-20T08:00:00Z")
        let json = try JSONEncoder().encode([instant])
        #expect(String(decoding: json, as: UTF8.self) == #"["2026-11-20T08:00:00.500Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: json) == [instant])
    }

    @Test func `every day of 400 years keeps its order and its date`() throws {
        let first = try #require(Timestamp(iso8601: "1970-01-01T12:00:00Z"))
        var last = ""
        for day in 0..<146_097 {
            let text = first.advanced(by: .seconds(86_400 * day)).formatted(.seconds)
            let isRight = text > last && Timestamp(iso8601: text) == first + .seconds(86_400 * day)
            if !isRight { Issue.record("day \(day) is written as \(text)") }
            last = text
        }
        #expect(last == "2369-12-31T12:00:00Z")
    }

    @Test func `arithmetic stays within the range`() {
        let instant = Timestamp(milliseconds: 1000)
        #expect((instant + .milliseconds(5)).milliseconds == 1005)
        #expect((instant - .seconds(3)).milliseconds == -2000)
        #expect(instant.duration(since: Timestamp(milliseconds: 400)) == .milliseconds(600))
        #expect(Timestamp(milliseconds: .max) + .seconds(1) == Timestamp(milliseconds: .max))
        #expect(
            instant - .seconds(Int64.max) == Timestamp(milliseconds: .min + 1000)
                || instant - .seconds(Int64.max) < instant
        )
        #expect(Timestamp(milliseconds: .max).duration(since: Timestamp(milliseconds: .min)) > .seconds(1_000_000_000))
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(!Timestamp(milliseconds: .max).description.isEmpty)
        #expect(!Timestamp(milliseconds: .min).description.isEmpty)
    }

    @Test func `the date form of HTTP is read, and no other`() {
        #expect(Timestamp(imfFixdate: "Sun, 06 Nov 1994 08:49:37 GMT")?.description == "1994-11-06T08:49:37.000Z")
        for text in [
            "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 +0000", "",
        ] {
            #expect(Timestamp(imfFixdate: text) == nil)
        }
    }
}
