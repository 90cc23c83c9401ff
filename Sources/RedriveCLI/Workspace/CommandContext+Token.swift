import RedriveCore
import Transport

extension CommandContext {
    /// Reads the token of a workspace from the variable or file that the runbook names.
    ///
    /// - Throws: with exit status 77 if there is none, or none that can be sent.
    func token(of workspace: Workspace) throws(ToolError) -> Secret {
        let place: String
        let text: String
        switch workspace.token {
        case .environment(let name):
            place = "the variable \(name)"
            guard let value = environment.variables[name], !value.isEmpty else {
                throw ToolError(
                    .noToken,
                    "there is no token: \(place) is not set or is empty",
                    meaning: "nothing was sent",
                    advice: "put an API token of \(workspace.url) into it, for example with",
                    commands: ["read -rs \(name) && export \(name)"]
                )
            }
            text = value
        case .file(let path):
            place = "the file '\(path)'"
            do {
                text = String(decoding: try read(path, upTo: 1 << 16), as: UTF8.self)
            } catch {
                throw ToolError(
                    .noToken,
                    "there is no token: \(error.message)",
                    meaning: "nothing was sent",
                    advice: "put an API token of \(workspace.url) into the file, on its first line"
                )
            }
        }
        let token = Secret(Self.firstLine(text))
        guard token.isHeaderSafe else {
            throw ToolError(
                .noToken,
                "\(place) does not look like a token: \(Self.fault(of: token))",
                meaning: "nothing was sent",
                advice: "copy it again from Workato, as one line of visible ASCII characters"
            )
        }
        console.hide(token)
        return token
    }

    private static func firstLine(_ text: String) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\r" }
        let scalars = text.unicodeScalars.prefix { $0 != "\n" }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func fault(of token: Secret) -> String {
        token.revealed.isEmpty ? "it is empty" : "it contains a space, a line break or a character that is not ASCII"
    }
}
