internal import JSONText
package import Transport

/// Builds the requests of the API's endpoints for jobs and recipes; sends nothing.
///
/// No request holds the token until `authorized` adds it.
package struct JobsAPI: Sendable, Hashable {
    /// The path before `/recipes`, percent-encoded; `/api` by default.
    package var pathPrefix: String
    /// The customer workspace of an embedded partner, by number or as `E` and an external id; nil for the token's own
    /// workspace.
    ///
    /// Source: https://docs.workato.com/oem/oem-api/jobs, "/api/managed_users/:id/recipes/:recipe_id/jobs".
    package var managedUser: String?
    /// The program's version, for `User-Agent: redrive/<version>`, where a comment in parentheses may follow; requests that are only shown need none.
    package var version: String

    /// The largest answer that is accepted, in bytes: 8 MiB, except for single jobs, whose steps may include their
    /// data.
    ///
    /// A page of 100 rows has about 70 kB. Pages of several recipes are in memory at once, so this bounds the memory
    /// that a server can use up.
    package static let largestAnswer = 8 << 20

    /// Builders from their parts.
    package init(pathPrefix: String = "/api", managedUser: String? = nil, version: String = "dev") {
        self.pathPrefix = pathPrefix
        self.managedUser = managedUser
        self.version = version
    }

    /// *List jobs from a recipe*: `GET /api/recipes/:recipe_id/jobs`.
    ///
    /// Parameters are in a fixed order, and only those that differ from the API's defaults are sent.
    package func list(_ query: ListQuery) -> HTTPRequest {
        var parameters: [String] = []
        if let status = query.status { parameters.append("status=\(status.rawValue)") }
        if query.rerunOnly { parameters.append("rerun_only=true") }
        if let offset = query.offset { parameters.append("offset_job_id=\(PercentEncoding.encode(offset.text))") }
        if query.prev { parameters.append("prev=true") }
        let tail = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
        return page("\(recipes)/\(query.recipe)/jobs\(tail)")
    }

    /// *Get a job*: `GET /api/recipes/:recipe_id/jobs/:job_id`.
    package func job(_ recipe: RecipeID, _ job: JobID) -> HTTPRequest {
        get("\(recipes)/\(recipe)/jobs/\(PercentEncoding.encode(job.text))")
    }

    /// The token's own workspace: `GET /api/users/me`; the same path for a managed user, whose partner the token belongs to.
    package func currentWorkspace() -> HTTPRequest {
        var request = get("\(pathPrefix)/users/me")
        request.largestAnswer = Self.largestAnswer
        return request
    }

    /// *Repeat jobs*: `POST /api/recipes/:recipe_id/repeat_jobs`, with the masters in the order given.
    ///
    /// Neither the number nor duplicates are checked: the server takes at most
    /// `DocumentedLimits.jobsPerRepeatRequest` different ones.
    package func repeatJobs(_ recipe: RecipeID, _ masters: [JobID]) -> HTTPRequest {
        let ids = masters.map { JSONString.quoted($0.text) }.joined(separator: ",")
        return post("\(recipes)/\(recipe)/repeat_jobs", body: Array("{\"job_ids\":[\(ids)]}".utf8))
    }

    /// *Resume a job*: `POST /api/job/resume`; the same path for a managed user, who has none of their own.
    package func resumeJob(token: Secret, data: ResumeData? = nil) -> HTTPRequest {
        var body = Array("{\"token\":\(JSONString.quoted(token.revealed))".utf8)
        if let data {
            body += Array(",\"data\":".utf8)
            body += data.json
        }
        body.append(UInt8(ascii: "}"))
        return post("\(pathPrefix)/job/resume", body: body)
    }

    /// *List recipes*: `GET /api/recipes`, without their code and with their tags, 100 to a page.
    ///
    /// Source: reference, "Recipes".
    package func recipes(_ query: RecipeListQuery) -> HTTPRequest {
        var parameters = ["per_page=\(DocumentedLimits.recipesPerPage)", "exclude_code=true", "includes%5B%5D=tags"]
        if !query.adapters.isEmpty {
            let names = query.adapters.map(PercentEncoding.encode).joined(separator: ",")
            parameters.append("adapter_names_any=\(names)")
        }
        if let folder = query.folder { parameters.append("folder_id=\(folder)") }
        if query.isRunning { parameters.append("running=true") }
        switch query.start {
        case .page(let page): if page > 1 { parameters.append("page=\(page)") }
        case .below(let id): parameters.append("since_id=\(id)")
        }
        return page("\(recipes)?\(parameters.joined(separator: "&"))")
    }

    /// *Get a recipe*: `GET /api/recipes/:recipe_id`.
    package func recipe(_ recipe: RecipeID) -> HTTPRequest { page("\(recipes)/\(recipe)") }

    /// *List folders*: `GET /api/folders`, the folders directly inside one, 100 to a page.
    ///
    /// Source: reference, "`GET /api/folders?parent_id=&page=&per_page=`".
    package func folders(_ query: FolderListQuery) -> HTTPRequest {
        var parameters = ["per_page=\(DocumentedLimits.recipesPerPage)"]
        if let parent = query.parent { parameters.append("parent_id=\(parent)") }
        if query.page > 1 { parameters.append("page=\(query.page)") }
        return page("\(workspace)/folders?\(parameters.joined(separator: "&"))")
    }

    /// The same with the data in a file: one JSON object, which the transport reads while it sends.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - bytes: its size.
    package func resumeJob(token: Secret, dataFile path: String, bytes: Int) -> HTTPRequest {
        let body = Array("{\"token\":\(JSONString.quoted(token.revealed)),\"data\":".utf8)
        var request = post("\(pathPrefix)/job/resume", body: body)
        request.file = HTTPRequest.BodyFile(path: path, bytes: bytes, suffix: [UInt8(ascii: "}")])
        return request
    }

    /// The request with the token in `Authorization`.
    package func authorized(_ request: HTTPRequest, token: Secret) -> HTTPRequest {
        var request = request
        request.headers["Authorization"] = "Bearer \(token.revealed)"
        return request
    }

    private var recipes: String { "\(workspace)/recipes" }

    /// The path before the resources of one workspace.
    private var workspace: String {
        guard let managedUser else { return pathPrefix }
        return "\(pathPrefix)/managed_users/\(PercentEncoding.encode(managedUser))"
    }

    private func page(_ target: String) -> HTTPRequest {
        var request = get(target)
        request.largestAnswer = Self.largestAnswer
        return request
    }

    private func get(_ target: String) -> HTTPRequest {
        // A cached list would show an old state, and lost answers are settled by the current one.
        let fresh = HTTPHeaders.Field(name: "Cache-Control", value: "no-cache")
        return HTTPRequest(method: .get, target: target, headers: HTTPHeaders(commonFields + [fresh]))
    }

    private func post(_ target: String, body: [UInt8]) -> HTTPRequest {
        let type = HTTPHeaders.Field(name: "Content-Type", value: "application/json")
        return HTTPRequest(
            method: .post,
            target: target,
            headers: HTTPHeaders(commonFields + [type]),
            body: body,
            largestAnswer: Self.largestAnswer
        )
    }

    private var commonFields: [HTTPHeaders.Field] {
        [
            HTTPHeaders.Field(name: "Accept", value: "application/json"),
            // Answers are not decompressed, so that a small answer cannot become a huge one.
            HTTPHeaders.Field(name: "Accept-Encoding", value: "identity"),
            HTTPHeaders.Field(name: "User-Agent", value: "redrive/\(version)"),
        ]
    }
}

/// Percent-encoding of one path segment or parameter value.
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything but RFC 3986's unreserved characters is escaped.
    ///
    /// The segments `.` and `..` are escaped as well,
    /// because a proxy would resolve them.
    static func encode(_ text: String) -> String {
        let isDotSegment = text == "." || text == ".."
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: ".") where !isDotSegment: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
