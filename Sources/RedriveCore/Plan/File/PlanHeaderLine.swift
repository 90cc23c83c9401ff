import FoundationEssentials
import WorkatoJobs

/// The first line of a plan file, with its names in the file.
///
/// See docs/formats/plan.md.
struct PlanHeaderLine: Codable {
    var type = "plan"
    var format: Int
    var name: String
    var createdAt: Timestamp
    var version: String
    var description: String?
    var reason: String?
    var maxJobs: Int?
    var timezone: String?
    var onUnknown: OnUnknown
    var workspace: WorkspaceEntry
    var identity: WorkspaceIdentity?
    var simulated: String?
    var steps: [StepLine]
    /// Names by id; left out if none is known.
    var recipeNames: [String: String]?

    enum CodingKeys: String, CodingKey {
        case recipeNames = "recipe_names"
        case type, format, name, version, description, reason, timezone, workspace, identity, simulated, steps
        case createdAt = "created_at"
        case maxJobs = "max_jobs"
        case onUnknown = "on_unknown"
    }

    init(_ header: PlanHeader) {
        format = PlanFormat.version(of: header)
        name = header.name
        createdAt = header.createdAt
        version = header.version
        description = header.description
        reason = header.reason
        maxJobs = header.maxJobs
        timezone = header.timeZone?.text
        onUnknown = header.onUnknown
        workspace = WorkspaceEntry(header.workspace)
        identity = header.identity
        simulated = header.simulated
        steps = header.steps.map(StepLine.init)
        let names = header.recipeNames.map { ($0.key.description, $0.value) }
        recipeNames = names.isEmpty ? nil : Dictionary(names) { first, _ in first }
    }

    /// The line, without a newline.
    func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            preconditionFailure("a bug in Redrive: the header of a plan cannot be written as JSON: \(error)")
        }
    }

    /// The header; throws if a value cannot be one.
    func header() throws(WrongPlanValue) -> PlanHeader {
        try WrongPlanValue.check(
            Runbook.isName(name),
            "name",
            "1 to \(Runbook.longestName) letters, digits, '.', '_' and '-', beginning with a letter or digit"
        )
        try WrongPlanValue.check(maxJobs.map { $0 >= 1 } ?? true, "max_jobs", "a whole number from 1")
        try WrongPlanValue.check(!steps.isEmpty, "steps", "at least one step")
        try WrongPlanValue.check(Set(steps.map(\.name)).count == steps.count, "steps", "steps with names of their own")
        let zone = timezone.flatMap { UTCOffset($0) }
        try WrongPlanValue.check(timezone == nil || zone != nil, "timezone", "an offset such as '-05:00'")
        var planSteps: [PlannedStep] = []
        for step in steps { planSteps.append(try step.step()) }
        var names: [RecipeID: String] = [:]
        for (text, name) in recipeNames ?? [:] {
            guard let recipe = RecipeID(text) else {
                throw WrongPlanValue(key: "recipe_names", expected: "names by the ids of recipes")
            }
            names[recipe] = name
        }
        return PlanHeader(
            name: name,
            createdAt: createdAt,
            version: version,
            description: description,
            reason: reason,
            maxJobs: maxJobs,
            timeZone: zone,
            onUnknown: onUnknown,
            workspace: try workspace.workspace(),
            identity: try identity.map(Self.checked),
            simulated: simulated,
            steps: planSteps,
            recipeNames: names
        )
    }
}

extension PlanHeaderLine {
    private static func checked(_ identity: WorkspaceIdentity) throws(WrongPlanValue) -> WorkspaceIdentity {
        try WrongPlanValue.check(identity.id >= 1, "id", "a whole number from 1")
        return identity
    }
}

/// A value that a header must not have.
struct WrongPlanValue: Error {
    var key: String
    var expected: String

    static func check(_ holds: Bool, _ key: String, _ expected: String) throws(WrongPlanValue) {
        guard holds else { throw WrongPlanValue(key: key, expected: expected) }
    }
}

extension PlanHeaderLine {
    /// The workspace; where the token comes from, never the token.
    struct WorkspaceEntry: Codable {
        /// Where the token comes from; one of the two is set.
        struct Token: Codable {
            var env: String?
            var file: String?
        }

        /// The limits.
        struct LimitsEntry: Codable {
            var repeatJobs: RateEntry
            var other: RateEntry
            var recipes: RateEntry?
            var resume: RateEntry?
            var jobsPerRequest: Int

            enum CodingKeys: String, CodingKey {
                case repeatJobs = "repeat_jobs"
                case other, recipes, resume
                case jobsPerRequest = "jobs_per_request"
            }
        }

        var url: String
        var dataCenter: DataCenter?
        var isAddressAssumed: Bool?
        var name: String?
        var managedUser: String?
        var id: Int?
        var token: Token
        var retention: SecondsText?
        var serverTimeout: SecondsText
        var settle: SecondsText
        var lookback: SecondsText
        var limits: LimitsEntry

        enum CodingKeys: String, CodingKey {
            case url, name, id, token, retention, settle, lookback, limits
            case dataCenter = "data_center"
            case isAddressAssumed = "address_assumed"
            case managedUser = "managed_user"
            case serverTimeout = "server_timeout"
        }

        init(_ workspace: Workspace) {
            url = workspace.url
            dataCenter = workspace.dataCenter
            isAddressAssumed = workspace.isAddressAssumed ? true : nil
            name = workspace.name
            managedUser = workspace.managedUser
            id = workspace.id
            switch workspace.token {
            case .environment(let name): token = Token(env: name)
            case .file(let path): token = Token(file: path)
            }
            retention = workspace.retention.map(SecondsText.init)
            serverTimeout = SecondsText(workspace.serverTimeout)
            settle = SecondsText(workspace.settle)
            lookback = SecondsText(workspace.lookback)
            limits = LimitsEntry(
                repeatJobs: RateEntry(workspace.limits.repeatJobs),
                other: RateEntry(workspace.limits.other),
                recipes: workspace.limits.recipes == Limits().recipes ? nil : RateEntry(workspace.limits.recipes),
                resume: workspace.limits.resume.map(RateEntry.init),
                jobsPerRequest: workspace.limits.jobsPerRequest
            )
        }

        func workspace() throws(WrongPlanValue) -> Workspace {
            let source: TokenSource
            switch (token.env, token.file) {
            case (let name?, nil): source = .environment(name)
            case (nil, let path?): source = .file(path)
            case (nil, nil), (.some, .some): throw WrongPlanValue(key: "token", expected: "either 'env' or 'file'")
            }
            try WrongPlanValue.check(id.map { $0 >= 1 } ?? true, "id", "a whole number from 1")
            let most = limits.jobsPerRequest
            let allowed = 1...DocumentedLimits.jobsPerRepeatRequest
            try WrongPlanValue.check(
                allowed.contains(most),
                "jobs_per_request",
                "a whole number from 1 to \(allowed.upperBound)"
            )
            try WrongPlanValue.check(
                managedUser.map(Workspace.isManagedUser) ?? true,
                "managed_user",
                "a number, or 'E' and an external id"
            )
            do throws(WorkspaceAddress.AddressError) {
                _ = try WorkspaceAddress(url)
            } catch {
                throw WrongPlanValue(key: "url", expected: error.expectation)
            }
            return Workspace(
                url: url,
                dataCenter: dataCenter,
                isAddressAssumed: isAddressAssumed ?? false,
                name: name,
                managedUser: managedUser,
                id: id,
                token: source,
                retention: retention?.duration,
                serverTimeout: serverTimeout.duration,
                settle: settle.duration,
                lookback: lookback.duration,
                limits: Limits(
                    repeatJobs: try limits.repeatJobs.rate("repeat_jobs"),
                    other: try limits.other.rate("other"),
                    recipes: try limits.recipes?.rate("recipes") ?? Limits().recipes,
                    resume: try limits.resume?.rate("resume"),
                    jobsPerRequest: most
                )
            )
        }
    }

    /// A step: the members of its kind beside those of its conduct.
    ///
    /// What it repeats stands beside the rest, as in the first format; every other kind has a member with its name.
    struct StepEntry: Codable {
        /// What the step does.
        enum KindEntry {
            case repeatJobs(RepeatsEntry)
            case resumeJobs(TokensEntry)
        }

        var name: String
        var kind: KindEntry
        var conduct: ConductEntry

        private enum CodingKeys: String, CodingKey {
            case name
            case resumeJobs = "resume_jobs"
        }

        init(_ name: String, _ kind: KindEntry, _ conduct: StepConduct) {
            self.name = name
            self.kind = kind
            self.conduct = ConductEntry(conduct)
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            name = try members.decode(String.self, forKey: .name)
            if let tokens = try members.decodeIfPresent(TokensEntry.self, forKey: .resumeJobs) {
                kind = .resumeJobs(tokens)
            } else {
                kind = .repeatJobs(try RepeatsEntry(from: decoder))
            }
            conduct = try ConductEntry(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(name, forKey: .name)
            switch kind {
            case .repeatJobs(let repeats): try repeats.encode(to: encoder)
            case .resumeJobs(let tokens): try members.encode(tokens, forKey: .resumeJobs)
            }
            try conduct.encode(to: encoder)
        }

        func step() throws(WrongPlanValue) -> PlannedStep {
            try WrongPlanValue.check(!name.isEmpty, "name", "text that is not empty")
            let kind: PlannedKind =
                switch self.kind {
                case .repeatJobs(let repeats): .repeatJobs(try repeats.repeats())
                case .resumeJobs(let tokens): .resumeJobs(try tokens.source())
                }
            return PlannedStep(name: name, kind: kind, conduct: try conduct.conduct())
        }
    }

    /// A rate, as `{"count":60,"per":"60s"}`.
    struct RateEntry: Codable {
        var count: Int
        var per: SecondsText

        init(_ rate: Rate) {
            count = rate.count
            per = SecondsText(rate.per)
        }

        func rate(_ key: String) throws(WrongPlanValue) -> Rate {
            try WrongPlanValue.check(count >= 1 && per.duration > .zero, key, "at least 1 in a time that is not zero")
            return Rate(count: count, per: per.duration)
        }
    }
}
