import Testing

@testable import RunbookParsing

@Suite struct RateTextTests {
    /// A text, and what it should have been as a rate of requests and as a pace.
    struct Meant: Sendable {
        var text: String
        var rate: String?
        var pace: String?
    }

    @Test(arguments: [
        Meant(text: "60/minute", rate: "60/min", pace: "60 jobs/min"),
        Meant(text: "60 per minute", rate: "60/min", pace: "60 jobs/min"),
        Meant(text: "1 / sec", rate: "1/s", pace: "1 job/s"),
        Meant(text: "1,000 jobs an hour", rate: nil, pace: nil),
        Meant(text: "1,000 jobs a Hour", rate: "1000/h", pace: "1000 jobs/h"),
        Meant(text: "300 requests/m", rate: "300/min", pace: "300 jobs/min"),
        Meant(text: "300", rate: nil, pace: nil), Meant(text: "5/day", rate: nil, pace: nil),
        Meant(text: "0/s", rate: nil, pace: nil), Meant(text: "five/s", rate: nil, pace: nil),
        Meant(text: "5 apples/s", rate: nil, pace: nil), Meant(text: "/s", rate: nil, pace: nil),
        Meant(text: "5/s/s", rate: nil, pace: nil),
    ])
    func `a rate in other words is recognized`(_ test: Meant) {
        #expect(RateText.suggestion(for: test.text, of: .requests) == test.rate)
        #expect(RateText.suggestion(for: test.text, of: .jobs) == test.pace)
    }
}
