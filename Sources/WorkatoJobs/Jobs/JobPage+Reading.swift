internal import JSONText
internal import Transport

extension JobPage {
    /// The documented key of the rows, and its names in related APIs.
    ///
    /// Source: reference, "names the array `jobs`", "OEM recipe lists return `result`".
    private static let keys = ["items", "jobs", "result"]
    /// Rows of one page, at most: pages are known to have up to 100.
    static let mostRows = 10_000
    /// JSON values of one page, at most: a row has about 20.
    static let mostValues = 200_000

    /// Reads a page; a row that cannot be read is counted, and a body without an array of rows is a fault.
    static func read(_ response: HTTPResponse) -> Result<JobPage, ReadingError> {
        let value: JSONTree
        do throws(JSONError) {
            value = try response.json(skipping: JobDetail.runTimeKeys, mostValues: mostValues)
        } catch {
            return .failure(ReadingError(error, in: response))
        }
        guard value.isObject else { return .failure(ReadingError("the body is \(value.kind) instead of an object")) }
        if value["success"]?.flag == false { return .failure(ReadingError("the body says 'success: false'")) }
        let lists = keys.compactMap { value[$0]?.items }
        guard let items = lists.first else { return .failure(ReadingError("the body has no array 'items'")) }
        guard lists.count == 1 else { return .failure(ReadingError("the body has more than one list of jobs")) }
        guard items.count <= mostRows else {
            return .failure(ReadingError("the page has \(items.count) rows; at most \(mostRows) are taken"))
        }
        var page = JobPage(
            items: [],
            jobScopeCount: value.count("job_scope_count"),
            jobCount: value.count("job_count"),
            jobSucceededCount: value.count("job_succeeded_count"),
            jobFailedCount: value.count("job_failed_count")
        )
        page.items.reserveCapacity(items.count)
        for item in items {
            switch JobRow.read(item, hiding: response.secrets) {
            case .success(let row): page.items.append(row)
            case .failure: page.unreadableRows += 1
            }
        }
        return .success(page)
    }
}

extension JobDetail {
    /// Keys of run-time data, which is never stored.
    static let runTimeKeys: Set<String> = ["input", "output", "line_stat", "http_response"]
    /// What is not stored of a single job: run-time data, and the parts of a step's time.
    static let keysOfSteps: Set<String> = ["input", "output", "details", "http_response"]

    /// Reads a job, bare or as `result`.
    static func read(_ response: HTTPResponse) -> Result<JobDetail, ReadingError> {
        let value: JSONTree
        do throws(JSONError) {
            value = try response.json(skipping: keysOfSteps)
        } catch {
            return .failure(ReadingError(error, in: response))
        }
        let job = value["result"]?.items?.first ?? value["result"] ?? value
        return JobRow.read(job, hiding: response.secrets).map { row in
            JobDetail(row: row, lines: (job["lines"]?.items ?? []).filter(\.isObject).map(JobLine.init(reading:)))
        }
    }
}

extension JobLine {
    fileprivate init(reading value: JSONTree) {
        self.init(
            recipeLineNumber: value["recipe_line_number"]?.integer,
            adapterName: value["adapter_name"]?.text,
            operation: value["adapter_operation"]?.text,
            hasError: value["error"].map { $0 != .string("") && $0 != .object([:]) && $0 != .bool(false) } ?? false,
            error: value["error"].flatMap(Self.words),
            seconds: value["line_stat"]?["total"]?.textOrNumber.flatMap(Self.seconds)
        )
    }

    /// An error as text: a string, or the message of an object, or the object itself.
    private static func words(_ error: JSONTree) -> String? {
        switch error {
        case .string, .number: error.textOrNumber
        case .object(let members) where !members.isEmpty: error["message"]?.textOrNumber ?? error.compactText
        case .array(let items) where !items.isEmpty: error.compactText
        case .object, .array, .bool, .null: nil
        }
    }

    /// A time that a step can have taken.
    private static func seconds(_ digits: String) -> Double? {
        Double(digits).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
}

extension JSONTree {
    /// A plausible count; nil if there is none.
    func count(_ key: String) -> Int? {
        guard let count = self[key]?.integer, count >= 0 else { return nil }
        return count
    }
}
