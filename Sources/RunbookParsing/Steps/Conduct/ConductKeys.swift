internal import LocatedYAML
internal import RedriveCore

/// The keys of a step that say how it is carried out.
struct ConductKeys: Sendable {
    let verify = Key(
        "verify",
        .node("`off`, or a mapping", schema: .offOr(VerifyKeys.block)),
        .value(
            ["within": .text(DurationText.text(StepConduct.defaultVerifyWithin))],
            words: "`{ within: \(DurationText.text(StepConduct.defaultVerifyWithin)) }`"
        ),
        "whether the repeats are followed until they end"
    )
    let stopWhen = Key(
        "stop_when",
        .node("`off`, or bounds", schema: .offOr(GuardKeys.block)),
        .optional("see below"),
        "when the step stops by itself"
    )
    let pace = Key(
        "pace",
        ValueKind<Rate>(
            "a pace",
            schema: .anyOf([["type": "string", "pattern": "^[0-9]+ jobs?/(s|min|h)$"], .reference("input")])
        ) { node, name, diagnostics in node.rate(as: name, of: .jobs, &diagnostics) },
        .optional("as fast as the limits allow"),
        "slower than the limits, in jobs, such as `300 jobs/min`"
    )
    let canary = Key(
        "canary",
        .node("a mapping", schema: CanaryKeys.block.schema),
        .optional("none"),
        "jobs of each group that are sent first; the rest of a group follows if more than half of them recover"
    )
    let ramp = Key(
        "ramp",
        .node(
            "a list of totals, such as `[1, 25, 10%, 100%]`",
            schema: RunbookSchema.list(of: .reference("total"), upTo: Rollout.mostStages)
        ),
        .optional("everything at once"),
        "how many of the step's jobs may have been sent before all outcomes so far are known"
    )
    let maxPending = Key(
        "max_pending",
        .count(zero: "for no bound, leave 'max_pending' out"),
        .optional("no bound"),
        "the most repeats of one recipe that may not have ended at any time"
    )
    let onFailure = Key(
        "on_failure",
        ValueKind<StepConduct.OnFailure>.word,
        .value("stop"),
        "whether the next step runs after a guard stopped this one"
    )
}

/// The keys of `verify`.
struct VerifyKeys: Sendable {
    let within = Key(
        "within",
        .duration(.seconds(1) ... .seconds(7 * 86_400)),
        .required,
        "how long the repeats are followed, counted from the last request of the step"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("verify", Self())
}

/// The keys of `canary`.
struct CanaryKeys: Sendable {
    let jobs = Key("jobs", .count(), .required, "how many jobs of each group are sent first")
    let per = Key(
        "per",
        ValueKind<Rollout.Grouping>
            .word(synonyms: ["signature": "error_signature", "error": "error_signature", "recipes": "recipe"]),
        .value("error_signature"),
        "what makes a group; above 50 error signatures, there is one group per recipe"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("canary", Self())
}

/// The keys of `stop_when`.
struct GuardKeys: Sendable {
    let failedAgain = Key(
        "failed_again",
        Self.threshold,
        .value("50%"),
        "stops when this many repeated jobs failed again"
    )
    let refused = Key(
        "refused",
        Self.threshold,
        .value("50%"),
        "stops when the server refused to repeat this many jobs"
    )
    let unknown = Key("unknown", Self.threshold, .value("off"), "stops when the answers for this many jobs were lost")
    let sameError = Key(
        "same_error",
        Self.bound,
        .value("off"),
        "stops when this many jobs failed again with one error signature"
    )
    let minSample = Key(
        "min_sample",
        .count(),
        .value(.number(Guards.default.minSample)),
        "a percentage is not judged before this many jobs were seen"
    )

    /// The keys as schema and reference describe them.
    static let block = Block("stop_when", Self(), rules: [.init("minProperties", 1)])

    /// The definition that the keys refer to.
    static let definitions: [SchemaValue.Member] = [
        .init(
            "threshold",
            [
                "description": "A number of jobs, a percentage of those seen, or off.",
                "anyOf": [
                    ["type": "string", "pattern": "^([1-9]|[1-9][0-9]|100)%$"], ["const": "off"], .reference("count"),
                ],
            ]
        ),
        .init(
            "total",
            [
                "description": "A number of jobs, or a percentage of the step's jobs.",
                "anyOf": [["type": "string", "pattern": "^([1-9]|[1-9][0-9]|100)%$"], .reference("count")],
            ]
        ),
    ]

    /// A number of jobs or a percentage; the inner nil is `off`.
    private static let threshold = ValueKind<Guards.Threshold?>(
        "number, percentage, `off`",
        schema: .reference("threshold")
    ) { node, name, diagnostics in
        if node.isOff { return .some(nil) }
        if let text = node.scalar?.text, !node.isInvalid {
            if text.hasSuffix("%") {
                if let percent = DigitsText.parse(text.dropLast()), (1...100).contains(percent) {
                    return .percent(percent)
                }
            } else if let count = DigitsText.parse(text), (1...RunbookParser.maximumJobs).contains(count) {
                return .jobs(count)
            }
        }
        node.mismatch(
            name,
            "a number of jobs from 1 to \(RunbookParser.maximumJobs), a percentage from 1% to 100%, or off",
            &diagnostics,
            help: (node.scalar?.text).flatMap(percentage).map { "write \($0)%" }
        )
        return nil
    }

    /// The percentage that was meant by `0.2`, `20 %` or `20 percent`; nil for other texts.
    static func percentage(_ text: String) -> Int? {
        if text.hasPrefix("0."), let share = Double(text), share > 0, share < 1 {
            let percent = share * 100
            return percent == percent.rounded() ? Int(percent) : nil
        }
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard ["%", "percent"].contains(text.dropFirst(digits.count).drop { $0 == " " }) else { return nil }
        return DigitsText.parse(digits).flatMap { (1...100).contains($0) ? $0 : nil }
    }

    /// A number of jobs; the inner nil is `off`.
    private static let bound = ValueKind<Int?>(
        "number, `off`",
        schema: .anyOf([["const": "off"], .reference("count")])
    ) { node, name, diagnostics in
        if node.isOff { return .some(nil) }
        return node.int(as: name, in: 1...RunbookParser.maximumJobs, &diagnostics)
    }
}
