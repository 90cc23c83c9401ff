import RedriveCore
import RedriveEngine
import Transport
import WorkatoJobs

/// What is found about the way to the workspace, whose it is, its clock and its limits.
enum ConnectionFindings {
    /// Clocks that differ by less are as good as one: HTTP dates have whole seconds.
    private static let smallSkew: Duration = .seconds(5)
    /// At most this many headers are named.
    private static let mostHeaders = 8

    /// What is known before the first request.
    static func before(_ workspace: Workspace, proxy: String?, isSimulated: Bool) -> [Finding] {
        guard !isSimulated else {
            return [Finding(.address, .note, "a simulated workspace: its answers are those of the scenario")]
        }
        let assumed = workspace.isAddressAssumed ? ", since neither 'data_center' nor 'url' is given" : ""
        let center = workspace.dataCenter.map { " (\($0.rawValue)\(assumed))" } ?? ""
        let meaning = workspace.isAddressAssumed ? "a token is valid in its own data center only" : nil
        return [
            Finding(
                .address,
                workspace.isAddressAssumed ? .note : .good,
                "\(workspace.url)\(center)",
                meaning: meaning
            ),
            Finding(.proxy, .good, proxy.map { "requests go through \($0)" } ?? "none: connections are direct"),
        ]
    }

    /// What the first answer shows.
    static func after(_ probe: Probe, _ workspace: Workspace, isSimulated: Bool) -> [Finding] {
        let response: HTTPResponse
        switch probe.result {
        case .failure(let error): return [unreachable(error)]
        case .success(let answer): response = answer
        }
        var findings: [Finding] = []
        if !isSimulated {
            let isEncrypted = workspace.url.hasPrefix("https://")
            let took = probe.answeredAt.instant - probe.sentAt.instant
            findings.append(
                Finding(
                    .tls,
                    .good,
                    (isEncrypted ? "the certificate is trusted" : "not used: the address is this machine's own")
                        + "; the first answer took \(milliseconds(took)) ms"
                )
            )
        }
        findings += identity(response, workspace, isSimulated: isSimulated)
        if let clock = clock(probe, response) { findings.append(clock) }
        return findings
    }

    private static func unreachable(_ error: TransportError) -> Finding {
        let (check, meaning): (Finding.Check, String)
        switch error {
        case .notSent(.tls, _):
            (check, meaning) = (
                .tls,
                "a certificate that the system does not trust may be a proxy's: see SSL_CERT_FILE in docs/network.md"
            )
        case .notSent(.proxy, _):
            (check, meaning) = (.proxy, "check HTTPS_PROXY, and NO_PROXY for hosts that are reached without it")
        case .notSent(.nameResolution, _):
            (check, meaning) = (.address, "check the address, and the name server of this machine")
        case .notSent(.connect, _), .notSent(.cancelled, _), .lost:
            (check, meaning) = (.address, "nothing can be planned or run until requests are answered")
        }
        return Finding(check, .failed, error.description, meaning: meaning, status: .unreachable)
    }

    private static func identity(_ response: HTTPResponse, _ workspace: Workspace, isSimulated: Bool) -> [Finding] {
        let checks = "preview and report show it, and 'workspace.id' can refuse every other workspace"
        let unknown = "previews and reports show the address alone, and 'workspace.id' cannot be used with this token"
        switch IdentityAnswer(reading: response) {
        case .value(let identity):
            let name = identity.name.map { " (\($0))" } ?? ""
            guard let id = workspace.id, id != identity.id, !isSimulated else {
                return [
                    Finding(.workspace, .good, "the token belongs to workspace \(identity.id)\(name)", meaning: checks)
                ]
            }
            return [
                Finding(
                    .workspace,
                    .failed,
                    "the token belongs to workspace \(identity.id)\(name), and 'workspace.id' names \(id)",
                    meaning: "plan, run and resume are refused with this token",
                    status: .refused
                )
            ]
        case .unauthorized(let status, let message):
            return [refused(status, message, workspace, isSimulated, unknown)]
        case .notFound(let message): return [refused(404, message, workspace, isSimulated, unknown)]
        case .refused(let status, let message), .failed(let status, _, let message):
            return [
                Finding(
                    .address,
                    .failed,
                    "\(status) to the first read\(message.text.isEmpty ? "" : ": \(message)")",
                    meaning: "no list can be read while reads are answered like this",
                    status: .unreachable
                )
            ]
        case .throttled:
            return [
                Finding(
                    .limits,
                    .failed,
                    "429 to the first read, again and again",
                    meaning: "other programs use up the workspace's limit; plan later, or set lower 'limits'",
                    status: .unreachable
                )
            ]
        case .unreadable(let status, let reason):
            let isPage = response.headers["Content-Type"]?.contains("json") != true
            return [
                Finding(
                    isPage ? .address : .workspace,
                    isPage ? .failed : .note,
                    "\(status): \(reason)",
                    meaning: isPage ? "something else than the API answers at this address" : unknown,
                    status: isPage ? .unreachable : .done
                )
            ]
        }
    }

    private static func refused(
        _ status: Int,
        _ message: ServerMessage,
        _ workspace: Workspace,
        _ isSimulated: Bool,
        _ unknown: String
    ) -> Finding {
        let words = message.text.isEmpty ? "" : ": \(message)"
        let isNeeded = workspace.id != nil && !isSimulated
        return Finding(
            .workspace,
            isNeeded ? .failed : .note,
            "the API does not say whose the token is (\(status)\(words))",
            meaning: isNeeded ? "the runbook has 'workspace.id', so plan, run and resume are refused" : unknown,
            settles: .refusals,
            status: isNeeded ? .refused : .done
        )
    }

    private static func clock(_ probe: Probe, _ response: HTTPResponse) -> Finding? {
        guard let date = response.headers["Date"].flatMap({ Timestamp(imfFixdate: $0) }) else {
            return Finding(
                .clock,
                .notChecked,
                "the answer has no date",
                meaning: "check this machine's clock by yourself"
            )
        }
        // An HTTP date is cut to the second: half of it is the best guess.
        let half = (probe.answeredAt.wall.milliseconds - probe.sentAt.wall.milliseconds) / 2
        let difference = probe.sentAt.wall.milliseconds + half - (date.milliseconds + 500)
        let size = Duration.milliseconds(abs(difference))
        guard size >= smallSkew else {
            return Finding(.clock, .good, "this machine and the server differ by less than 5 s")
        }
        let side = difference > 0 ? "ahead of" : "behind"
        return Finding(
            .clock,
            size > Age.mostSkew ? .warning : .note,
            "this machine is \(Wording.time(size)) \(side) the server",
            meaning:
                "'until: now' and '6h ago' are counted by this machine: set its clock, or write times with an offset"
        )
    }

    /// What was said of limits.
    static func limits(_ probes: [Probe], _ workspace: Workspace) -> Finding {
        var named: [String: String] = [:]
        var throttled = 0
        for probe in probes {
            throttled += probe.throttled
            guard case .success(let response) = probe.result else { continue }
            for field in response.headers.fields {
                let name = field.name.lowercased()
                guard name.contains("ratelimit") || name.contains("rate-limit") || name == "retry-after" else {
                    continue
                }
                named[name] = String(field.value.prefix(60))
            }
        }
        let configured = "\(workspace.limits.other) reads and \(workspace.limits.repeatJobs) repeat requests"
        if throttled > 0 {
            return Finding(
                .limits,
                .warning,
                "\(Wording.count(throttled, "answer")) with 429 although at most \(workspace.limits.other) reads were sent",
                meaning: "the workspace allows less, or other programs use the same limit: set lower 'limits'",
                settles: .limitHeaders
            )
        }
        let shown = named.sorted { $0.key < $1.key }.prefix(mostHeaders).map { "\($0.key): \($0.value)" }
        return Finding(
            .limits,
            .good,
            shown.isEmpty ? "no header names a limit" : shown.joined(separator: "; "),
            meaning: "requests are paced by what is configured: \(configured)",
            settles: .limitHeaders
        )
    }

    private static func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }
}
