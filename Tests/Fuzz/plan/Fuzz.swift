import Hashing
import RedriveCore
import WorkatoJobs

/// One run of the fuzzer: whatever the bytes, a plan is refused with a line, or read, written and read again as the same.
///
/// The bytes are read as they are, and once more with the footer that they would need, since no fuzzer finds a digest.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzPlan(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    check(bytes)
    check(withFooter(bytes))
    return 0
}

private func check(_ bytes: [UInt8]) {
    let plan: Plan
    let planID: String
    do throws(PlanFileError) {
        (plan, planID) = try PlanDecoder.decode(bytes)
    } catch {
        precondition(error.line >= 1, "a fault without a line")
        precondition(!error.message.isEmpty, "a fault without words")
        return
    }
    precondition(planID.utf8.count == 12, "a plan id of another length: \(planID)")
    let (lines, again) = PlanEncoder.lines(of: plan)
    do throws(PlanFileError) {
        let (copy, copyID) = try PlanDecoder.decode(lines.flatMap { $0 + [UInt8(ascii: "\n")] })
        precondition(copyID == again, "a plan is written under one id and read under another")
        precondition(copy == plan, "a plan that was written is read as another")
    } catch {
        preconditionFailure("a plan that was written cannot be read: \(error.message)")
    }
    // What reads a plan must get along with whatever the decoder lets pass.
    let state = RunState(plan: plan, planID: planID)
    precondition(RunTotals(state).count(.notSent) == plan.jobs.count, "a job is in two places of a plan")
}

/// The lines, and the footer that closes them.
private func withFooter(_ bytes: [UInt8]) -> [UInt8] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    let footer = Array(#"{"type":"end""#.utf8)
    lines.removeAll { $0.starts(with: footer) }
    var hash = SHA256()
    var result: [UInt8] = []
    for line in lines {
        let whole = line + [UInt8(ascii: "\n")]
        hash.update(data: whole)
        result += whole
    }
    func number(of type: String) -> Int {
        let opening = Array(#"{"type":"\#(type)""#.utf8)
        return lines.count { $0.starts(with: opening) }
    }
    let digits = Array("0123456789abcdef".utf8)
    let digest = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    let counts = [
        "signatures": number(of: "signature"), "jobs": number(of: "job"), "left_out": number(of: "left_out"),
        "listings": number(of: "listing"), "warnings": number(of: "warning"),
    ]
    let members = counts.sorted { $0.key < $1.key }.map { #","\#($0.key)":\#($0.value)"# }.joined()
    result += footer + Array(members.utf8) + Array(#","sha256":""#.utf8) + digest + Array("\"}\n".utf8)
    return result
}
