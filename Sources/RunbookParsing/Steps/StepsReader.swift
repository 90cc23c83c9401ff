internal import LocatedYAML
internal import RedriveCore

/// Reads `steps`.
struct StepsReader {
    /// What steps are read with.
    var context: StepContext
    /// The kinds of steps that are known.
    var kinds = StepKindReader.all

    private let keys = StepKeys()

    /// The most steps of a runbook.
    static let maximumCount = 100

    /// A reader of steps of these kinds.
    init(context: StepContext, kinds: [StepKindReader] = StepKindReader.all) {
        self.context = context
        self.kinds = kinds
    }

    /// The steps; empty if the list is refused.
    ///
    /// Steps that were refused are left out.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> [Step] {
        if case .sequence(let nodes) = node.kind, nodes.count > Self.maximumCount {
            diagnostics.error(
                "'steps' must be a list of at most \(Self.maximumCount); this has \(nodes.count)",
                at: node
            )
            return []
        }
        if case .mapping(let entries) = node.kind, entries.contains(where: { StepKeys.block.names.contains($0.name) }) {
            _ = node.list(as: "steps", &diagnostics) { node, _ in node }
            // The dash is what is missing, so the rest is read as the only step.
            return read(node, number: 1, &diagnostics).map { [$0] } ?? []
        }
        var number = 0
        var named: [String: (number: Int, node: Node?)] = [:]
        var saved: [String: Node] = [:]
        var resumed: [String: TokenPlace] = [:]
        let steps = node.list(as: "steps", &diagnostics) { node, diagnostics in
            number += 1
            let own = node[keys.name.name]
            let step = read(node, number: number, &diagnostics)
            if let step { reportSameName(step.name, number, own, &named, &diagnostics) }
            reportSameFile(node, &saved, &diagnostics)
            if case .resumeJobs(let selection)? = step?.kind {
                reportSameTokens(selection, node, &resumed, &diagnostics)
            }
            return step
        }
        return steps ?? []
    }

    private func read(_ node: Node, number: Int, _ diagnostics: inout Diagnostics) -> Step? {
        guard var reader = node.mapping(of: "a step", &diagnostics) else { return nil }
        for kind in kinds {
            let children = kind.blocks.first?.names ?? []
            reader.indent(below: kind.key.name, children, besides: StepKeys.block.names, &diagnostics)
        }
        let name = keys.name.read(from: &reader, default: "step-\(number)", &diagnostics)
        let kind = readKind(&reader, &diagnostics)
        var conduct = ConductReader().read(&reader, &diagnostics)
        if let entry = reader.entry(StepKindReader.listJobs.key.name) {
            refuseConduct(of: reader, listing: entry, &diagnostics)
            conduct = .ofListing(onFailure: conduct.onFailure)
        }
        if reader.all.contains(where: { $0.name == StepKindReader.resumeJobs.key.name }) {
            ResumeJobsReader.refuseOutcomes(in: node, &diagnostics)
            conduct.verifyWithin = nil
            conduct.guards.failedAgain = nil
        }
        reader.finish(hints: .step, &diagnostics)
        guard let name, let kind else { return nil }
        return Step(name: name, kind: kind, conduct: conduct)
    }

    /// Refuses what says how jobs are sent in a step that sends none.
    private func refuseConduct(of reader: MappingReader, listing: Node.Entry, _ diagnostics: inout Diagnostics) {
        let sending = Block("conduct", ConductKeys()).names.filter { $0 != ConductKeys().onFailure.name }
        for entry in reader.all where sending.contains(entry.name) {
            diagnostics.error(
                "'\(entry.name)' cannot be used together with '\(listing.name)', which sends nothing",
                at: entry.key,
                secondary: [.init("what the step does is given here", at: listing.key.place)]
            )
        }
    }

    /// Reports a file that another step saves its list in.
    private func reportSameFile(_ node: Node, _ saved: inout [String: Node], _ diagnostics: inout Diagnostics) {
        guard let save = node[StepKindReader.listJobs.key.name]?[ListJobsKeys().save.name],
            let path = save.scalar?.text
        else { return }
        if let first = saved[path] {
            diagnostics.error(
                "'\(path)' is the file of another step",
                at: save,
                secondary: [.init("first named here", at: first.place)]
            )
        }
        saved[path] = saved[path] ?? save
    }

    /// Where a token is named first.
    private struct TokenPlace {
        var file: String
        var line: Int
        var step: Node
    }

    /// Reports tokens that an earlier step sends already: a second sending could reach a job whose first answer was lost.
    private func reportSameTokens(
        _ selection: ResumeSelection,
        _ node: Node,
        _ resumed: inout [String: TokenPlace],
        _ diagnostics: inout Diagnostics
    ) {
        let file = selection.source.file.path
        var again = 0
        for row in selection.rows {
            guard let first = resumed[row.fingerprint] else {
                resumed[row.fingerprint] = TokenPlace(file: file, line: row.line, step: node)
                continue
            }
            again += 1
            guard again <= TokensFile.maximumErrors else { continue }
            diagnostics.append(
                .error(
                    "the token is the same as in \(first.file):\(first.line), which an earlier step resumes",
                    at: .label("\(file):\(row.line)"),
                    secondary: [
                        .init("named here", at: node.place.withoutText),
                        .init("and first here", at: first.step.place.withoutText),
                    ]
                )
            )
        }
        let rest = again - TokensFile.maximumErrors
        if rest > 0 {
            diagnostics.append(.error("'\(file)' has \(rest) more tokens of earlier steps", at: node.place.withoutText))
        }
    }

    /// What the step does: the one key among those of the kinds.
    private func readKind(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> StepKind? {
        var given: [(kind: StepKindReader, entry: Node.Entry)] = []
        for kind in kinds {
            if let entry = reader.entry(kind.key.name) { given.append((kind, entry)) }
        }
        given.sort { $0.entry.key.range.start < $1.entry.key.range.start }
        guard let first = given.first else {
            // Most steps repeat jobs, the first kind, so that is the key that is missed.
            if let usual = kinds.first { _ = reader.required(usual.key.name) }
            return nil
        }
        guard given.count == 1 else {
            for other in given.dropFirst() {
                diagnostics.error(
                    "'\(other.entry.name)' cannot be used together with '\(first.entry.name)'",
                    at: other.entry.key,
                    secondary: [.init("what the step does is given here already", at: first.entry.key.place)]
                )
            }
            return nil
        }
        return first.kind.read(first.entry.value, context, &diagnostics)
    }

    /// Reports a name that belongs to another step already, which may have no name and be called by its number.
    private func reportSameName(
        _ name: String,
        _ number: Int,
        _ node: Node?,
        _ named: inout [String: (number: Int, node: Node?)],
        _ diagnostics: inout Diagnostics
    ) {
        guard let first = named[name] else {
            named[name] = (number, node)
            return
        }
        guard let culprit = node ?? first.node else { return }
        let other = node == nil ? nil : first.node
        diagnostics.error(
            "the name of a step must be unique; '\(name)' is the name of another one"
                + (other == nil ? ", which is named after its number" : ""),
            at: culprit,
            secondary: other.map { [.init("first given here", at: $0.place)] } ?? []
        )
    }
}
