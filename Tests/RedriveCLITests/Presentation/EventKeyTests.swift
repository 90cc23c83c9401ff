@testable import RedriveCLI
import RedriveTestSupport
import Testing
import Transport

@Suite struct EventKeyTests {
    @Test func `every key and every type of event is documented`() throws {
        let page = try Repository.text("docs/formats/output.md")
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
