internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads `workspace`, with the defaults where it or a part of it is left out.
struct WorkspaceReader {
    /// What the command line says instead, and which files may be named.
    var context: RunbookContext

    private var overrides: RunbookContext.Overrides { context.overrides }

    private typealias Address = (url: String, dataCenter: DataCenter?)

    /// The workspace; nil where its address or token are not known for sure.
    func read(_ node: Node?, _ diagnostics: inout Diagnostics) -> Workspace? {
        guard let node else {
            let address = overriddenAddress(&diagnostics) ?? .some(Self.defaultAddress)
            let token = overriddenToken(&diagnostics) ?? .some(.environment(Self.defaultEnvironment))
            guard let address, let token else { return nil }
            return Workspace(url: address.url, dataCenter: address.dataCenter, token: token)
        }
        guard var reader = node.mapping(of: "workspace", &diagnostics) else { return nil }
        let written = writtenAddress(&reader, &diagnostics)
        let writtenToken = reader.optional("token").map {
            TokenReader(refuse: context.refuseFile).read($0, &diagnostics)
        }
        let address = overriddenAddress(&diagnostics) ?? written
        let token = overriddenToken(&diagnostics) ?? writtenToken ?? .environment(Self.defaultEnvironment)
        let name = reader.optional("name")?.line(as: "name", upTo: 100, .name, &diagnostics)
        let retention = reader.optional("retention")?.duration(
            as: "retention",
            in: .seconds(3600)...DurationText.maximum,
            &diagnostics
        )
        let hour: Duration = .seconds(3600)
        let timeout = reader.optional("server_timeout")?.duration(
            as: "server_timeout",
            in: .seconds(1)...hour,
            &diagnostics
        )
        let settle = reader.optional("settle")?.duration(as: "settle", in: .seconds(1)...hour, &diagnostics)
        let lookback = reader.optional("lookback")?.duration(as: "lookback", in: .zero...hour * 1440, &diagnostics)
        let limits = reader.optional("limits").map { readLimits($0, &diagnostics) } ?? Limits()
        let unsupported = UnsupportedKeys.tell(["managed_user"], in: reader, &diagnostics)
        reader.finish(allowed: unsupported, &diagnostics)

        guard let address, let token else { return nil }
        var workspace = Workspace(url: address.url, dataCenter: address.dataCenter, name: name, token: token)
        workspace.retention = retention
        workspace.serverTimeout = timeout ?? workspace.serverTimeout
        workspace.settle = settle ?? workspace.settle
        workspace.lookback = lookback ?? workspace.lookback
        workspace.limits = limits
        return workspace
    }

    private static let defaultEnvironment = "WORKATO_API_TOKEN"
    private static let defaultAddress: Address = (DataCenter.us.baseURL, .us)

    private func writtenAddress(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> Address? {
        let dataCenter = reader.entry("data_center")
        let url = reader.entry("url")
        if let dataCenter, let url {
            diagnostics.error(
                "'url' and 'data_center' exclude each other",
                at: url.key,
                secondary: [.init("the data centre is given here", at: dataCenter.key.place)]
            )
            return nil
        }
        if let url {
            guard let text = url.value.string(as: "url", &diagnostics) else { return nil }
            return address(text, as: "url", at: url.value.place, &diagnostics)
        }
        guard let dataCenter else { return Self.defaultAddress }
        let chosen = dataCenter.value.oneOf(DataCenter.self, as: "data_center", &diagnostics)
        return chosen.map { ($0.baseURL, $0) }
    }

    /// Nil where the command line says nothing; the inner nil is a value that was refused.
    private func overriddenAddress(_ diagnostics: inout Diagnostics) -> Address?? {
        overrides.url.map { address($0, as: "--url", at: .label("--url"), &diagnostics) }
    }

    /// Nil where the command line says nothing; the inner nil is a value that was refused.
    private func overriddenToken(_ diagnostics: inout Diagnostics) -> TokenSource?? {
        overrides.tokenEnvironment.map { name in
            if TokenReader.isEnvironmentName(name) { return .environment(name) }
            diagnostics.append(
                .error("'--token-env' is the name of an environment variable", at: .label("--token-env"))
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
        do throws(WorkspaceAddress.Fault) {
            return (try WorkspaceAddress(text).text, nil)
        } catch {
            let help = pastedCharacterHelp(text) ?? error.help
            diagnostics.append(.error("'\(name)' \(error.rule)", at: place.withoutText, help: help))
            return nil
        }
    }

    private func readLimits(_ node: Node, _ diagnostics: inout Diagnostics) -> Limits {
        var limits = Limits()
        guard var reader = node.mapping(of: "limits", &diagnostics) else { return limits }
        if let rate = reader.optional("repeat_jobs")?.rate(as: "repeat_jobs", of: .requests, &diagnostics) {
            limits.repeatJobs = rate
        }
        if let rate = reader.optional("other")?.rate(as: "other", of: .requests, &diagnostics) {
            limits.other = rate
        }
        if let count = reader.optional("jobs_per_request")?.int(
            as: "jobs_per_request",
            in: 1...DocumentedLimits.jobsPerRepeatRequest,
            &diagnostics
        ) {
            limits.jobsPerRequest = count
        }
        let unsupported = UnsupportedKeys.tell(["resume"], in: reader, &diagnostics)
        reader.finish(allowed: unsupported, &diagnostics)
        return limits
    }
}
