import FoundationEssentials
import RedriveCore
import Testing
import WorkatoJobs

/// The quick reader of records and the general decoder, side by side.
@Suite struct `frequent records` {
    private func line(_ record: Record) -> [UInt8] {
        var encoder = JournalEncoder()
        return Array(encoder.encode(record, at: JournalSamples.time).dropLast())
    }

    private func frequent(_ line: [UInt8]) -> RecordLine? { line.withUnsafeBufferPointer { RecordLine(frequent: $0) } }

    private func general(_ line: [UInt8]) -> RecordLine? {
        try? JSONDecoder().decode(RecordLine.self, from: Data(line))
    }

    @Test(arguments: [Record.Kind.intent, .answered, .outcomes])
    func `are read as they were written`(kind: Record.Kind) {
        let record = JournalSamples.record(kind)
        let written = line(record)
        #expect(frequent(written)?.record == record)
        #expect(frequent(written)?.sequence == 1)
        #expect(frequent(written)?.time == JournalSamples.time)
        #expect(general(written) == frequent(written))
    }

    @Test func `may lack every optional member`() {
        let records: [Record] = [
            .intent(.init(chunk: 1, tryNumber: 1, step: 0, recipe: 7, masters: [JobID(text: "j-1")], known: [:])),
            .answered(.init(chunk: 1, tryNumber: 1, jobs: [.init(master: JobID(text: "j-1"), enqueued: false)])),
            .answered(.init(chunk: 1, tryNumber: 1, jobs: [])),
            .outcomes(.init(recipe: 7, jobs: [.init(master: JobID(text: "j-1"), new: nil, outcome: .unverified)])),
        ]
        for record in records {
            #expect(frequent(line(record))?.record == record)
        }
    }

    @Test(arguments: Record.Kind.allCases)
    func `are never read in another way than the general decoder reads them`(kind: Record.Kind) {
        let whole = line(JournalSamples.record(kind))
        var read = 0
        func compare(_ line: [UInt8], _ change: String) {
            guard let quick = frequent(line) else { return }
            read += 1
            #expect(general(line) == quick, "\(change) of \(String(decoding: line, as: UTF8.self))")
        }
        for index in whole.indices {
            compare(Array(whole[..<index] + whole[(index + 1)...]), "without byte \(index)")
            compare(Array(whole[..<index] + [whole[index]] + whole[index...]), "twice byte \(index)")
            for byte in "\"\\,:0-}]e \t\n\u{7F}".utf8 {
                var changed = whole
                changed[index] = byte
                compare(changed, "another byte \(index)")
            }
            compare(Array(whole[..<index] + [0xFF] + whole[index...]), "a byte that is not UTF-8 at \(index)")
        }
        // Digits and letters of ids and texts may change and be read all the same.
        let isFrequent = [Record.Kind.intent, .answered, .outcomes].contains(kind)
        #expect(isFrequent ? read > 100 : read == 0)
    }

    @Test(arguments: [
        #"{"seq":1,"at":"2026-11-23T21:00:07.213Z","type":"answered","chunk":1,"try":1,"jobs":[],"chunk":2}"#,
        #"{"seq":1,"at":"2026-11-23T21:00:07.213Z","type":"answered","chunk":1,"try":1,"jobs":[],"new_member":2}"#,
        #"{"at":"2026-11-23T21:00:07.213Z","seq":1,"type":"answered","chunk":1,"try":1,"jobs":[]}"#,
        #"{"seq":1,"at":"2026-11-23T21:00:07.213Z","type":"answered","chunk":1,"try":1}"#,
        #"{"seq":1,"at":"2026-11-23T21:00:07.213Z","type":"outcomes","recipe":0,"jobs":[]}"#,
        #"{"seq":1,"at":"2026-11-23T21:00:07.213Z","type":"outcomes","recipe":1,"jobs":[{"master":"j 1"}]}"#,
        #"{"seq":1,"at":"2026-11-23T21:00:07.213Z","type":"outcomes","recipe":1,"jobs":[{"master":12,"outcome":"recovered"}]}"#,
    ])
    func `written in another way are left to the general decoder`(line: String) {
        #expect(frequent(Array(line.utf8)) == nil)
    }
}
