import RedriveCore
import Testing
import WorkatoJobs

@Suite struct `damage to the state file` {
    @Test(arguments: JournalSamples.lines().indices)
    func `a changed byte anywhere is refused in its own line`(index: Int) throws {
        let lines = JournalSamples.lines()
        let decoder = try decoder(behind: lines[..<index])
        for place in lines[index].indices {
            var altered = lines[index]
            altered[place] ^= 1
            expectFault(altered, by: decoder, "byte \(place)")
        }
    }

    @Test(arguments: JournalSamples.lines().indices)
    func `a line that was cut short is refused in its own line`(index: Int) throws {
        let lines = JournalSamples.lines()
        let decoder = try decoder(behind: lines[..<index])
        for length in lines[index].indices {
            expectFault(Array(lines[index].prefix(length)), by: decoder, "cut after \(length) bytes")
        }
    }

    @Test func `a line that is missing is noticed at the next one`() {
        let lines = JournalSamples.lines()
        for index in lines.indices.dropLast() {
            var altered = lines
            altered.remove(at: index)
            expectFault(altered, line: index + 1, "without line \(index + 1)")
        }
    }

    @Test func `two lines that changed places are noticed at the first of them`() {
        let lines = JournalSamples.lines()
        for index in lines.indices.dropLast() {
            var altered = lines
            altered.swapAt(index, index + 1)
            expectFault(altered, line: index + 1, "line \(index + 1) swapped")
        }
    }

    @Test func `a line that stands twice is noticed`() {
        let lines = JournalSamples.lines()
        for index in lines.indices {
            expectFault(Array(lines[...index]) + [lines[index]], line: index + 2, "line \(index + 1) twice")
        }
    }

    @Test func `an empty line is noticed`() {
        let lines = JournalSamples.lines()
        for index in lines.indices {
            var altered = lines
            altered.insert([], at: index)
            expectFault(altered, line: index + 1, "an empty line before line \(index + 1)")
        }
    }

    @Test func `a line of the plan does not stand behind a record`() {
        var encoder = JournalEncoder()
        let lines = [
            encoder.encode(JournalSamples.header),
            encoder.encode(.throttled(.init(count: 1)), at: JournalSamples.time),
            encoder.encode(planLine: Array("{}".utf8)),
        ]
        expectFault(lines.map { Array($0.dropLast()) }, line: 3, "a plan behind a record")
    }

    private func decoder(behind lines: ArraySlice<[UInt8]>) throws -> JournalDecoder {
        var decoder = JournalDecoder()
        for line in lines { _ = try decoder.consume(line: line[...]) }
        return decoder
    }

    private func expectFault(_ line: [UInt8], by decoder: JournalDecoder, _ what: String) {
        var decoder = decoder
        let number = decoder.position.sequence + 1
        let fault = #expect(throws: JournalError.self, "\(what)") { try decoder.consume(line: line[...]) }
        #expect(fault?.line == number, "\(what)")
    }

    private func expectFault(_ lines: [[UInt8]], line: Int, _ what: String) {
        switch JournalSamples.decode(lines) {
        case .success: Issue.record("\(what): taken as good")
        case .failure(let fault): #expect(fault.line == line, "\(what): \(fault)")
        }
    }
}
