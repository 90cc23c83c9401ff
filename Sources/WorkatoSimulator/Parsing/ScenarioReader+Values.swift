import LocatedYAML

/// Durations, times and outcomes.
extension ScenarioReader {
    /// `120ms`, `2s`, `40m`, `6h` or `30d`, at most ten years.
    mutating func duration(_ node: Node, _ name: String) -> Duration? {
        if let duration = node.scalar.flatMap({ readDuration($0.text[...]) }) { return duration }
        node.mismatch(name, "a duration such as 250ms, 2s, 40m, 6h or 30d", &diagnostics)
        return nil
    }

    /// As `duration`, or `off`, which gives nil as a fault does.
    mutating func durationOrOff(_ node: Node, _ name: String) -> Duration? {
        node.scalar?.text == "off" ? nil : duration(node, name)
    }

    /// One duration, or two as in `2s-6s`.
    mutating func durationRange(_ node: Node, _ name: String) -> ClosedRange<Duration>? {
        if let text = node.scalar?.text {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { readDuration(trimmed($0)) }
            if parts.count == 1, let only = parts[0] { return only...only }
            if parts.count == 2, let lowest = parts[0], let highest = parts[1], lowest <= highest {
                return lowest...highest
            }
        }
        node.mismatch(name, "a duration such as 2s, or two such as 2s-6s", &diagnostics)
        return nil
    }

    /// ISO 8601 with an offset or `Z`, or `-6h`, `+30s`, counted from the start.
    mutating func time(_ node: Node, _ name: String) -> Scenario.Time? {
        if let text = node.scalar?.text {
            if text == "start" { return .fromStart(.zero) }
            if let sign = text.first, sign == "-" || sign == "+", let duration = readDuration(text.dropFirst()) {
                return .fromStart(sign == "-" ? .zero - duration : duration)
            }
            if let time = SimulatedTime(iso: text) { return .at(time) }
        }
        node.mismatch(
            name,
            "a time such as 2026-11-20T08:00:00Z, or -6h or +30s from the start",
            &diagnostics
        )
        return nil
    }

    /// `[first, last]`.
    mutating func window(_ node: Node, _ name: String) -> (from: Scenario.Time, until: Scenario.Time)? {
        guard case .sequence(let nodes) = node.kind, nodes.count == 2 else {
            node.mismatch(name, "a list of two times", &diagnostics)
            return nil
        }
        guard let from = time(nodes[0], name), let until = time(nodes[1], name) else { return nil }
        let isBackwards: Bool =
            switch (from, until) {
            case (.at(let from), .at(let until)): until < from
            case (.fromStart(let from), .fromStart(let until)): until < from
            case (.at, .fromStart), (.fromStart, .at): false
            }
        if isBackwards { diagnostics.error("'\(name)' must end after it begins; this ends before", at: node) }
        return (from, until)
    }

    /// What repeats come to: one word, or a mapping of weights.
    mutating func outcome(_ node: Node, _ name: String) -> Scenario.Outcome? {
        if node.scalar != nil { return result(node, name).map { .always($0) } }
        guard var keys = node.mapping(of: name, &diagnostics) else { return nil }
        var outcome = outcome(&keys)
        set(&outcome.changes, keys.optional("changes")) { reader, node in
            reader.list(node, "changes") { reader, node in reader.change(node) }
        }
        keys.finish(&diagnostics)
        return outcome
    }

    /// What an outcome changes to, and when.
    private mutating func change(_ node: Node) -> Scenario.Outcome.Change? {
        guard var keys = node.mapping(of: "a change", &diagnostics) else { return nil }
        var start: Scenario.Outcome.Change.Start?
        let (time, number) = (keys.optional("from"), keys.optional("from_repeat"))
        if let time, let duration = duration(time, "from") { start = .time(duration) }
        if let number, let count = number.int(as: "from_repeat", in: 1...1_000_000_000, &diagnostics) {
            start = .repeatNumber(count)
        }
        if (time == nil) == (number == nil) {
            diagnostics.error("a change has either 'from' or 'from_repeat'", at: node)
        }
        let outcome = outcome(&keys)
        keys.finish(&diagnostics)
        return start.map { .init(from: $0, to: outcome) }
    }

    private mutating func outcome(_ keys: inout MappingReader) -> Scenario.Outcome {
        var outcome = Scenario.Outcome([])
        for word in ["succeed", "fail_same", "stay_pending"] {
            guard let value = keys.optional(word), let weight = weight(value, word) else { continue }
            outcome.choices.append(.init(Self.results[word] ?? .succeed, weight: weight))
        }
        if let other = keys.optional("fail"), let kind = errorKind(other) {
            outcome.choices.append(.init(.fail(kind), weight: kind.weight))
        }
        set(&outcome.sequence, keys.optional("sequence")) { reader, node in
            reader.list(node, "sequence") { $0.result($1, "sequence") }
        }
        set(&outcome.after, keys.optional("after")) { $0.durationRange($1, "after") }
        if outcome.choices.isEmpty { outcome.choices = [.init(.succeed)] }
        return outcome
    }

    mutating func weight(_ node: Node, _ name: String) -> Int? {
        node.int(as: name, in: 0...1_000_000, &diagnostics)
    }

    private static let results: [String: Scenario.Outcome.Result] = [
        "succeed": .succeed, "fail_same": .failSame, "stay_pending": .stayPending,
    ]

    private mutating func result(_ node: Node, _ name: String) -> Scenario.Outcome.Result? {
        node.oneOf(["succeed", "fail_same", "stay_pending"], as: name, &diagnostics).flatMap { Self.results[$0] }
    }

    /// An error kind: its keys, or its message alone.
    mutating func errorKind(_ node: Node) -> Scenario.ErrorKind? {
        if let scalar = node.scalar, !scalar.isNull {
            return Scenario.ErrorKind(type: "", message: scalar.text)
        }
        guard var keys = node.mapping(of: "an error", &diagnostics) else { return nil }
        var kind = Scenario.ErrorKind()
        let type = keys.required("type")?.string(as: "type", &diagnostics)
        let message = keys.required("message")?.prose(as: "message", &diagnostics)
        set(&kind.adapter, keys.optional("adapter")) { $1.string(as: "adapter", &$0.diagnostics) }
        set(&kind.weight, keys.optional("weight")) { $0.weight($1, "weight") }
        setOptional(&kind.text, keys.optional("text")) { $1.prose(as: "text", &$0.diagnostics) }
        setOptional(&kind.innerMessage, keys.optional("inner_message")) {
            $1.prose(as: "inner_message", &$0.diagnostics)
        }
        setOptional(&kind.title, keys.optional("title")) { $1.prose(as: "title", &$0.diagnostics) }
        setOptional(&kind.repeats, keys.optional("repeats")) { $0.outcome($1, "repeats") }
        set(&kind.step, keys.optional("step")) { $1.int(as: "step", in: 1...1000, &$0.diagnostics) }
        keys.finish(&diagnostics)
        guard let type, let message else { return nil }
        (kind.type, kind.message) = (type, message)
        return kind
    }

    mutating func refusal(_ node: Node) -> Scenario.Refusal? {
        guard var keys = node.mapping(of: "a refusal", &diagnostics) else { return nil }
        let typeID = keys.required("type_id")?.string(as: "type_id", &diagnostics)
        let message = keys.required("message")?.prose(as: "message", &diagnostics)
        keys.finish(&diagnostics)
        guard let typeID, let message else { return nil }
        return Scenario.Refusal(typeID: typeID, message: message)
    }
}

private func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
}

private func readDuration(_ text: Substring) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, let count = Int64(digits) else { return nil }
    let unit: Int64
    switch text.dropFirst(digits.count) {
    case "ms": unit = 1
    case "s": unit = 1000
    case "m", "min": unit = 60_000
    case "h": unit = 3_600_000
    case "d": unit = 86_400_000
    case "" where count == 0: unit = 1
    default: return nil
    }
    let (product, over) = count.multipliedReportingOverflow(by: unit)
    return over || product > 3650 * 86_400_000 ? nil : .milliseconds(product)
}

extension Node {
    /// A text that jobs carry; warns where YAML has probably cut it at ` #`.
    func prose(as name: String, _ diagnostics: inout Diagnostics) -> String? {
        warnAboutPaste(as: name, .prose, &diagnostics)
        return string(as: name, &diagnostics)
    }
}
