import RedriveCore
import Testing
import WorkatoJobs

@Suite struct `the codec of the state file` {
    @Test(arguments: Record.Kind.allCases)
    func `a record comes back as it was written`(kind: Record.Kind) throws {
        let record = JournalSamples.record(kind)
        var encoder = JournalEncoder()
        let lines = [encoder.encode(JournalSamples.header), encoder.encode(record, at: JournalSamples.time)]
        let decoded = try JournalSamples.decode(lines.map { Array($0.dropLast()) }).get()
        #expect(decoded == [.header(JournalSamples.header), .record(record, at: JournalSamples.time)])
    }

    @Test(arguments: Record.Kind.allCases)
    func `a record is one line`(kind: Record.Kind) {
        var encoder = JournalEncoder()
        _ = encoder.encode(JournalSamples.header)
        let line = encoder.encode(JournalSamples.record(kind), at: JournalSamples.time)
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
    }

    @Test(arguments: [
        RunEnding.finished, .guardTripped, .interrupted, .unreachable("no route"), .unauthorized("401"),
    ])
    func `every ending comes back as it was written`(ending: RunEnding) throws {
        var encoder = JournalEncoder()
        let lines = [
            encoder.encode(JournalSamples.header),
            encoder.encode(.ended(.init(ending: ending)), at: JournalSamples.time),
        ]
        let decoded = try JournalSamples.decode(lines.map { Array($0.dropLast()) }).get()
        #expect(decoded.last == .record(.ended(.init(ending: ending)), at: JournalSamples.time))
    }

    @Test func `lines are written as the format's page shows them`() {
        var encoder = JournalEncoder()
        let header = String(decoding: encoder.encode(JournalSamples.header), as: UTF8.self)
        #expect(
            header.hasPrefix(
                #"{"seq":1,"type":"state","format":1,"created_at":"2026-11-23T21:00:00.000Z","name":"crm-outage","#
                    + #""plan_id":"3f2a9c01b7de","redrive":"1.0.0","sum":""#
            )
        )
        let plan = String(decoding: encoder.encode(planLine: Array("{}".utf8)), as: UTF8.self)
        #expect(plan.hasPrefix(#"{"seq":2,"type":"plan","line":{},"sum":""#))
        let intent = Record.Intent(
            chunk: 4,
            tryNumber: 1,
            step: 0,
            recipe: 28904,
            masters: [JournalSamples.master],
            known: [:]
        )
        let line = String(decoding: encoder.encode(.intent(intent), at: JournalSamples.time), as: UTF8.self)
        #expect(
            line.hasPrefix(
                #"{"seq":3,"at":"2026-11-23T21:00:07.213Z","type":"intent","chunk":4,"known":{},"#
                    + #""masters":["j-AJTAt8w6-wdAgWM"],"recipe":28904,"step":0,"try":1,"sum":""#
            )
        )
    }

    /// The sums were made with `sha256sum`, as docs/formats/state.md shows.
    @Test func `the sum is that of the sum before and the line without its own`() {
        let sums = JournalSamples.lines().prefix(4).map { String(decoding: $0.dropLast(2).suffix(16), as: UTF8.self) }
        #expect(sums == ["a984af5d166fc145", "b95f04f11f8740be", "b8e7c4ed358db8cf", "86b5ba33a9928b84"])
    }

    @Test func `the lines of the plan come back byte for byte`() throws {
        let decoded = try JournalSamples.decode(JournalSamples.lines()).get()
        let planLines = decoded.compactMap { line -> [UInt8]? in
            switch line {
            case .plan(let bytes): Array(bytes)
            case .header, .record: nil
            }
        }
        #expect(planLines == JournalSamples.planLines)
    }

    @Test func `an encoder goes on where a decoder has stopped`() throws {
        let lines = JournalSamples.lines()
        for cut in 1..<lines.count {
            var decoder = JournalDecoder()
            for line in lines[..<cut] { _ = try decoder.consume(line: line[...]) }
            var encoder = JournalEncoder(after: decoder.position)
            let next = encoder.encode(.throttled(.init(count: 1)), at: JournalSamples.time)
            #expect(
                try decoder.consume(line: next.dropLast()[...])
                    == .record(.throttled(.init(count: 1)), at: JournalSamples.time)
            )
        }
    }

    @Test func `a member that this version does not know is passed over`() throws {
        var encoder = JournalEncoder()
        var lines = [Array(encoder.encode(JournalSamples.header).dropLast())]
        lines.append(
            signed(
                #"{"seq":2,"at":"2026-11-23T21:00:07.213Z","type":"throttled","count":2,"colour":"red""#,
                after: lines
            )
        )
        let decoded = try JournalSamples.decode(lines).get()
        #expect(decoded.last == .record(.throttled(.init(count: 2)), at: JournalSamples.time))
    }

    @Test func `a record of a type that this version does not know is refused by name`() throws {
        var encoder = JournalEncoder()
        var lines = [Array(encoder.encode(JournalSamples.header).dropLast())]
        lines.append(signed(#"{"seq":2,"at":"2026-11-23T21:00:07.213Z","type":"teleported""#, after: lines))
        guard case .failure(.damaged(2, let why)) = JournalSamples.decode(lines) else {
            Issue.record("it was taken")
            return
        }
        #expect(why.contains("'teleported'") && why.contains("newer"))
    }

    @Test func `a newer format is told as such, whatever else is different`() {
        let line = Array(#"{"seq":1,"type":"state","format":2,"everything":"new","check":"other"}"#.utf8)
        #expect(JournalSamples.decode([line]) == .failure(.newerFormat(2)))
    }

    @Test(arguments: ["", "{}", "not JSON", "[1]", #"{"type":"plan","seq":1,"format":1}"#, "\u{0}\u{0}"])
    func `a file that is something else is told as such`(text: String) {
        #expect(JournalSamples.decode([Array(text.utf8)]) == .failure(.notAStateFile))
    }

    /// A line with a right sum, whatever it says.
    private func signed(_ open: String, after lines: [[UInt8]]) -> [UInt8] {
        let before = lines.last.map { Array($0.dropLast(2).suffix(16)) } ?? []
        let digest = ShortDigest.hex(before + Array((open + "}").utf8))
        return Array((open + #","sum":"\#(digest)"}"#).utf8)
    }
}
