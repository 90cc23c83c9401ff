import LocatedYAML
import RedriveCore
import RunbookParsing
import WorkatoJobs

/// One run of the fuzzer: whatever the bytes, a runbook is read or refused with words; what it matches with can be searched for.
///
/// The same bytes stand in for any `jobs_file`, and what follows a line `---inputs` for a file of inputs.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzRunbook(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let (text, inputs) = parts(of: bytes)
    let context = RunbookContext(
        now: Timestamp(milliseconds: 1_700_000_000_000),
        settings: [.init(flag: "--set a=…", name: "a", value: "1,2")],
        inputsFile: inputs.map { SourceFile(name: "inputs.yaml", bytes: $0) },
        readFile: { path in path.hasSuffix("x") ? .failure(.init(message: "no such file")) : .success(bytes) }
    )
    let (runbook, found) = RunbookParser.parse(file: SourceFile(name: "fuzz.yaml", bytes: text), context: context)
    let isRefused = found.contains { $0.severity == .error }
    precondition((runbook == nil) == isRefused, "a runbook that is refused is read, or one that is read is refused")
    let shown = DiagnosticRenderer(width: 40, limit: 50).render(Diagnostics(found))
    let isSafe = shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F) }
    precondition(isSafe, "a character that steers the terminal was shown")
    guard let runbook else { return 0 }
    precondition(!runbook.steps.isEmpty, "a runbook without steps")
    for step in runbook.steps {
        switch step.kind {
        case .resumeJobs(let selection): precondition(!selection.rows.isEmpty, "a step that resumes nothing")
        case .repeatJobs(let selection):
            precondition(!selection.query.recipes.isEmpty, "an empty list of recipes means all")
            if let since = selection.query.window.since {
                precondition(since <= selection.query.window.until, "a window that ends before it starts")
            }
        case .listJobs(let listing): precondition(!listing.recipes.isEmpty, "an empty list of recipes means all")
        }
    }
    return 0
}

private func parts(of bytes: [UInt8]) -> (text: [UInt8], inputs: [UInt8]?) {
    let marker = Array("\n---inputs\n".utf8)
    guard bytes.count >= marker.count else { return (bytes, nil) }
    for start in 0...(bytes.count - marker.count) where bytes[start...].starts(with: marker) {
        return (Array(bytes[..<start]), Array(bytes[(start + marker.count)...]))
    }
    return (bytes, nil)
}
