import RedriveCore
import Testing
import WorkatoJobs

struct PlanCodecTests {
    private func file(_ plan: Plan) -> [UInt8] { PlanEncoder.lines(of: plan).lines.flatMap { $0 + [0x0A] } }

    private func fault(_ lines: [String]) -> PlanFileError? {
        do throws(PlanFileError) {
            _ = try PlanDecoder.decode(Array((lines.joined(separator: "\n") + "\n").utf8))
            return nil
        } catch {
            return error
        }
    }

    private func lines(_ plan: Plan) -> [String] {
        PlanEncoder.lines(of: plan).lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `what was written is read back as it was`() throws {
        for seed in 0..<300 as Range<UInt64> {
            let plan = PlanSamples.random(seed)
            let decoded = try PlanDecoder.decode(file(plan))
            #expect(decoded.plan == plan, "seed \(seed)")
            #expect(decoded.planID == PlanEncoder.lines(of: plan).planID)
            #expect(decoded.planID.count == 12)
        }
    }

    @Test func `the same plan gives the same bytes, and no line contains a newline`() {
        let plan = PlanSamples.random(5)
        #expect(file(plan) == file(plan))
        #expect(PlanEncoder.lines(of: plan).lines.allSatisfy { !$0.contains(0x0A) })
    }

    @Test func `no changed, lost, added or swapped byte is believed`() {
        let bytes = file(PlanSamples.random(3))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x01
            #expect(throws: PlanFileError.self) { try PlanDecoder.decode(changed) }
            var shorter = bytes
            shorter.remove(at: index)
            #expect(throws: PlanFileError.self) { try PlanDecoder.decode(shorter) }
            #expect(throws: PlanFileError.self) { try PlanDecoder.decode(Array(bytes[..<index])) }
        }
        #expect(throws: PlanFileError.self) { try PlanDecoder.decode(bytes + bytes) }
    }

    @Test func `a plan that an older Redrive would misunderstand has the next format`() throws {
        var step = PlanSamples.step("a", recipes: [11])
        step.conduct.rollout = Rollout(canary: .init(jobs: 2, per: .recipe), ramp: [.jobs(1), .percent(50)])
        step.conduct.maxPending = 7
        let plan = Plan(header: PlanSamples.header([step]))
        let written = lines(plan)
        #expect(written[0].contains(#""format":2"#))
        #expect(
            lines(Plan(header: PlanSamples.header([PlanSamples.step("a", recipes: [11])])))[0].contains(#""format":1"#)
        )
        #expect(fault(written) == nil)
        for (from, to) in [
            (#""max_pending":7"#, #""max_pending":0"#), (#""per":"recipe""#, #""per":"job""#),
            (#""verify_within""#, #""verify_without""#), (#"{"percent":50}"#, #"{"percent":101}"#),
            (#""jobs":2"#, #""jobs":0"#),
        ] {
            var changed = written
            changed[0] = changed[0].replacing(from, with: to)
            #expect(changed != written, "\(from)")
            #expect(fault(changed)?.line == 1, "\(to)")
        }
    }

    @Test func `a list keeps all that its query needs, in the newest format`() throws {
        let predicate = Predicate.all([
            .field(.errorType, .anyOf([.text("Timeout"), .text("a \"b\"")])),
            .not(.any([.field(.title, .matches(try POSIXPattern("^Test"))), .field(.title, .exists(false))])),
            .field(.duration, .compare(.init(lessThan: .duration(.milliseconds(1500))))),
            .field(.completedAt, .compare(.init(atLeast: .time(PlanSamples.now)))),
            .field(.reruns, .anyOf([.integer(3)])), .field(.error, .contains("x")), .field(.adapter, .glob("s*")),
        ])
        let named = JobQuery.ListedJob(recipe: 11, job: JobID(text: "j-1"), place: "a.csv:2")
        let listings = [
            JobListing(
                source: .recipes([11, 22]),
                status: .any,
                rows: .repeats,
                since: PlanSamples.now - .seconds(60),
                until: PlanSamples.now,
                clock: .startedAt,
                predicate: predicate,
                limit: 5,
                limitPerRecipe: 3,
                readsDetails: true,
                save: SavedListing(path: "a/still.csv", columns: [.jobID, .failedStep])
            ),
            JobListing(source: .jobs([named])),
        ]
        let steps = listings.enumerated().map { number, listing in
            PlannedStep(name: "s\(number)", kind: .listJobs(listing), conduct: .ofListing(onFailure: .continue))
        }
        let plan = Plan(header: PlanSamples.header(steps + [PlanSamples.step("a", recipes: [11])]))
        let written = lines(plan)
        #expect(written[0].contains(#""format":3"#))
        let bytes = Array(written.map { $0 + "\n" }.joined().utf8)
        #expect(try PlanDecoder.decode(bytes).plan == plan)
        for (from, to) in [
            (#""kind":"list_jobs""#, #""kind":"lists""#), (#""status":"any""#, #""status":"some""#),
            (#"a/still.csv"#, #"a/still.txt"#), (#"["job_id","failed_step"]"#, #"["job_id","job_id"]"#),
            (#"["job_id","failed_step"]"#, "[]"), (#""limit":5"#, #""limit":0"#),
            (#""field":"error""#, #""field":"eror""#),
            (#""matches":"^Test""#, #""matches":"(""#), (#""recipes":[11,22]"#, #""recipes":[]"#),
        ] {
            var changed = written
            changed[0] = changed[0].replacing(from, with: to)
            #expect(changed != written, "\(from)")
            #expect(fault(changed)?.line == 1, "\(to)")
        }
    }

    @Test func `a plan that demands a workspace has format 3, and one that only knows it has the format that it had`()
        throws
    {
        var plan = Plan(header: PlanSamples.header([PlanSamples.step("a", recipes: [11])]))
        plan.header.identity = WorkspaceIdentity(id: 17293, name: "Acme")
        #expect(lines(plan)[0].contains(#""format":1"#))
        #expect(lines(plan)[0].contains(#""identity":{"id":17293,"name":"Acme"}"#))
        #expect(try PlanDecoder.decode(file(plan)).plan == plan)
        plan.header.workspace.id = 17293
        let written = lines(plan)
        #expect(written[0].contains(#""format":3"#))
        #expect(try PlanDecoder.decode(file(plan)).plan == plan)
        for from in [#""identity":{"id":17293"#, #""workspace":{"id":17293"#] {
            var changed = written
            changed[0] = changed[0].replacing(from, with: from.replacing("17293", with: "0"))
            #expect(changed != written, "\(from)")
            #expect(fault(changed)?.line == 1)
        }
    }

    @Test func `errors name the line and what is wrong with it`() {
        var plan = Plan(header: PlanSamples.header([PlanSamples.step("a", recipes: [11])]))
        plan.signatures = [ErrorSignature(recipe: 11, adapter: nil, errorType: nil, message: "m")]
        plan.jobs = [PlanSamples.job(0, 11, "1", signature: 0), PlanSamples.job(0, 11, "2")]
        let good = lines(plan)
        #expect(fault(good) == nil)
        func changed(_ line: Int, _ from: String, _ to: String) -> PlanFileError? {
            var lines = good
            lines[line] = lines[line].replacing(from, with: to)
            return fault(lines)
        }
        #expect(changed(0, #""format":1"#, #""format":4"#) == PlanFileError(line: 1, fault: .newerFormat(4)))
        #expect(changed(0, #""type":"plan""#, #""type":"state""#) == PlanFileError(line: 1, fault: .noHeader))
        #expect(changed(0, #""name":"sample""#, #""name":"simple""#) == PlanFileError(line: 5, fault: .altered))
        #expect(changed(0, #""url":"#, #""uri":"#) == PlanFileError(line: 1, fault: .missing(key: "workspace.url")))
        #expect(changed(2, #""type":"job""#, #""type":"jib""#) == PlanFileError(line: 3, fault: .unknownType("jib")))
        #expect(changed(2, #""signature":0"#, #""signature":1"#)?.line == 3)
        #expect(changed(2, #""step":0"#, #""step":1"#)?.line == 3)
        #expect(changed(2, #""step":0"#, #""step":-0.5"#)?.line == 3)
        #expect(changed(2, #""recipe_id":11"#, #""recipe_id":12"#)?.line == 3)
        #expect(changed(3, "j-2", "j-1") == PlanFileError(line: 4, fault: .duplicateMaster(11, JobID(text: "j-1"))))
        #expect(
            changed(3, #""master_job_id":"j-2","#, "") == PlanFileError(line: 4, fault: .missing(key: "master_job_id"))
        )
        #expect(
            changed(3, #""repeats":0"#, #""repeats":0,"repeats":0"#)
                == PlanFileError(line: 4, fault: .repeatedKey("repeats"))
        )
        #expect(
            changed(4, #""jobs":2"#, #""jobs":3"#)
                == PlanFileError(line: 5, fault: .countsDisagree("jobs", said: 3, found: 2))
        )
        #expect(fault([good[0], good[2], good[1], good[3], good[4]])?.line == 2)
        #expect(fault([good[0], good[1], good[0]]) == PlanFileError(line: 3, fault: .outOfPlace("plan")))
        #expect(fault(Array(good[1...])) == PlanFileError(line: 1, fault: .noHeader))
        #expect(fault(Array(good.dropLast())) == PlanFileError(line: 4, fault: .truncated))
        #expect(fault(good + ["{}"]) == PlanFileError(line: 6, fault: .afterEnd))
        #expect(fault([]) == PlanFileError(line: 1, fault: .noHeader))
        #expect(fault([good[0], "{\"type\":"]) == PlanFileError(line: 2, fault: .notJSON(at: 8)))
        let long = String(repeating: " ", count: PlanDecoder.longestLine + 1)
        #expect(fault([good[0], long]) == PlanFileError(line: 2, fault: .lineTooLong))
    }

    struct Refusal: Sendable {
        var key: String
        var change: @Sendable (inout PlanHeader) -> Void
    }

    static let refusals = [
        Refusal(key: "url") { $0.workspace.url = "http://10.0.0.1:8080" },
        Refusal(key: "url") { $0.workspace.url = "https://u:p@example.invalid" },
        Refusal(key: "url") { $0.workspace.url = "" },
        Refusal(key: "name") { $0.name = "../outside" },
        Refusal(key: "name") { $0.name = ".hidden" },
        Refusal(key: "name") { $0.name = "two words" },
        Refusal(key: "name") { $0.name = String(repeating: "a", count: Runbook.longestName + 1) },
        Refusal(key: "max_jobs") { $0.maxJobs = 1 },
    ]

    @Test(arguments: refusals.indices)
    func `a plan is held to the rules of a runbook, also with a digest of its own`(index: Int) {
        var plan = Plan(header: PlanSamples.header([PlanSamples.step("a", recipes: [11])]))
        plan.header.maxJobs = 2
        plan.jobs = [PlanSamples.job(0, 11, "1"), PlanSamples.job(0, 11, "2")]
        #expect(fault(lines(plan)) == nil)
        Self.refusals[index].change(&plan.header)
        let found = fault(lines(plan))
        guard case .wrongValue(let key, _)? = found?.fault else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(key == Self.refusals[index].key)
        #expect(found?.message.contains("10.0.0.1") == false)
    }

    @Test func `members that are not known are passed over, however deep they are`() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let plan = Plan(header: PlanSamples.header([PlanSamples.step("a")]))
        let header = lines(plan)[0]
        #expect(fault([header, #"{"new":\#(deep),"type":"warning","message":"m"}"#])?.fault == .truncated)
        #expect(fault([header, #"{"new":[}"#]) == PlanFileError(line: 2, fault: .notJSON(at: 9)))
    }
}
