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
    var simulated: String?
    var steps: [StepEntry]

    enum CodingKeys: String, CodingKey {
        case type, format, name, version, description, reason, timezone, workspace, simulated, steps
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
        simulated = header.simulated
        steps = header.steps.map(StepEntry.init)
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
            simulated: simulated,
            steps: planSteps
        )
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
        var token: Token
        var retention: SecondsText?
        var serverTimeout: SecondsText
        var settle: SecondsText
        var lookback: SecondsText
        var limits: LimitsEntry

        enum CodingKeys: String, CodingKey {
            case url, name, token, retention, settle, lookback, limits
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

    /// A step.
    struct StepEntry: Codable {
        var name: String
        var recipes: [RecipeID]
        var status: JobQuery.Status
        var since: Timestamp?
        var until: Timestamp
        var by: TimeWindow.Clock
        var include: [LeftOutReason]
        var order: JobQuery.Order
        var conditions: [String]?
        var limit: Int?
        var limitPerRecipe: Int?
        var namedJobs: Int?
        var excludedJobs: Int?
        var verifyWithin: SecondsText?
        var stopWhen: GuardsEntry
        var pace: RateEntry?
        var canary: CanaryEntry?
        var ramp: [GuardsEntry.ThresholdEntry]?
        var maxPending: Int?
        var onFailure: StepConduct.OnFailure

        enum CodingKeys: String, CodingKey {
            case name, recipes, status, since, until, by, include, order, pace, limit, canary, ramp
            case conditions = "where"
            case limitPerRecipe = "limit_per_recipe"
            case namedJobs = "named_jobs"
            case excludedJobs = "excluded_jobs"
            case verifyWithin = "verify_within"
            case stopWhen = "stop_when"
            case maxPending = "max_pending"
            case onFailure = "on_failure"
        }

        init(_ step: PlannedStep) {
            name = step.name
            switch step.kind {
            case .repeatJobs(let repeats):
                recipes = repeats.recipes
                status = repeats.status
                since = repeats.window.since
                until = repeats.window.until
                by = repeats.window.clock
                include = LeftOutReason.allCases.filter(repeats.include.contains)
                order = repeats.order
                conditions = repeats.limits.conditions.isEmpty ? nil : repeats.limits.conditions
                limit = repeats.limits.jobs
                limitPerRecipe = repeats.limits.jobsPerRecipe
                namedJobs = repeats.limits.namedJobs
                excludedJobs = repeats.limits.excludedJobs == 0 ? nil : repeats.limits.excludedJobs
            }
            verifyWithin = step.conduct.verifyWithin.map(SecondsText.init)
            stopWhen = GuardsEntry(step.conduct.guards)
            pace = step.conduct.pace.map(RateEntry.init)
            canary = step.conduct.rollout.canary.map(CanaryEntry.init)
            let stages = step.conduct.rollout.ramp.map(GuardsEntry.ThresholdEntry.init)
            ramp = stages.isEmpty ? nil : stages
            maxPending = step.conduct.maxPending
            onFailure = step.conduct.onFailure
        }

        func step() throws(WrongPlanValue) -> PlannedStep {
            try WrongPlanValue.check(!name.isEmpty, "name", "text that is not empty")
            try WrongPlanValue.check(Set(recipes).count == recipes.count, "recipes", "recipes that are named once each")
            try WrongPlanValue.check(include.allSatisfy(\.canBeIncluded), "include", "classes that can be included")
            let counts = [("limit", limit), ("limit_per_recipe", limitPerRecipe), ("named_jobs", namedJobs)]
            for (key, count) in counts {
                try WrongPlanValue.check(count.map { $0 >= 1 } ?? true, key, "a whole number from 1")
            }
            try WrongPlanValue.check(excludedJobs.map { $0 >= 1 } ?? true, "excluded_jobs", "a whole number from 1")
            try WrongPlanValue.check(maxPending.map { $0 >= 1 } ?? true, "max_pending", "a whole number from 1")
            let isStaged = canary != nil || ramp != nil || maxPending != nil
            try WrongPlanValue.check(
                !isStaged || verifyWithin != nil,
                "verify_within",
                "set where outcomes are waited for"
            )
            try WrongPlanValue.check(
                ramp?.count ?? 1 <= Rollout.mostStages,
                "ramp",
                "at most \(Rollout.mostStages) stages"
            )
            var stages: [Rollout.Total] = []
            for stage in ramp ?? [] { stages.append(try stage.total("ramp")) }
            return PlannedStep(
                name: name,
                kind: .repeatJobs(
                    PlannedRepeats(
                        recipes: recipes,
                        status: status,
                        window: TimeWindow(since: since, until: until, clock: by),
                        include: Set(include),
                        order: order,
                        limits: PlannedRepeats.Limits(
                            conditions: conditions ?? [],
                            jobs: limit,
                            jobsPerRecipe: limitPerRecipe,
                            namedJobs: namedJobs,
                            excludedJobs: excludedJobs ?? 0
                        )
                    )
                ),
                conduct: StepConduct(
                    verifyWithin: verifyWithin?.duration,
                    guards: try stopWhen.guards(),
                    pace: try pace?.rate("pace"),
                    rollout: Rollout(canary: try canary?.canary(), ramp: stages),
                    maxPending: maxPending,
                    onFailure: onFailure
                )
            )
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
