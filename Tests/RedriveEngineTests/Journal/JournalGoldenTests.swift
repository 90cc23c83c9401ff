import Foundation
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs

/// State files that an earlier Redrive wrote, one for each format: they load, fold to the same numbers, and can be resumed.
@Suite struct JournalGoldenTests {
    /// A run of 93 jobs by four processes: killed, stopped twice by a guard, with lost answers, 429 and somebody else at work.
    private static let path = "/work/state-format-1.jsonl"

    private static func lines(_ name: String) throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures")
        let data = try Data(contentsOf: folder.appending(path: name))
        return [UInt8](data).split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    private static func contents(_ lines: some Sequence<[UInt8]>) throws -> JournalContents {
        let files = InMemoryFileSystem()
        files.put(lines.flatMap { $0 + [UInt8(ascii: "\n")] }, at: path)
        return try JournalContents.read(path, fileSystem: files)
    }

    @Test func `a state file of format 1 folds to the numbers that the Redrive which wrote it printed`() throws {
        let state = try Self.contents(Self.lines("state-format-1.jsonl")).state
        let totals = RunTotals(state)
        #expect(totals.planned == 93)
        #expect(totals.classes == [.enqueued: 92, .refused: 1])
        #expect(totals.outcomes == [.recovered: 84, .failedSame: 8])
        #expect(totals.requests == 9)
        #expect(totals.throttled == 3)
        #expect(totals.repeatedByOthers == 1)
        #expect(state.sessions.count == 4)
        #expect(state.ending == .finished)
        #expect(state.verdict(for: .finished) == .notAllRecovered)
        #expect(!Remaining(of: state, scope: state.scope).isAny)
    }

    @Test func `whatever part of it an earlier Redrive left can be resumed, and sends nothing that was enqueued`()
        throws
    {
        let lines = try Self.lines("state-format-1.jsonl")
        let plan = try #require(lines.lastIndex { String(decoding: $0, as: UTF8.self).contains(#""type":"plan""#) })
        var resumed = 0
        for count in (plan + 1)...lines.count {
            let state = try Self.contents(lines.prefix(count)).state
            let done = Set(state.jobs.indices.filter { state.jobs[$0].jobClass != .notSent })
            let left = Remaining(of: state, scope: nil).requests().flatMap(\.batch.jobs)
            #expect(done.isDisjoint(with: left), "after \(count) lines")
            #expect(Set(left).count + done.count == state.jobs.count, "after \(count) lines")
            let session = Record.Session(number: state.sessions.count + 1, host: "h", pid: 1, version: "t")
            var machine = RunStateMachine(state: state, options: RunOptions(session: session))
            let now = Moment(instant: .zero, wall: Timestamp(milliseconds: 1_800_000_000_000))
            #expect(machine.handle(.begin, at: now).first == .append(.session(session)), "after \(count) lines")
            resumed += 1
        }
        #expect(resumed == lines.count - plan)
    }

    @Test func `a record of each kind of format 1 is read, and written as it was`() throws {
        let lines = try Self.lines("records-format-1.jsonl")
        var decoder = JournalDecoder()
        var encoder = JournalEncoder()
        var kinds: Set<Record.Kind> = []
        for line in lines {
            switch try decoder.consume(line: line[...]) {
            case .header(let header): #expect(encoder.encode(header).dropLast() == line[...])
            case .plan(let planLine): #expect(encoder.encode(planLine: Array(planLine)).dropLast() == line[...])
            case .record(let record, at: let time):
                kinds.insert(record.kind)
                #expect(encoder.encode(record, at: time).dropLast() == line[...], "\(record.kind)")
            }
        }
        #expect(
            kinds == Set(Record.Kind.allCases).subtracting([.commanded, .wholeList, .stageEnded, .token, .listed]),
            "these came later"
        )
    }
}
