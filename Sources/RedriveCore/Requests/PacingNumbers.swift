import JSONText

/// What is kept of a gate in the file that all processes of a machine share: one line of JSON, times in nanoseconds on the machine's
/// clock.
///
/// The line has format 2 as long as it holds each turn by itself, so that older versions share it. A lane whose turns are counted in blocks
/// makes it format 3, which they take for a file that they cannot read. The line stays shorter than a page of memory, so a process
/// that is killed leaves the whole of the old one or of the new one.
package struct PacingNumbers: Sendable, Hashable {
    /// The format of a file that holds each turn by itself.
    static let singleFormat = 2
    /// The newest format.
    static let currentFormat = 3
    /// The longest time that a file can hold a lane back, whatever it says.
    package static let longestHold: Duration = .seconds(3600)

    /// More turns than this in one block are a sign of a file that says something else.
    private static let mostInBlock = 1_000_000

    /// Tells the boots of the machine apart.
    var boot: String
    /// What is kept of each lane.
    var lanes: [PacingGate.Lane: PacingLane] = [:]

    init(boot: String) { self.boot = boot }

    /// What is kept of a gate.
    package init(_ gate: PacingGate, bootID: String) {
        boot = bootID
        lanes = gate.lanes
    }

    /// What a file says; nothing if it is empty or of another boot.
    ///
    /// A file that cannot be read is taken as if a write had been sent just now on every lane: rather a second late than too early.
    package static func read(_ text: [UInt8], bootID: String, now: Instant) -> PacingNumbers {
        guard let line = text.split(separator: UInt8(ascii: "\n")).first else { return PacingNumbers(boot: bootID) }
        guard let tree = try? JSONParser.parse(Array(line)), let numbers = PacingNumbers(tree) else {
            var careful = PacingNumbers(boot: bootID)
            let turn = PacingTurns([PacingTurns.Block(latest: now, count: 1)])
            for lane in PacingGate.Lane.allCases { careful.lanes[lane] = PacingLane(turns: turn) }
            return careful
        }
        return numbers.boot == bootID ? numbers : PacingNumbers(boot: bootID)
    }

    /// The gate of these numbers; what lies in the future is pulled back to where it can do no harm.
    package func gate(limits: Limits, now: Instant) -> PacingGate {
        var gate: [PacingGate.Lane: PacingLane] = [:]
        for (name, lane) in lanes {
            let blockSize = limits.rule(of: name).blockSize
            var turns = PacingTurns()
            for block in lane.turns.blocks {
                turns.add(at: min(block.latest, now), count: block.count, blockSize: blockSize)
            }
            gate[name] = PacingLane(
                turns: turns,
                heldUntil: lane.heldUntil.map { min($0, now + Self.longestHold) },
                margin: lane.margin.noLater(than: now)
            )
        }
        return PacingGate(limits: limits, lanes: gate)
    }
}

// MARK: reading

extension PacingNumbers {
    private init?(_ tree: JSONTree) {
        guard let format = tree["format"]?.integer, let boot = tree["boot"]?.text else { return nil }
        self.boot = boot
        switch format {
        case 1:
            guard let reads = Self.turns(tree["reads_ns"]) else { return nil }
            let repeats = tree["last_repeat_ns"].flatMap(Instant.init) ?? nil
            lanes[.repeats] = PacingLane(
                turns: PacingTurns(repeats.map { [PacingTurns.Block(latest: $0, count: 1)] } ?? []),
                heldUntil: tree["repeats_held_until_ns"].flatMap(Instant.init),
                margin: PacingMargin(oldMargin: tree["margin_ns"])
            )
            lanes[.reads] = PacingLane(turns: reads, heldUntil: tree["reads_held_until_ns"].flatMap(Instant.init))
        case Self.singleFormat...Self.currentFormat:
            guard let kept = tree["lanes"], kept.isObject else { return nil }
            for name in PacingGate.Lane.allCases {
                guard let lane = kept[name.rawValue] else { continue }
                guard let turns = Self.turns(of: lane), let margin = PacingMargin(of: lane) else { return nil }
                let held = lane["held_until_ns"]
                let heldUntil = held.flatMap(Instant.init)
                guard (held == nil) == (heldUntil == nil) else { return nil }
                lanes[name] = PacingLane(turns: turns, heldUntil: heldUntil, margin: margin)
            }
        default: return nil
        }
    }

    private static func turns(of lane: JSONTree) -> PacingTurns? {
        guard let first = lane["first_ns"] else { return turns(lane["granted_ns"]) }
        guard let first = Instant(first), let counts = lane["counts"]?.items, let times = lane["after_ms"]?.items,
            counts.count == times.count
        else { return nil }
        var blocks: [PacingTurns.Block] = []
        for (time, count) in zip(times, counts) {
            guard let after = time.integer, let count = count.integer, (1...mostInBlock).contains(count) else {
                return nil
            }
            blocks.append(PacingTurns.Block(latest: first + .milliseconds(after), count: count))
        }
        return PacingTurns(blocks)
    }

    private static func turns(_ times: JSONTree?) -> PacingTurns? {
        guard let items = times?.items else { return nil }
        var blocks: [PacingTurns.Block] = []
        for item in items {
            guard let time = Instant(item) else { return nil }
            blocks.append(PacingTurns.Block(latest: time, count: 1))
        }
        return PacingTurns(blocks)
    }
}

// MARK: writing

extension PacingNumbers {
    /// The contents of the file: one line of JSON.
    package var line: [UInt8] {
        let isSingle = lanes.values.allSatisfy(\.turns.isSingle)
        var text = #"{"boot":"#
        text += JSONTree.string(boot).compactText
        text += #","format":\#(isSingle ? Self.singleFormat : Self.currentFormat),"lanes":{"#
        var isFirst = true
        for (name, lane) in lanes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if !isFirst { text += "," }
            text += "\"\(name.rawValue)\":{"
            append(lane, to: &text)
            text += "}"
            isFirst = false
        }
        text += "}}\n"
        return Array(text.utf8)
    }

    private func append(_ lane: PacingLane, to text: inout String) {
        let blocks = lane.turns.blocks
        if lane.turns.isSingle {
            text += #""granted_ns":["# + blocks.lazy.map { "\($0.latest.nanoseconds)" }.joined(separator: ",") + "]"
        } else {
            let first = blocks[0].latest
            // Rounded up: a turn may count longer than it must, but never shorter.
            let times = blocks.lazy.map { "\(($0.latest - first).nanoseconds.roundedUp(by: 1_000_000))" }
            text += #""after_ms":["# + times.joined(separator: ",")
            text += #"],"counts":["# + blocks.lazy.map { "\($0.count)" }.joined(separator: ",")
            text += #"],"first_ns":\#(first.nanoseconds)"#
        }
        if let held = lane.heldUntil { text += #","held_until_ns":\#(held.nanoseconds)"# }
        text += #","margin_ns":\#(lane.margin.oldMargin.nanoseconds)"#
        if lane.margin != PacingMargin() {
            text += #","spread":"#
            text += lane.margin.text
        }
    }
}

extension PacingTurns {
    /// Whether each turn stands by itself, and there are few enough for a line of the format that has nothing else.
    fileprivate var isSingle: Bool { blocks.count <= Self.mostSingle && blocks.allSatisfy { $0.count == 1 } }
}

// MARK: the margin

extension PacingMargin {
    /// The margin that versions before format 2's member `spread` know: 5 ms and 10 ms for each refusal.
    fileprivate var oldMargin: Duration {
        Self.longestFirst + Self.longestStep * (level > Self.wholeLevel ? level - Self.halfLevel : min(level, 1))
    }

    fileprivate init(oldMargin: JSONTree?) {
        let margin = oldMargin.flatMap(Duration.init) ?? Self.longestFirst
        let steps = Int(max(min((margin - Self.longestFirst) / Self.longestStep, 100), 0).rounded(.up))
        self.init(level: steps > 1 ? steps + Self.halfLevel : steps)
    }

    fileprivate init?(of lane: JSONTree) {
        guard let spread = lane["spread"] else {
            self.init(oldMargin: lane["margin_ns"])
            return
        }
        guard let level = spread["level"]?.integer, let quiet = spread["quiet_ns"].flatMap(Duration.init),
            let trips = spread["trips_ns"]?.items
        else { return nil }
        let parsed = trips.compactMap(RoundTrips.init)
        guard parsed.count == trips.count, parsed.count <= 2 else { return nil }
        self.init(
            level: level,
            raisedAt: spread["raised_ns"].flatMap(Instant.init),
            loweredAt: spread["lowered_ns"].flatMap(Instant.init),
            quiet: quiet,
            recent: parsed.first,
            before: parsed.dropFirst().first,
            lateness: spread["late_ns"].flatMap(Duration.init)
        )
    }

    /// The same with no time in the future; a level of an older version counts as raised now.
    fileprivate func noLater(than now: Instant) -> PacingMargin {
        PacingMargin(
            level: level,
            raisedAt: level > 0 ? min(raisedAt ?? now, now) : raisedAt.map { min($0, now) },
            loweredAt: loweredAt.map { min($0, now) },
            quiet: quiet,
            recent: recent,
            before: before,
            lateness: lateness
        )
    }

    fileprivate var text: String {
        var text = "{"
        if let lateness { text += #""late_ns":\#(lateness.nanoseconds),"# }
        text += #""level":\#(level),"#
        if let loweredAt { text += #""lowered_ns":\#(loweredAt.nanoseconds),"# }
        text += #""quiet_ns":\#(quiet.nanoseconds),"#
        if let raisedAt { text += #""raised_ns":\#(raisedAt.nanoseconds),"# }
        let trips = [recent, before].compactMap { $0 }.map {
            "[\($0.shortest.nanoseconds),\($0.longest.nanoseconds),\($0.count)]"
        }
        return text + #""trips_ns":[\#(trips.joined(separator: ","))]}"#
    }
}

extension PacingMargin.RoundTrips {
    fileprivate init?(_ tree: JSONTree) {
        guard let items = tree.items, items.count == 3, let shortest = Duration(items[0]),
            let longest = Duration(items[1]), let count = items[2].integer, shortest >= .zero, longest >= shortest,
            (1...PacingMargin.tripsKept).contains(count)
        else { return nil }
        self.init(shortest: shortest, longest: longest, count: count)
    }
}

extension Duration {
    fileprivate init?(_ tree: JSONTree) {
        guard case .number(let digits) = tree, let nanoseconds = Int64(digits) else { return nil }
        self = .nanoseconds(nanoseconds)
    }

    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

extension Instant {
    fileprivate init?(_ tree: JSONTree) {
        guard let sinceZero = Duration(tree) else { return nil }
        self.init(sinceZero: sinceZero)
    }

    fileprivate var nanoseconds: Int64 { sinceZero.nanoseconds }
}

extension Int64 {
    fileprivate func roundedUp(by unit: Int64) -> Int64 { (self + unit - 1) / unit }
}
