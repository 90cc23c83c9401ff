import RedriveCore

/// Placeholder.
struct HTMLReport {
    init(_ contents: ReportContents) {}
    func parts() throws(ToolError) -> [String] { [] }
}
