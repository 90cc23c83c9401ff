import TerminalText

internal import LocatedYAML

/// The inputs of a runbook with their values, which replace `$name` in the tree.
///
/// Substitution comes before decoding, so readers of keys know nothing about inputs.
struct InputScope {
    private enum State {
        /// A value, and where it was given.
        case value(InputValue)
        /// It was refused with a diagnostic; its uses are ignored.
        case refused
    }

    private var states: [String: State] = [:]
    private let declarations: [InputDeclaration]
    private var used: Set<String> = []
    /// The inputs by the places where they were put in, for `explain`.
    private var substitutions: [SourceRange: (name: String, use: SourceFile, origin: Diagnostic.Place)] = [:]

    /// Reads the declarations and gives each its value: of `--set`, else of the inputs file, else the default.
    init(_ section: Node?, context: RunbookContext, _ diagnostics: inout Diagnostics) {
        declarations = section.map { InputDeclaration.readAll($0, &diagnostics) } ?? []
        let given = InputsFile(context.inputsFile, names: declarations.map(\.name), &diagnostics)
        reportUnknown(context.settings, given, &diagnostics)
        // A missing offset is an error where the value is used, since only then is it known to be needed.
        let times = TimeReader(now: context.now, zone: .utc)
        for declaration in declarations {
            let value = value(of: declaration, context.settings, given, times, &diagnostics)
            states[declaration.name] = value.map(State.value) ?? .refused
        }
    }

    /// The value of one input; nil after a diagnostic.
    private func value(
        of declaration: InputDeclaration,
        _ settings: [RunbookContext.Setting],
        _ given: InputsFile,
        _ times: TimeReader,
        _ diagnostics: inout Diagnostics
    ) -> InputValue? {
        guard let type = declaration.type else { return nil }
        var checkedDefault: InputValue?
        if let node = declaration.defaultValue {
            // A wrong default is an error even if another value overrides it.
            checkedDefault = Self.literal(node, &diagnostics).flatMap { literal in
                InputValue(literal, of: declaration, type: type, times: times, &diagnostics)
            }
        }
        if let setting = settings.last(where: { $0.name == declaration.name }) {
            let node = InputValue.node(of: setting, type: type)
            return InputValue(node, of: declaration, type: type, times: times, &diagnostics)
        }
        if let node = given.values[declaration.name]?.value {
            return InputValue(node, of: declaration, type: type, times: times, &diagnostics)
        }
        if declaration.defaultValue == nil, !given.isInvalid {
            diagnostics.error(
                "input '\(declaration.name)' has no value",
                at: declaration.key,
                help: "give it one with --set \(declaration.name)=…"
            )
        }
        return checkedDefault
    }

    private func reportUnknown(
        _ settings: [RunbookContext.Setting],
        _ given: InputsFile,
        _ diagnostics: inout Diagnostics
    ) {
        let names = declarations.map(\.name)
        for setting in settings where !names.contains(setting.name) {
            diagnostics.append(
                .error(
                    "the runbook has no input '\(setting.name)'",
                    at: .label(setting.flag),
                    help: Self.suggestion(for: setting.name, among: names)
                )
            )
        }
        for entry in given.values.values where !names.contains(entry.name) {
            diagnostics.error(
                "the runbook has no input '\(entry.name)'",
                at: entry.key,
                help: Self.suggestion(for: entry.name, among: names)
            )
        }
    }

    private static func suggestion(for name: String, among names: [String]) -> String? {
        pastedCharacterHelp(name)
            ?? closestMatch(to: name, among: names).map { "an input with a similar name is '\($0)'" }
    }

    // MARK: substitution

    /// The tree with values in place of `$name`, and `$` in place of `$$`; `inputs` is not changed.
    mutating func substitute(in root: Node, _ diagnostics: inout Diagnostics) -> Node {
        guard case .mapping(let entries) = root.kind else { return root }
        var root = root
        root.kind = .mapping(
            entries.map { entry in
                switch entry.name {
                case "inputs": entry
                case "workspace": Node.Entry(key: entry.key, value: substituteWorkspace(entry.value, &diagnostics))
                default: Node.Entry(key: entry.key, value: substituteAll(in: entry.value, &diagnostics))
                }
            }
        )
        return root
    }

    /// As `substituteAll`, but where the token is named, `$NAME` is left to the reader of the token unless it is an input:
    /// it is probably an environment variable, and may be a secret.
    private mutating func substituteWorkspace(_ node: Node, _ diagnostics: inout Diagnostics) -> Node {
        guard case .mapping(let entries) = node.kind else { return substituteAll(in: node, &diagnostics) }
        var node = node
        node.kind = .mapping(
            entries.map { entry in
                entry.name == "token" && namesVariable(entry.value)
                    ? entry : Node.Entry(key: entry.key, value: substituteAll(in: entry.value, &diagnostics))
            }
        )
        return node
    }

    /// Whether a `token`, or its `env`, begins with a dollar sign and is no input.
    private func namesVariable(_ token: Node) -> Bool {
        if case .mapping(let entries) = token.kind {
            return entries.count == 1 && entries[0].name == "env" && namesVariable(entries[0].value)
        }
        guard let text = token.scalar?.text, text.hasPrefix("$") else { return false }
        return Self.reference(in: text).map { states[$0] == nil } ?? true
    }

    private mutating func substituteAll(in node: Node, _ diagnostics: inout Diagnostics) -> Node {
        var node = node
        switch node.kind {
        case .scalar(let scalar): return replacement(of: node, scalar, &diagnostics)
        case .sequence(let nodes):
            node.kind = .sequence(nodes.map { substituteAll(in: $0, &diagnostics) })
        case .mapping(let entries):
            node.kind = .mapping(
                entries.map { Node.Entry(key: $0.key, value: substituteAll(in: $0.value, &diagnostics)) }
            )
        }
        return node
    }

    private mutating func replacement(of node: Node, _ scalar: Scalar, _ diagnostics: inout Diagnostics) -> Node {
        guard scalar.text.hasPrefix("$"), !node.isInvalid else { return node }
        var node = node
        guard let name = Self.reference(in: scalar.text) else {
            if let literal = Self.literal(node, &diagnostics) { return literal }
            if let name = InputSyntax.name(in: scalar.text) { used.insert(name) }
            node.isInvalid = true
            return node
        }
        used.insert(name)
        switch states[name] {
        case .value(let value):
            // The range stays that of the use: diagnostics point there, and `explain` adds the origin.
            substitutions[node.range] = (name, node.file, value.node.place)
            node.kind = value.node.kind
            return node
        case .refused: break
        case nil:
            diagnostics.error(
                "'$\(name)' is not an input of the runbook",
                at: node,
                help: Self.suggestion(for: name, among: declarations.map(\.name))
                    ?? "declare it under 'inputs', or to begin a text with $, write $$"
            )
        }
        node.isInvalid = true
        return node
    }

    /// The name in `$name`, or nil for other texts.
    private static func reference(in text: String) -> String? {
        guard text.hasPrefix("$") else { return nil }
        let name = text.dropFirst()
        return InputDeclaration.isName(name) ? String(name) : nil
    }

    /// The node with `$$` at its start resolved; nil after a diagnostic if a single `$` starts it.
    private static func literal(_ node: Node, _ diagnostics: inout Diagnostics) -> Node? {
        guard let scalar = node.scalar, scalar.text.hasPrefix("$") else { return node }
        guard scalar.text.hasPrefix("$$") else {
            let isReference = reference(in: scalar.text) != nil
            diagnostics.error(
                isReference
                    ? "the default of an input must be a value; \(node.found) is another input"
                    : InputSyntax.message(node.found),
                at: node,
                help: pastedCharacterHelp(scalar.text) ?? InputSyntax.name(in: scalar.text).map { "write $\($0)" }
                    ?? "to begin a text with $, write $$"
            )
            return nil
        }
        var node = node
        node.kind = .scalar(Scalar(text: String(scalar.text.dropFirst()), style: scalar.style))
        return node
    }

    // MARK: after substitution

    /// Warns about each input that nothing refers to, except those in `others`, which have errors at their uses.
    func warnAboutUnused(besides others: [String], _ diagnostics: inout Diagnostics) {
        for declaration in declarations where !used.contains(declaration.name) && !others.contains(declaration.name) {
            diagnostics.warning("input '\(declaration.name)' is not used", at: declaration.key)
        }
    }

    /// Adds the origin of the value to a diagnostic about its use.
    func explain(_ diagnostic: Diagnostic) -> Diagnostic {
        guard case .file(let file, let range) = diagnostic.place,
            let (name, use, origin) = substitutions[range], use === file
        else { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.secondary.append(.init("the value of '\(name)' is given here", at: origin))
        return diagnostic
    }
}
