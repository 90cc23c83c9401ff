@testable import RedriveCLI
import FoundationEssentials
import Testing
import Transport

@Suite struct EventKeyTests {
    /// The page that documents the events.
    private func page() throws -> String {
        let folder = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        return try String(contentsOf: folder.appending(path: "docs/formats/output.md"), encoding: .utf8)
    }

    @Test func `every key and every type of event is documented`() throws {
        let page = try page()
        for name in EventKey.allCases.map(\.rawValue) + Event.Kind.allCases.map(\.rawValue) {
            #expect(page.contains("`\(name)`") || page.contains("\"\(name)\":"), "\(name)")
        }
    }

    @Test func `an event starts with its type and hides secrets`() {
        let event = Event(.warning, [JSONMember(.message, .string("the token is s3cret-t0k3n"))])
        #expect(event.text() == #"{"type":"warning","message":"the token is s3cret-t0k3n"}"# + "\n")
        #expect(!event.text(hiding: Secrets([Secret("s3cret-t0k3n")])).contains("s3cret-t0k3n"))
    }
}
