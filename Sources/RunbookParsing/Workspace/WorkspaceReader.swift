internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads `workspace`; what is left out has its default.
struct WorkspaceReader {
    /// The options that override the workspace, and which files may be named.
    var context: RunbookContext

    private let keys = WorkspaceKeys()

    /// A reader with this context.
    init(context: RunbookContext) { self.context = context }

    private var overrides: RunbookContext.Overrides { context.overrides }

    private typealias Address = (url: String, dataCenter: DataCenter?, isAssumed: Bool)

    /// The workspace; nil if its address or token is not certain.
    func read(_ node: Node?, _ diagnostics: inout Diagnostics) -> Workspace? {
        guard let node else {
            let address = overriddenAddress(&diagnostics) ?? .some(Self.defaultAddress)
            let token = overriddenToken(&diagnostics) ?? .some(.environment(Self.defaultEnvironment))
            guard let address, let token else { return nil }
            return Self.workspace(address, name: nil, token)
        }
        guard let node = WorkspaceFile(readFile: context.readFile).mapping(node, &diagnostics),
            var reader = node.mapping(of: "workspace", &diagnostics)
        else { return nil }
        let written = writtenAddress(&reader, &diagnostics)
        reader.indent(below: keys.token.name, TokenKeys.block.names, besides: WorkspaceKeys.block.names, &diagnostics)
        let writtenToken = keys.token.node(in: &reader).map {
            TokenReader(refuse: context.refuseFile).read($0, &diagnostics)
        }
        let address = overriddenAddress(&diagnostics) ?? written
        let token = overriddenToken(&diagnostics) ?? writtenToken ?? .environment(Self.defaultEnvironment)
        let name = keys.name.read(from: &reader, &diagnostics)
        let managedUser = keys.managedUser.read(from: &reader, &diagnostics)
        let documented = managedUser == nil ? Limits() : .embedded
        let id = keys.id.read(from: &reader, &diagnostics)
        let retention = keys.retention.read(from: &reader, &diagnostics)
        let timeout = keys.serverTimeout.read(from: &reader, &diagnostics)
        let settle = keys.settle.read(from: &reader, &diagnostics)
        let lookback = keys.lookback.read(from: &reader, &diagnostics)
        reader.indent(below: keys.limits.name, LimitsKeys.block.names, besides: WorkspaceKeys.block.names, &diagnostics)
        let limits =
            keys.limits.node(in: &reader)
            .map { readLimits($0, documented, &diagnostics) } ?? documented
        reader.finish(hints: .workspace, &diagnostics)

        guard let address, let token else { return nil }
        var workspace = Self.workspace(address, name: name, token)
        workspace.managedUser = managedUser
        workspace.id = id
        workspace.retention = retention
        workspace.serverTimeout = timeout ?? workspace.serverTimeout
        workspace.settle = settle ?? workspace.settle
        workspace.lookback = lookback ?? workspace.lookback
        workspace.limits = limits
        return workspace
    }

    private static func workspace(_ address: Address, name: String?, _ token: TokenSource) -> Workspace {
        Workspace(
            url: address.url,
            dataCenter: address.dataCenter,
            isAddressAssumed: address.isAssumed,
            name: name,
            token: token
        )
    }

    private static let defaultEnvironment = "WORKATO_API_TOKEN"
    private static let defaultAddress: Address = (DataCenter.us.baseURL, .us, true)

    private func writtenAddress(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> Address? {
        let dataCenter = reader.entry(keys.dataCenter.name)
        let url = reader.entry(keys.url.name)
        if let dataCenter, let url {
            diagnostics.error(
                "'url' cannot be used together with 'data_center'",
                at: url.key,
                secondary: [.init("the data center is given here", at: dataCenter.key.place)]
            )
            return nil
        }
        if let url {
            guard let text = url.value.string(as: keys.url.name, &diagnostics) else { return nil }
            return address(text, as: keys.url.name, at: url.value.place, &diagnostics)
        }
        guard let dataCenter else { return Self.defaultAddress }
        let chosen = keys.dataCenter.kind.read(dataCenter.value, keys.dataCenter.name, &diagnostics)
        return chosen.map { ($0.baseURL, $0, false) }
    }

    /// Nil if the command line does not say it; the inner nil is a value that was refused.
    private func overriddenAddress(_ diagnostics: inout Diagnostics) -> Address?? {
        overrides.url.map { address($0, as: "--url", at: .label("--url"), &diagnostics) }
    }

    /// Nil if the command line does not say it; the inner nil is a value that was refused.
    private func overriddenToken(_ diagnostics: inout Diagnostics) -> TokenSource?? {
        overrides.tokenEnvironment.map { name in
            if TokenReader.isEnvironmentName(name) { return .environment(name) }
            diagnostics.append(
                .error(
                    "'--token-env' must be the name of an environment variable: letters, digits and '_'",
                    at: .label("--token-env")
                )
            )
            return nil
        }
    }

    private func address(
        _ text: String,
        as name: String,
        at place: Diagnostic.Place,
        _ diagnostics: inout Diagnostics
    ) -> Address? {
        do throws(WorkspaceAddress.AddressError) {
            return (try WorkspaceAddress(text).text, nil, false)
        } catch {
            let help = pastedCharacterHelp(text) ?? error.help
            diagnostics.append(.error("'\(name)' \(Self.obligation(error.rule))", at: place.withoutText, help: help))
            return nil
        }
    }

    /// A rule such as `has no query` as an obligation: `must have no query`.
    private static func obligation(_ rule: String) -> String {
        for (verb, obligation) in [("is", "must be"), ("has", "must have"), ("begins", "must begin")]
        where rule.hasPrefix(verb + " ") {
            return obligation + rule.dropFirst(verb.count)
        }
        return rule
    }

    /// The limits; those that are not written are the documented ones.
    private func readLimits(_ node: Node, _ documented: Limits, _ diagnostics: inout Diagnostics) -> Limits {
        var limits = documented
        guard var reader = node.mapping(of: "limits", &diagnostics) else { return limits }
        let keys = LimitsKeys()
        if let rate = keys.repeatJobs.read(from: &reader, &diagnostics) { limits.repeatJobs = rate }
        if let rate = keys.other.read(from: &reader, &diagnostics) { limits.other = rate }
        if let rate = keys.recipes.read(from: &reader, &diagnostics) { limits.recipes = rate }
        if let rate = keys.resume.read(from: &reader, &diagnostics) { limits.resume = rate }
        if let count = keys.jobsPerRequest.read(from: &reader, &diagnostics) { limits.jobsPerRequest = count }
        reader.finish(&diagnostics)
        return limits
    }
}
