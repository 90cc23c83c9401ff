import Testing
import WorkatoJobs

@testable import RedriveCore

/// A step that resumes jobs, with the lane that it sends on: what it sends when, what answers mean, and what it reads.
@Suite struct ResumeStepTests {
    /// The step with the parts of a run that it works with.
    private struct Parts {
        var outbox: Outbox
        var lane = SendingLaneStateMachine()
        var random = SplitMix64(seed: 0)
        var step: ResumeStep

        init(_ plan: Plan = makeTokenPlan(rows: 4), after records: [Record] = []) throws {
            outbox = try RunParts.outbox(plan, after: records)
            step = ResumeStep(0, &outbox, at: RunParts.moment(0))
        }

        var state: RunState { outbox.state }

        /// Prepares a request, which gets its turn at once.
        @discardableResult mutating func send(at second: Int = 0) -> (effects: [RunEffect], request: Int?, row: Int?) {
            step.prepareRequests(&lane, &outbox, at: RunParts.moment(second))
            let effects = outbox.takeEffects()
            guard case .send(let request, .resumeJob(let row))? = effects.last else { return (effects, nil, nil) }
            lane.sent(request, step: 0, jobs: 1, at: RunParts.at(second))
            return (effects, request, row)
        }

        mutating func reply(
            _ reply: WriteReply,
            to request: Int,
            row: Int,
            at second: Int = 1
        ) -> (RunEnding?, [RunEffect]) {
            let ending = step.replied(
                reply,
                to: request,
                row: row,
                &lane,
                &random,
                &outbox,
                at: RunParts.moment(second)
            )
            return (ending, outbox.takeEffects())
        }

        /// Sends the next token and answers it.
        mutating func exchange(
            _ answer: WriteReply,
            at second: Int = 0
        ) throws -> (ending: RunEnding?, effects: [RunEffect]) {
            let sent = send(at: second)
            let (request, row) = (try #require(sent.request), try #require(sent.row))
            return reply(answer, to: request, row: row, at: second)
        }
    }

    private static let message = ServerMessage(text: "no such token")

    @Test func `entering records the start, unless an earlier process did`() throws {
        var outbox = Outbox(RunState(plan: makeTokenPlan(rows: 1), planID: "abc"))
        outbox.record(FoldSamples.session, at: RunParts.moment(0))
        _ = outbox.takeEffects()
        _ = ResumeStep(0, &outbox, at: RunParts.moment(0))
        #expect(outbox.takeEffects() == [.append(.stepStarted(.init(step: 0)))])
        _ = ResumeStep(0, &outbox, at: RunParts.moment(0))
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test func `the intent is recorded before the token is sent, in the order of the file`() throws {
        var parts = try Parts()
        for row in 0..<4 {
            let sent = parts.send(at: row)
            let request = try #require(sent.request)
            #expect(
                sent.effects == [
                    .append(token(row, .intent(tryNumber: 1))), .send(request: request, .resumeJob(row: row)),
                ]
            )
        }
        // Four are in flight: nothing more goes out, and the step is not over.
        #expect(parts.send(at: 9).effects.isEmpty)
        #expect(parts.step.isRunning(in: parts.state) && !parts.step.hasUnsent(in: parts.state))
    }

    @Test func `at most four tokens are in flight, and one waits for its turn`() throws {
        var parts = try Parts(makeTokenPlan(rows: 9))
        var sent: [(request: Int, row: Int)] = []
        for _ in 0..<6 {
            let next = parts.send()
            if let request = next.request, let row = next.row { sent.append((request, row)) }
        }
        #expect(sent.map(\.row) == [0, 1, 2, 3])
        _ = parts.reply(.resume(.resumed), to: sent[2].request, row: sent[2].row)
        #expect(parts.send().row == 4)
        #expect(parts.send().row == nil)
    }

    @Test func `an answer is recorded and ends nothing`() throws {
        var parts = try Parts()
        let answers: [(WriteReply, TokenEvent)] = [
            (.resume(.resumed), .resumed(tryNumber: 1)),
            (.resume(.badRequest(Self.message)), .refused(tryNumber: 1, status: 400, message: "no such token")),
            (.resume(.notFound(Self.message)), .refused(tryNumber: 1, status: 404, message: "no such token")),
            (
                .resume(.refused(status: 422, Self.message)),
                .refused(tryNumber: 1, status: 422, message: "no such token")
            ),
        ]
        for (row, (answer, event)) in answers.enumerated() {
            let result = try parts.exchange(answer)
            #expect(result.ending == nil && result.effects == [.append(token(row, event))])
        }
        #expect(parts.step.isOver(in: parts.state))
        #expect(parts.send().row == nil, "none is sent again")
    }

    @Test func `what was certainly not applied is sent again, before the rest of the file`() throws {
        var parts = try Parts()
        let throttled = try parts.exchange(.resume(.throttled(.seconds(3))))
        #expect(throttled.ending == nil)
        #expect(throttled.effects.contains(.throttled(.resume, holdFor: .seconds(3))))
        #expect(parts.state.tokens.progress[0] == .notSent)
        #expect(parts.send(at: 1).effects.isEmpty, "the lane pauses")
        let again = parts.send(at: 60)
        #expect(again.row == 0)
        #expect(again.effects.first == .append(token(0, .intent(tryNumber: 2))))
        let request = try #require(again.request)
        #expect(parts.reply(.cancelled, to: request, row: 0, at: 61).0 == nil)
        #expect(parts.send(at: 120).row == 0)
        #expect(parts.state.tokens.tries == [3, 0, 0, 0])
    }

    @Test func `a token that is not accepted stops the run, and is sent by a resume`() throws {
        var parts = try Parts()
        let result = try parts.exchange(.resume(.unauthorized(status: 401, ServerMessage(text: "bad token"))))
        #expect(result.ending == .unauthorized("bad token"))
        #expect(parts.state.tokens.progress[0] == .notSent)
    }

    @Test func `a request that never leaves is tried again, and ten in a row end the run`() throws {
        var parts = try Parts()
        var ending: RunEnding?
        for number in 0..<SendingLaneStateMachine.notSentInARow {
            #expect(ending == nil)
            ending = try parts.exchange(.notSent(.connect, "refused"), at: number * 60).ending
        }
        #expect(ending == .unreachable("refused"))
        #expect(parts.state.tokens.requests == 0, "none has left")
        #expect(parts.state.tokens.progress.allSatisfy { $0 == .notSent })
    }

    @Test(arguments: [
        WriteReply.lost(.timeout, "45 s"), .lost(.connectionClosed, "closed"),
        .resume(.unknown(status: 502, reason: "bad gateway")), .resume(.unknown(status: 200, reason: "200 for 204")),
    ]) func `a lost answer is in doubt, and the token is never sent again by itself`(_ reply: WriteReply) throws {
        var parts = try Parts(makeTokenPlan(rows: 1))
        let result = try parts.exchange(reply)
        #expect(result.ending == nil && parts.state.tokens.progress[0].jobClass == .unknown)
        #expect(!parts.step.hasUnsent(in: parts.state))
        #expect(parts.send(at: 10_000).row == nil)
        // Neither by a later process.
        var outbox = Outbox(parts.state)
        var later = ResumeStep(0, &outbox, at: RunParts.moment(20_000))
        var lane = SendingLaneStateMachine()
        later.prepareRequests(&lane, &outbox, at: RunParts.moment(20_000))
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test func `three lost answers in a row end the run; an answer in between begins anew`() throws {
        var parts = try Parts(makeTokenPlan(rows: 9))
        let lost = WriteReply.lost(.timeout, "45 s")
        for reply in [lost, lost, .resume(.resumed), lost, lost] { #expect(try parts.exchange(reply).ending == nil) }
        guard case .unreachable(let why)? = try parts.exchange(lost).ending else {
            Issue.record("the run goes on")
            return
        }
        #expect(why.contains("3 tokens in a row") && why.hasSuffix("45 s"))
    }

    @Test func `a word of a person sends a token in doubt again, with the next try`() throws {
        let lost = TokenEvent.lost(tryNumber: 1, status: nil, cause: .timeout, why: "45 s")
        var parts = try Parts(after: [token(0, .intent(tryNumber: 1)), token(0, lost), token(0, .released)])
        let sent = parts.send()
        #expect(sent.row == 0 && sent.effects.first == .append(token(0, .intent(tryNumber: 2))))
    }

    @Test func `a guard, a pause and a recipe that is skipped keep tokens back`() throws {
        let skipped = Record.commanded(.init(GivenCommand(.skip(7), reason: "not these")))
        var parts = try Parts(after: [skipped])
        #expect(parts.send().row == 1, "the rows of recipe 7 are passed over")
        #expect(parts.send(at: 1).row == 3)
        #expect(parts.send(at: 2).row == nil && !parts.step.hasUnsent(in: parts.state))
        var paused = try Parts(after: [.commanded(.init(GivenCommand(.pause)))])
        #expect(paused.send().row == nil && paused.step.hasUnsent(in: paused.state))
        let tripped = Record.guardTripped(.init(step: 0, guardName: "refused", message: "2 refused"))
        var stopped = try Parts(after: [tripped])
        #expect(stopped.send().row == nil && stopped.step.isOver(in: stopped.state))
    }

    @Test func `a job whose answer was lost is read once the server has given the request up, if the row names it`()
        throws
    {
        let timeout = Int(makeTokenPlan(rows: 1).header.workspace.serverTimeout.wholeSeconds)
        var parts = try Parts(makeTokenPlan(rows: 2))
        for _ in 0..<2 { _ = try parts.exchange(.lost(.timeout, "45 s")) }
        #expect(!parts.step.isOver(in: parts.state), "a job is still to be read")
        parts.step.readEvidence(&parts.outbox, at: RunParts.at(timeout - 1))
        #expect(parts.outbox.takeEffects().isEmpty && parts.outbox.wakes == [RunParts.at(timeout)])
        parts.step.readEvidence(&parts.outbox, at: RunParts.at(timeout))
        guard case .job(let request, let recipe, let job, _)? = parts.outbox.takeEffects().first else {
            Issue.record("nothing is read")
            return
        }
        #expect(recipe == 7 && job == JobID(text: "j-0"))
        // Once, and not as the answer to another request.
        parts.step.readEvidence(&parts.outbox, at: RunParts.at(timeout + 100))
        #expect(parts.outbox.takeEffects().isEmpty)
        let failed = ReadReply.failed(.notFound("404"))
        #expect(!parts.step.received(request + 1, failed, &parts.outbox, at: RunParts.moment(timeout)))
        #expect(!parts.step.isOver(in: parts.state))
        #expect(parts.step.received(request, failed, &parts.outbox, at: RunParts.moment(timeout)))
        #expect(parts.outbox.takeEffects() == [.append(token(0, .evidence(.unreadable("404"))))])
        #expect(parts.step.isOver(in: parts.state) && parts.state.tokens.progress[0].jobClass == .unknown)
        // A later process does not read it again.
        var outbox = Outbox(parts.state)
        let later = ResumeStep(0, &outbox, at: RunParts.moment(9_000))
        #expect(later.isOver(in: outbox.state))
    }
}
