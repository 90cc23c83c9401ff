import RedriveCore
import RedriveEngine
import Testing
import Transport
import WorkatoJobs

@testable import RedriveCLI

/// What needs a real clock, a certificate or a proxy to be seen, from answers that are made by hand.
@Suite struct ConnectionFindingsTests {
    private static let sent = Timestamp(milliseconds: 1_795_467_600_000)
    private static let workspace = Workspace(url: "https://app.eu.workato.com")

    private func probe(_ result: Result<HTTPResponse, TransportError>) -> Probe {
        let took: Duration = .milliseconds(200)
        let begin = Moment(instant: Instant(sinceZero: .zero), wall: Self.sent)
        let end = Moment(instant: Instant(sinceZero: took), wall: Self.sent + took)
        return Probe(result: result, sentAt: begin, answeredAt: end, throttled: 0)
    }

    private func answer(date: String?) -> HTTPResponse {
        var headers = HTTPHeaders()
        headers["Content-Type"] = "application/json"
        headers["Date"] = date
        return HTTPResponse(status: 200, headers: headers, body: Array(#"{"id":17423,"name":"ada"}"#.utf8))
    }

    private func finding(_ check: Finding.Check, _ result: Result<HTTPResponse, TransportError>) -> Finding? {
        ConnectionFindings.after(probe(result), Self.workspace, isSimulated: false).first { $0.check == check }
    }

    @Test(arguments: [
        ("Mon, 23 Nov 2026 21:00:00 GMT", Finding.Verdict.good, "differ by less than 5 s"),
        ("Mon, 23 Nov 2026 21:00:04 GMT", .good, "differ by less than 5 s"),
        ("Mon, 23 Nov 2026 21:00:30 GMT", .note, "behind the server"),
        ("Mon, 23 Nov 2026 20:59:30 GMT", .note, "ahead of the server"),
        ("Mon, 23 Nov 2026 22:00:00 GMT", .warning, "behind the server"),
        ("Sun, 22 Nov 2026 21:00:00 GMT", .warning, "ahead of the server"),
        ("yesterday", .notChecked, "no date"),
    ])
    func `the clock is compared with the answer's date`(_ date: String, _ verdict: Finding.Verdict, _ words: String) {
        let found = finding(.clock, .success(answer(date: date)))
        #expect(found?.verdict == verdict, "\(found?.found ?? "")")
        #expect(found?.found.contains(words) == true, "\(found?.found ?? "")")
    }

    @Test func `an answer over TLS says that the certificate is trusted, and how long it took`() {
        let found = finding(.tls, .success(answer(date: nil)))
        #expect(found?.verdict == .good)
        #expect(found?.found == "the certificate is trusted; the first answer took 200 ms")
    }

    @Test(arguments: [
        (TransportError.notSent(.tls, detail: "unknown authority"), Finding.Check.tls, "SSL_CERT_FILE"),
        (.notSent(.proxy, detail: "407"), .proxy, "HTTPS_PROXY"),
        (.notSent(.nameResolution, detail: "no such host"), .address, "name server"),
        (.notSent(.connect, detail: "refused"), .address, "until requests are answered"),
        (.lost(.timeout, detail: "30 s"), .address, "until requests are answered"),
    ])
    func `a failure names what to look at`(_ error: TransportError, _ check: Finding.Check, _ advice: String) {
        let found = finding(check, .failure(error))
        #expect(found?.verdict == .failed)
        #expect(found?.status == .unreachable)
        #expect(found?.meaning?.contains(advice) == true, "\(found?.meaning ?? "")")
    }

    @Test func `a proxy is named, and that there is none`() {
        let through = ConnectionFindings.before(Self.workspace, proxy: "http://proxy:3128", isSimulated: false)
        #expect(through.first { $0.check == .proxy }?.found == "requests go through http://proxy:3128")
        let direct = ConnectionFindings.before(Self.workspace, proxy: nil, isSimulated: false)
        #expect(direct.first { $0.check == .proxy }?.found == "none: connections are direct")
    }
}
