import Transport
import WorkatoJobs

/// One run of the fuzzer: whatever the server says, it is read to an end, to the same each time, and what is kept of it can
/// be put into the next request.
///
/// The first byte chooses a status, the second a header field for `Retry-After`'s length; the rest is the body.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzAnswers(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard bytes.count >= 2 else { return 0 }
    let status = statuses[Int(bytes[0]) % statuses.count]
    let field = bytes.dropFirst(2).prefix(Int(bytes[1] % 40))
    let retryAfter = HTTPHeaders.Field(name: "Retry-After", value: String(decoding: field, as: UTF8.self))
    let body = Array(status == 429 ? bytes.dropFirst(2 + field.count) : bytes.dropFirst(2))
    let response = HTTPResponse(status: status, headers: HTTPHeaders([retryAfter]), body: body)

    let list = ListAnswer(reading: response)
    precondition(list == ListAnswer(reading: response), "a list is read in two ways")
    if case .value(let page) = list {
        precondition(status == 200, "status \(status) is taken for a page")
        for row in page.items { check(row.id) }
    }
    let job = JobAnswer(reading: response)
    precondition(job == JobAnswer(reading: response), "a job is read in two ways")
    let repeats = RepeatAnswer(reading: response)
    precondition(repeats == RepeatAnswer(reading: response), "an answer to a repeat is read in two ways")
    check(repeats, status: status)
    let resume = ResumeAnswer(reading: response)
    precondition(resume == ResumeAnswer(reading: response), "an answer to a resume is read in two ways")
    if case .throttled(let again) = repeats {
        precondition(status == 429, "status \(status) is taken for a throttle")
        if case .seconds(let seconds)? = again {
            precondition((0...RetryAfter.longest).contains(seconds), "a wait of \(seconds) s")
        }
    }
    return 0
}

private let statuses = [200, 200, 200, 204, 400, 401, 403, 404, 429, 500, 503, 302]

/// What proves that nothing was applied is a closed list; everything else has to be unknown.
private func check(_ answer: RepeatAnswer, status: Int) {
    switch answer {
    case .results: precondition(status == 200, "status \(status) is taken for results")
    case .throttled: precondition(status == 429, "status \(status) is taken for a throttle")
    case .badRequest: precondition(status == 400, "status \(status) is taken for a bad request")
    case .unauthorized: precondition(status == 401 || status == 403, "status \(status) is taken for unauthorized")
    case .notFound: precondition(status == 404, "status \(status) is taken for not found")
    case .unknown: break
    }
}

/// An id that a server sent becomes part of a path and of a body.
private func check(_ id: JobID) {
    let recipe: RecipeID = 1
    let api = JobsAPI()
    for request in [api.list(ListQuery(recipe: recipe, offset: id)), api.job(recipe, id)] {
        let isSafe = request.target.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        precondition(isSafe, "an id reaches the request line as it is: \(request.target)")
    }
    let body = api.repeatJobs(recipe, [id]).body
    precondition(body.allSatisfy { $0 >= 0x20 }, "an id breaks the body")
}
