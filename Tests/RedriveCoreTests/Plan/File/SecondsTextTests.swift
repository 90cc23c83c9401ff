import FoundationEssentials
import Testing

@testable import RedriveCore

@Suite struct SecondsTextTests {
    struct Sample: Sendable {
        var duration: Duration
        var text: String
    }

    @Test(arguments: [
        Sample(duration: .seconds(90), text: "90s"), Sample(duration: .zero, text: "0s"),
        Sample(duration: .milliseconds(5), text: "0.005s"), Sample(duration: .milliseconds(1500), text: "1.5s"),
        Sample(duration: Duration(secondsComponent: 0, attosecondsComponent: 1), text: "0.000000000000000001s"),
    ])
    func `a duration is written in seconds, and read back`(_ sample: Sample) throws {
        let json = try JSONEncoder().encode([SecondsText(sample.duration)])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(sample.text)\"]")
        #expect(try JSONDecoder().decode([SecondsText].self, from: json)[0].duration == sample.duration)
    }

    @Test(arguments: ["", "s", "90", "1h", "-1s", "1.s", ".5s", "1.5.5s", "1e3s", "1000000000000s"])
    func `any other text is refused`(_ text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SecondsText].self, from: Data("[\"\(text)\"]".utf8))
        }
    }
}
