import Transport

/// A request that has arrived, with what was read from it.
struct Message {
    var request: HTTPRequest
    var target: RequestTarget
    /// The ids of a repeat request; nil if the body could not be read.
    var jobIDs: [String]?
    /// The token and data of a resume request; nil if the body could not be read.
    var resume: RequestBody.ResumeContents?
    /// Its number in the ledger.
    var number: Int
}

/// The part of a request that takes effect, and the part that the answer shows.
struct Application {
    var applied: Scenario.Fault.Applied = .all
    /// The number of results at the end that are left out.
    var omitted = 0
    /// When it takes effect; nil for at once.
    var delay: Duration?
}

extension World {
    /// The fate of a request; changes the world accordingly.
    mutating func fate(of message: Message, _ effect: Scenario.Fault.Effect?, after: Duration) -> Exchange.Fate {
        switch effect {
        case nil, .slow, .refuseConnection:
            return .answer(respond(to: message, Application()), after: after)
        case .status(let status, let text, let applied):
            _ = respond(to: message, Application(applied: applied))
            return .answer(Answers.error(status, text, id: errorID(message.number)), after: after)
        case .html(let status, let applied):
            _ = respond(to: message, Application(applied: applied))
            return .answer(Answers.html(status), after: after)
        case .garbage(let applied):
            _ = respond(to: message, Application(applied: applied))
            return .answer(Answers.garbage, after: after)
        case .cut(let bodyBytes, let applied):
            let response = respond(to: message, Application(applied: applied))
            let bytes = min(bodyBytes ?? response.body.count / 2, max(0, response.body.count - 1))
            return .cutAnswer(response, bodyBytes: max(0, bytes), after: after)
        case .close(let applied):
            _ = respond(to: message, Application(applied: applied))
            return .closed(after: after)
        case .silence(let applied):
            _ = respond(to: message, Application(applied: applied))
            return .silence
        case .late(let delay, let silent, let applied):
            _ = respond(to: message, Application(applied: applied, delay: delay))
            return silent ? .silence : .closed(after: after)
        case .omit(let count, let applied):
            return .answer(respond(to: message, Application(applied: applied, omitted: max(0, count))), after: after)
        case .throttle(let retryAfter):
            return .answer(Answers.throttled(retryAfterValue(retryAfter)), after: after)
        case .unauthorized:
            return .answer(Answers.unauthorized, after: after)
        case .hideRows, .otherRecipe, .cached:
            return .answer(oddList(message, effect), after: after)
        }
    }

    /// A list that is not the requested one; the right answer to any other request.
    private mutating func oddList(_ message: Message, _ effect: Scenario.Fault.Effect?) -> HTTPResponse {
        let kept = cache[message.request.target]
        guard case .list(let recipe, let query) = message.target.route, let place = recipePlaces[recipe] else {
            return respond(to: message, Application())
        }
        switch effect {
        case .hideRows: hidesRows = true
        case .otherRecipe:
            let other = recipes.indices.first { $0 != place }
            var first = query
            first.cursor = nil
            let response = respond(to: message, Application())
            return response.status == 200 ? other.map { list($0, first) } ?? response : response
        case .cached(let time):
            if let kept, now.milliseconds - kept.at <= Int64(time / .milliseconds(1)) { return kept.response }
        default: break
        }
        let response = respond(to: message, Application())
        hidesRows = false
        if case .cached = effect, response.status == 200 {
            cache[message.request.target] = (now.milliseconds, response)
        }
        return response
    }

    /// The right answer; the part of the request that `application` names is applied.
    private mutating func respond(to message: Message, _ application: Application) -> HTTPResponse {
        guard message.request.headers["Authorization"] == "Bearer \(scenario.token)" else {
            return Answers.unauthorized
        }
        let target = message.target
        if scenario.denied.contains(target.kind) {
            return scenario.deniedStatus == 403 ? Answers.forbidden : Answers.unauthorized
        }
        if let wait = limiter.wait(for: target.kind, recipe: target.recipe, at: now.milliseconds) {
            return Answers.throttled(retryAfterValue(afterMilliseconds: wait))
        }
        switch target.route {
        case .list(let recipe, let query):
            guard let place = recipePlaces[recipe] else { return Answers.notFound }
            return list(place, query)
        case .get(let recipe, let job):
            guard let place = recipePlaces[recipe], let row = row(of: job), jobs[row].recipe == place,
                jobs[row].startedAt <= now.milliseconds
            else { return Answers.notFound }
            return Answers.ok(detail(of: row))
        case .repeatJobs(let recipe):
            guard let place = recipePlaces[recipe] else { return Answers.notFound }
            return repeatJobs(message.jobIDs, recipe: place, request: message.number, application)
        case .resume:
            return resume(message, application)
        case .me:
            return identity()
        case .recipes(let query):
            return recipeList(query, isEmbedded: target.isEmbedded)
        case .recipe(let recipe):
            guard let place = recipePlaces[recipe] else { return Answers.notFound }
            return self.recipe(at: place, isEmbedded: target.isEmbedded)
        case .folders(let query):
            return folderList(query)
        case .unknown:
            return Answers.notFound
        }
    }

    /// What the token's workspace is, as the API says it.
    ///
    /// Source: the reference sheet, "`GET /api/users/me`".
    private func identity() -> HTTPResponse {
        switch scenario.identity.refused {
        case .unauthorized: return Answers.unauthorized
        case .forbidden: return Answers.message(403, "You are not allowed to perform this action")
        case .notFound: return Answers.notFound
        case nil: break
        }
        var json = JSONWriter()
        json.beginObject()
        json.field("id", scenario.identity.id)
        json.field("name", scenario.identity.name ?? scenario.name)
        json.field("email", "operations@example.com")
        json.field("plan_id", "simulated")
        json.field("recipes_count", scenario.recipes.count)
        json.field("active_recipes_count", scenario.recipes.count { $0.isRunning })
        json.field("root_folder_id", 1)
        json.endObject()
        return Answers.ok(json)
    }

    private mutating func resume(_ message: Message, _ application: Application) -> HTTPResponse {
        guard let resume = message.resume else { return Answers.missing("token") }
        guard resume.dataBytes <= scenario.limits.resumeBytes else {
            return Answers.message(413, "Payload exceeds \(scenario.limits.resumeBytes) bytes.")
        }
        guard let index = scenario.resumeTokens.firstIndex(where: { $0.token == resume.token }) else {
            return refusedToken("unknown")
        }
        if scenario.resumeTokens[index].state == .expired { return refusedToken("expired") }
        let isUsed = usedTokens.contains(index) || scenario.resumeTokens[index].state == .used
        if isUsed, scenario.behavior.resumeRefusal != .again { return refusedToken("used") }
        switch application.applied {
        case .none, .first(0): break
        case .all, .first:
            if let delay = application.delay {
                let late = SimulatedEventQueue.LateRequest.resume(
                    token: index,
                    request: message.number,
                    dataBytes: resume.dataBytes,
                    dataDigest: resume.dataDigest
                )
                queue.add(.apply(late), at: (now + delay).milliseconds)
            } else {
                self.resume(index, request: message.number, resume.dataBytes, resume.dataDigest)
            }
        }
        return HTTPResponse(status: 204)
    }

    /// The answer to a token that resumes nothing; which one it is, is not documented.
    private func refusedToken(_ why: String) -> HTTPResponse {
        switch scenario.behavior.resumeRefusal {
        case .notFound, .again: Answers.notFound
        case .badRequest: Answers.message(400, "The resume token is \(why).")
        case .unprocessable: Answers.message(422, "The resume token is \(why).")
        }
    }

    /// Resumes a suspended job.
    mutating func resume(_ token: Int, request: Int, _ dataBytes: Int, _ dataDigest: String?) {
        guard usedTokens.insert(token).inserted || scenario.behavior.resumeRefusal == .again else { return }
        let entry = scenario.resumeTokens[token]
        ledger.note(
            .resumed(
                .init(
                    at: now,
                    token: token,
                    job: entry.job,
                    request: request,
                    dataBytes: dataBytes,
                    dataDigest: dataDigest
                )
            )
        )
        guard let job = entry.job, let row = row(of: job.job), jobs[row].status == .pending else { return }
        var random = SeededRandom(seed, 0x4E5, UInt64(token))
        let end = now.milliseconds + random.milliseconds(in: entry.runs)
        queue.add(.end(job: row, status: .succeeded, error: SimulatedJobRow.none), at: end)
    }

    private func retryAfterValue(_ fault: Scenario.Fault.RetryAfter) -> String? {
        switch fault {
        case .none: nil
        case .seconds(let seconds): String(seconds)
        case .date(let seconds): httpDate((now + .seconds(seconds)).milliseconds)
        }
    }

    private func retryAfterValue(afterMilliseconds wait: Int64) -> String? {
        switch scenario.limits.retryAfter {
        case .none: nil
        case .seconds: String(max(1, (wait + 999) / 1000))
        case .date: httpDate((now.milliseconds + wait + 999) / 1000 * 1000)
        }
    }

    private func errorID(_ number: Int) -> String {
        var random = SeededRandom(seed, 0x1D, UInt64(number))
        return uuid(&random)
    }
}
