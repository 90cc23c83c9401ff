import Foundation
import Testing
import WorkatoJobs

@testable import RedriveCore

/// Commands in a state file.
@Suite struct CommandedTests {
    private static let author = CommandAuthor(user: "ada", host: "build-1", pid: 7)

    private func encoded(_ given: GivenCommand) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(Record.Commanded(given)), as: UTF8.self)
    }

    private func decoded(_ json: String) throws -> GivenCommand {
        try JSONDecoder().decode(Record.Commanded.self, from: Data(json.utf8)).given
    }

    /// A command with its JSON.
    struct Sample: Sendable {
        var command: ControlCommand
        var json: String
    }

    static let samples = [
        Sample(command: .stop, json: #"{"command":"stop"}"#),
        Sample(command: .pause, json: #"{"command":"pause"}"#),
        Sample(command: .resume, json: #"{"command":"resume"}"#),
        Sample(command: .skip(28904), json: #"{"command":"skip","recipe":28904}"#),
        Sample(command: .pace(step: nil, nil), json: #"{"command":"pace"}"#),
        Sample(command: .pace(step: 2, nil), json: #"{"command":"pace","step":2}"#),
        Sample(
            command: .pace(step: 0, Rate(count: 60, per: .seconds(60))),
            json: #"{"command":"pace","pace":{"count":60,"seconds":60},"step":0}"#
        ),
        Sample(
            command: .pace(step: nil, Rate(count: 1, per: .seconds(86_400))),
            json: #"{"command":"pace","pace":{"count":1,"seconds":86400}}"#
        ),
    ]

    @Test(arguments: samples) func `a command is written with its members, and read back as it was`(
        sample: Sample
    ) throws {
        #expect(try encoded(GivenCommand(sample.command)) == sample.json)
        #expect(try decoded(sample.json) == GivenCommand(sample.command))
    }

    @Test func `author and reason are kept`() throws {
        let given = GivenCommand(.pause, by: Self.author, reason: "lunch")
        let json = #"{"by":{"host":"build-1","pid":7,"user":"ada"},"command":"pause","reason":"lunch"}"#
        #expect(try encoded(given) == json)
        #expect(try decoded(json) == given)
    }

    @Test(arguments: [
        #"{"count":0,"seconds":60}"#, #"{"count":-1,"seconds":60}"#, #"{"count":1,"seconds":0}"#,
        #"{"count":1,"seconds":86401}"#, #"{"count":1}"#,
    ])
    func `a pace that is none is refused`(pace: String) {
        #expect(throws: DecodingError.self) { try decoded(#"{"command":"pace","pace":\#(pace)}"#) }
    }

    @Test(arguments: [#"{"command":"halt"}"#, #"{"command":"skip"}"#, #"{"command":"skip","recipe":0}"#, "{}"])
    func `a command that is not known, or misses its recipe, is refused`(json: String) {
        #expect(throws: DecodingError.self) { try decoded(json) }
    }
}
