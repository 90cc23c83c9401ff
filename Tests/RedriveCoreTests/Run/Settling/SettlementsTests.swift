import Testing
import WorkatoJobs

@testable import RedriveCore

/// Settling the first request of recipe 7, jobs 0 and 1, whose answer was lost at second 0.
///
/// The server may work on it up to second 40, and two looks are 30 s apart.
@Suite struct SettlementsTests {
    private typealias Decided = Settlements.Decided

    private static let lost = [RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.lost()]
    /// A further request of recipe 7, whose repeat is acknowledged.
    private static let witness = [RunParts.intent(7, [2], chunk: 2), RunParts.enqueued(7, [2], chunk: 2)]
    /// Nothing is sent, and nothing will be.
    private static let quiet = Settlements.Sending(unsent: [], open: [], waitsForSettling: false)

    private var outbox: Outbox
    private var settlements: Settlements

    init() throws { try self.init(Self.lost + Self.witness) }

    private init(_ records: [Record], onUnknown: OnUnknown = .resend) throws {
        var plan = try makePlan(jobs: [7: 4, 8: 2], onUnknown: onUnknown)
        plan.header.workspace.serverTimeout = .seconds(40)
        plan.header.workspace.settle = .seconds(30)
        outbox = try RunParts.outbox(plan, after: records)
        settlements = Settlements(RunState(plan: plan, planID: "abc"))
        settlements.lost(7, in: plan.header.workspace, at: RunParts.at(0))
    }

    private mutating func saw(_ rows: [SeenRow], of recipe: RecipeID = 7, at second: Int = 1) -> Decided {
        settlements.saw(rows, of: recipe, &outbox, at: RunParts.moment(second))
    }

    /// A list shows the acknowledged repeat of the witness.
    private mutating func seeWitness(at second: Int) {
        settlements.witnesses.acknowledge(RunParts.repeated(7, 2), of: 7, at: RunParts.at(second - 1))
        let row = RunParts.seen(2, RunParts.repeated(7, 2))
        settlements.witnesses.saw([row], of: 7, &outbox, at: RunParts.moment(second))
        _ = outbox.takeEffects()
    }

    /// A look of one second that is begun if one is wanted.
    private mutating func look(
        at second: Int,
        isEvidence: Bool = true,
        _ sending: Settlements.Sending = quiet
    ) -> Decided? {
        guard settlements.recipesToLookAt(&outbox, at: RunParts.at(second)) == [7] else { return nil }
        return settlements.looked(
            at: 7,
            begun: RunParts.at(second),
            isEvidence: isEvidence,
            sending,
            &outbox,
            at: RunParts.moment(second + 1)
        )
    }

    private func settled(found: [Int: String] = [:], notApplied: [Int] = [], tryNumber: Int = 1) -> [RunEffect] {
        let found = found.sorted { $0.key < $1.key }.map {
            Record.Settled.Found(master: master(7, $0.key), new: JobID(text: $0.value))
        }
        let record = Record.Settled(
            chunk: 1,
            tryNumber: tryNumber,
            found: found,
            notApplied: notApplied.map { master(7, $0) }
        )
        return [.append(.settled(record))]
    }

    @Test mutating func `what is found after a complete look has missed it shows how far lists are behind`() throws {
        seeWitness(at: 2)
        #expect(look(at: 40) == Decided())
        #expect(saw([RunParts.seen(0, JobID(text: "late"))], at: 65) == Decided(enqueued: [1]))
        let found = Record.Settled.Found(master: master(7, 0), new: JobID(text: "late"))
        let record = Record.Settled(chunk: 1, tryNumber: 1, found: [found], notApplied: [], delay: 65_001)
        #expect(outbox.takeEffects() == [.append(.settled(record))])
        #expect(outbox.state.repeats.longestDelay == .milliseconds(65_001))
        // Three times 65.001 s after second 40: what three times the second of the witness had shown is not enough any more.
        #expect(look(at: 71) == Decided())
        #expect(look(at: 235) == nil)
        #expect(look(at: 236) == Decided(sendAgain: [1], isOver: true))
        #expect(outbox.takeEffects() == settled(notApplied: [1]))
    }

    @Test mutating func `what the first look finds says nothing of how far lists are behind`() throws {
        seeWitness(at: 2)
        let before = outbox.state.repeats.longestDelay
        #expect(saw([RunParts.seen(0, JobID(text: "found"))], at: 65) == Decided(enqueued: [1]))
        #expect(outbox.takeEffects() == settled(found: [0: "found"]))
        #expect(outbox.state.repeats.longestDelay == before)
    }

    @Test mutating func `a look that shows a part of a request only shows that lists may be as far behind`() throws {
        seeWitness(at: 2)
        #expect(saw([RunParts.seen(0, JobID(text: "found"))], at: 49) == Decided(enqueued: [1]))
        _ = outbox.takeEffects()
        #expect(look(at: 49) == Decided())
        let record = Record.Settled(chunk: 1, tryNumber: 1, found: [], notApplied: [], delay: 50_001)
        #expect(outbox.takeEffects() == [.append(.settled(record))], "the look took a second")
        #expect(outbox.state.repeats.longestDelay == .milliseconds(50_001))
        #expect(look(at: 80) == Decided())
        #expect(outbox.takeEffects().isEmpty, "once")
        // Three times 50.001 s after second 40.
        #expect(look(at: 190) == nil)
        #expect(look(at: 191) == Decided(sendAgain: [1], isOver: true))
        #expect(outbox.takeEffects() == settled(notApplied: [1]))
    }

    private func held(_ jobs: [Int], _ reason: Record.Held.Reason) -> [RunEffect] {
        [.append(.held(.init(recipe: 7, masters: jobs.map { master(7, $0) }, reason: reason)))]
    }

    // MARK: when to look

    @Test mutating func `a recipe is looked at once the server can no longer be at work`() {
        #expect(settlements.isSettling(7))
        #expect(settlements.recipesToLookAt(&outbox, at: RunParts.at(39)).isEmpty)
        #expect(outbox.wakes == [RunParts.at(40)])
        #expect(settlements.recipesToLookAt(&outbox, at: RunParts.at(40)) == [7])
    }

    @Test mutating func `each recipe is settled by itself`() {
        settlements.lost(8, in: outbox.state.plan.header.workspace, at: RunParts.at(10))
        #expect(settlements.recipesToLookAt(&outbox, at: RunParts.at(40)) == [7])
        #expect(settlements.recipesToLookAt(&outbox, at: RunParts.at(50)) == [7, 8])
    }

    @Test mutating func `another lost answer of the recipe begins the waiting anew`() {
        _ = look(at: 40)
        settlements.lost(7, in: outbox.state.plan.header.workspace, at: RunParts.at(60))
        #expect(settlements.recipesToLookAt(&outbox, at: RunParts.at(99)).isEmpty)
        #expect(settlements.recipesToLookAt(&outbox, at: RunParts.at(100)) == [7])
    }

    // MARK: repeats that are found

    @Test mutating func `a found repeat settles its job at once, and the rest goes on`() {
        #expect(saw([RunParts.seen(0, JobID(text: "a"))]) == Decided(enqueued: [1]))
        #expect(outbox.takeEffects() == settled(found: [0: "a"]))
        #expect(settlements.isSettling(7))
        #expect(saw([RunParts.seen(1, JobID(text: "b"))]) == Decided(enqueued: [1], isOver: true))
        #expect(outbox.takeEffects() == settled(found: [1: "b"]))
        #expect(settlements.isEmpty)
    }

    @Test mutating func `of two repeats of a job the earliest is the answer`() {
        let rows = [
            RunParts.seen(0, JobID(text: "c"), startedAt: nil), RunParts.seen(0, JobID(text: "b"), startedAt: 900),
            RunParts.seen(0, JobID(text: "a"), startedAt: 901),
        ]
        _ = saw(rows)
        #expect(outbox.takeEffects() == settled(found: [0: "b"]))
    }

    @Test mutating func `a repeat that is not new, or of a job that is not in doubt, settles nothing`() {
        let rows = [
            RunParts.seen(0, JobID(text: "a"), startedAt: 0), RunParts.seen(1, RunParts.repeated(7, 2)),
            RunParts.seen(3, JobID(text: "b")),
        ]
        #expect(saw(rows) == Decided())
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test mutating func `rows of a recipe that is not being settled decide nothing`() {
        #expect(saw([RunParts.seen(4, JobID(text: "a"))], of: 8) == Decided())
        let decided = settlements.looked(
            at: 8,
            begun: RunParts.at(50),
            isEvidence: true,
            Self.quiet,
            &outbox,
            at: RunParts.moment(51)
        )
        #expect(decided == Decided())
        #expect(outbox.takeEffects().isEmpty)
        #expect(settlements.isSettling(7))
    }

    // MARK: nothing is found

    @Test mutating func `two looks that find nothing and a witness: the chunk is sent again`() {
        seeWitness(at: 2)
        #expect(look(at: 40) == Decided())
        #expect(look(at: 70) == nil, "looks are 30 s apart, from the end of one")
        #expect(look(at: 71) == Decided(sendAgain: [1], isOver: true))
        #expect(outbox.takeEffects() == settled(notApplied: [0, 1]))
        #expect(outbox.state.chunks[1]?.status == .notApplied(.looked))
        #expect(settlements.isEmpty)
    }

    @Test mutating func `jobs that were found are not sent again with the rest`() {
        seeWitness(at: 2)
        _ = saw([RunParts.seen(0, JobID(text: "a"))])
        _ = look(at: 40)
        _ = look(at: 71)
        _ = outbox.takeEffects()
        #expect(look(at: 164) == Decided(sendAgain: [1], isOver: true))
        #expect(outbox.takeEffects() == settled(notApplied: [1]))
    }

    @Test func `with on_unknown hold the jobs are held instead`() throws {
        var tests = try SettlementsTests(Self.lost + Self.witness, onUnknown: .hold)
        tests.seeWitness(at: 2)
        _ = tests.look(at: 40)
        #expect(tests.look(at: 71) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .onUnknown))
    }

    @Test func `a chunk that was sent again once is held the second time`() throws {
        let records: [Record] =
            Self.lost + [
                FoldSamples.settled(notApplied: [0, 1]), RunParts.intent(7, [0, 1], chunk: 1, tryNumber: 2),
                FoldSamples.lost(tryNumber: 2),
            ] + Self.witness
        var tests = try SettlementsTests(records)
        tests.seeWitness(at: 2)
        _ = tests.look(at: 40)
        #expect(tests.look(at: 71) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .resentOnce))
    }

    @Test func `without a witness, and with none to come, the jobs are held`() throws {
        var tests = try SettlementsTests(Self.lost)
        #expect(tests.look(at: 40) == Decided())
        #expect(tests.look(at: 71) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .noWitness))
    }

    @Test mutating func `five looks that are no evidence leave the jobs to a person`() {
        seeWitness(at: 2)
        for number in 0...3 { #expect(look(at: 40 + 31 * number, isEvidence: false) == Decided()) }
        #expect(look(at: 164, isEvidence: false) == Decided(isOver: true))
        #expect(outbox.takeEffects() == held([0, 1], .noCompleteLook))
    }

    // MARK: witnesses

    @Test func `a repeat that was requested before the lost one is no witness`() throws {
        let before = [RunParts.intent(7, [2], chunk: 2), RunParts.enqueued(7, [2], chunk: 2)]
        var tests = try SettlementsTests(before + Self.lost)
        tests.seeWitness(at: 2)
        _ = tests.look(at: 40)
        #expect(tests.look(at: 71) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .noWitness))
    }

    @Test mutating func `a witness proves nothing while another acknowledged repeat is in no list`() {
        seeWitness(at: 2)
        settlements.witnesses.acknowledge(JobID(text: "late"), of: 7, at: RunParts.at(39))
        _ = look(at: 40)
        #expect(look(at: 71) == Decided())
        #expect(settlements.needsWitness(7))
        #expect(settlements.wantsWitness)
        settlements.witnesses.saw([RunParts.seen(3, JobID(text: "late"))], of: 7, &outbox, at: RunParts.moment(102))
        // It has taken 63 s, and three times as much must be over.
        #expect(look(at: 102) == Decided())
        #expect(look(at: 229) == nil)
        #expect(look(at: 230) == Decided(sendAgain: [1], isOver: true))
    }

    @Test(arguments: [
        Settlements.Sending(unsent: [7], open: [], waitsForSettling: true),
        Settlements.Sending(unsent: [8], open: [], waitsForSettling: false),
        Settlements.Sending(unsent: [], open: [2], waitsForSettling: true),
    ])
    func `while a witness can still come the jobs wait for it, up to fifteen minutes`(
        sending: Settlements.Sending
    ) throws {
        // A request of recipe 8 is out.
        var tests = try SettlementsTests(Self.lost + [RunParts.intent(8, [0], chunk: 2)])
        _ = tests.look(at: 40, sending)
        #expect(tests.look(at: 71, sending) == Decided())
        #expect(tests.settlements.needsWitness(7))
        #expect(tests.look(at: 938, sending) == Decided())
        #expect(tests.look(at: 969, sending) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .noWitness))
    }

    @Test(arguments: [
        Settlements.Sending(unsent: [8], open: [], waitsForSettling: true),
        Settlements.Sending(unsent: [], open: [1], waitsForSettling: true),
    ])
    func `what cannot be sent, or went out before, is no witness to wait for`(sending: Settlements.Sending) throws {
        var tests = try SettlementsTests(Self.lost)
        _ = tests.look(at: 40, sending)
        #expect(tests.look(at: 71, sending) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .noWitness))
    }

    @Test func `a recipe sends one witness only`() throws {
        let sending = Settlements.Sending(unsent: [7], open: [], waitsForSettling: true)
        let refused = Record.answered(
            .init(chunk: 2, tryNumber: 1, jobs: [.init(master: master(7, 2), enqueued: false, message: "no")])
        )
        var tests = try SettlementsTests(Self.lost + [RunParts.intent(7, [2], chunk: 2), refused])
        _ = tests.look(at: 40, sending)
        #expect(tests.look(at: 71, sending) == Decided(isOver: true))
        #expect(tests.outbox.takeEffects() == held([0, 1], .noWitness))
    }

    @Test func `a witness of another recipe counts if the recipe itself can have none`() throws {
        let other = [RunParts.intent(8, [0], chunk: 2), RunParts.enqueued(8, [0], chunk: 2)]
        var tests = try SettlementsTests(Self.lost + other)
        tests.settlements.witnesses.acknowledge(RunParts.repeated(8, 0), of: 8, at: RunParts.at(1))
        let row = RunParts.seen(4, RunParts.repeated(8, 0))
        tests.settlements.witnesses.saw([row], of: 8, &tests.outbox, at: RunParts.moment(2))
        var alone = tests
        _ = alone.look(at: 40)
        #expect(alone.look(at: 71) == Decided(sendAgain: [1], isOver: true))
        let ownUnsent = Settlements.Sending(unsent: [7], open: [], waitsForSettling: true)
        _ = tests.look(at: 40, ownUnsent)
        #expect(tests.look(at: 71, ownUnsent) == Decided(), "one of its own is better, and can be had")
    }
}
