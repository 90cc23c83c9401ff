internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Transport

/// Why an answer that arrived is not accepted.
enum AnswerError: Error {
    /// Its body is larger than this many bytes; `announced` is what its head said, if it did.
    case tooLarge(limit: Int, announced: Int? = nil)
    /// Its body does not have the length that its head announced.
    case wrongLength
}

/// The known facts about an exchange that ended without an answer.
struct FailedExchange {
    /// What was thrown.
    var error: any Error
    /// The time was over.
    var isTimeout: Bool
    /// The sender gave up.
    var isCancelled: Bool
    /// What is known of the request's body.
    var body: Body
    /// The address of the server.
    var base: BaseURL
    /// The proxy, if there is one.
    var proxy: ProxyServer?
    /// The status with which the proxy refused the connection; nil if unknown.
    var proxyStatus: Int?

    /// What is known of the request's body.
    enum Body {
        /// The request has none; only the error tells whether it left.
        case none
        /// It was never handed over: nothing was applied.
        case withheld
        /// It was handed over: it may have arrived, whatever the error says.
        case handedOver
    }

    /// The failure as an error of the transport.
    var failure: TransportError {
        switch body {
        case .handedOver: return lost
        case .none: return connectionFault.map { .notSent($0.reason, detail: $0.detail) } ?? lost
        case .withheld:
            if let fault = connectionFault { return .notSent(fault.reason, detail: fault.detail) }
            if isTimeout {
                return .notSent(.connect, detail: "no connection to \(base.authority) was ready in time\(through)")
            }
            if isCancelled { return .notSent(.cancelled, detail: "given up before the request was sent") }
            let reason: TransportError.NotSentReason = proxy == nil ? .connect : .proxy
            let cause = (error as? IOError).map { " (\(Self.shown($0)))" } ?? ""
            return .notSent(
                reason,
                detail: "the connection to \(base.authority) ended before the request was sent\(cause)\(through)"
            )
        }
    }

    private var lost: TransportError {
        if isTimeout { return .lost(.timeout, detail: "no whole answer from \(base.authority) in time") }
        if isCancelled { return .lost(.cancelled, detail: "given up before the answer was whole") }
        switch error {
        case AnswerError.tooLarge(let limit, let announced):
            let size = announced.map { "has \($0) bytes" } ?? "has more"
            return .lost(
                .unreadable,
                detail: "the answer of \(base.authority) \(size); at most \(limit) bytes are taken"
            )
        case AnswerError.wrongLength:
            return .lost(.connectionClosed, detail: "the answer does not have the length that it announced")
        case HTTPParserError.invalidEOFState:
            return .lost(
                .connectionClosed,
                detail: "the connection to \(base.authority) was closed before the answer was whole"
            )
        case is HTTPParserError: return .lost(.unreadable, detail: "the answer of \(base.authority) is not HTTP")
        case let error as HTTPClientError where error == .cancelled:
            return .lost(.cancelled, detail: "given up before the answer was whole")
        case is CancellationError: return .lost(.cancelled, detail: "given up before the answer was whole")
        case let error as IOError:
            return .lost(.connectionClosed, detail: "the connection to \(base.authority) broke (\(Self.shown(error)))")
        default:
            return .lost(
                .connectionClosed,
                detail: "the connection to \(base.authority) was closed before the answer was whole"
            )
        }
    }

    /// Errors that only occur while a connection is opened; nil for those that may also occur later.
    ///
    /// `remoteConnectionClosed`, `IOError` and unclean TLS shutdowns occur in both cases, so they are not here.
    private var connectionFault: (reason: TransportError.NotSentReason, detail: String)? {
        switch error {
        case let error as NIOConnectionError: return connectionFault(error)
        case let fault as PeerCheck.PeerError: return connectionFault(fault)
        case let error as HTTPClientError: return connectionFault(error)
        case ChannelError.connectTimeout: return connectionFault(HTTPClientError.connectTimeout)
        // No name is looked up for an address. An open connection is never refused.
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            guard let proxy else { return (.connect, "the connection to \(base.authority) was refused") }
            return (.proxy, "the connection to the proxy \(proxy) was refused; the proxy comes from HTTPS_PROXY")
        case NIOSSLError.handshakeFailed(let cause):
            return (.tls, "the TLS handshake with \(base.authority) failed (\(Self.shown(cause)))")
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate:
            return (.tls, "the certificate of \(base.authority) is not valid")
        case let error as NIOSSLExtraError
        where error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch:
            return (.tls, "the certificate of \(base.authority) is for another host")
        default: return nil
        }
    }

    private func connectionFault(_ error: HTTPClientError) -> (reason: TransportError.NotSentReason, detail: String)? {
        switch error {
        case .connectTimeout: (proxy == nil ? .connect : .proxy, "no connection to \(base.authority) in time\(through)")
        case .getConnectionFromPoolTimeout: (.connect, "no connection to \(base.authority) was free in time\(through)")
        case .tlsHandshakeTimeout: (.tls, "no TLS handshake with \(base.authority) in time\(through)")
        case .httpProxyHandshakeTimeout: (.proxy, "no answer in time\(through)")
        case .proxyAuthenticationRequired: (.proxy, refusal(407))
        case .invalidProxyResponse: (.proxy, refusal(proxyStatus))
        case .alreadyShutdown: (.cancelled, "the transport was shut down")
        default: nil
        }
    }

    private func connectionFault(_ error: NIOConnectionError) -> (TransportError.NotSentReason, String) {
        let place = Self.shownText("\(error.host):\(error.port)")
        let what = proxy == nil ? place : "the proxy \(place) that HTTPS_PROXY names"
        guard let first = error.connectionErrors.first else {
            return (proxy == nil ? .nameResolution : .proxy, "the name of \(what) was not resolved")
        }
        return (proxy == nil ? .connect : .proxy, "no connection to \(what) (\(Self.shown(first.error)))")
    }

    private func connectionFault(_ fault: PeerCheck.PeerError) -> (TransportError.NotSentReason, String) {
        switch fault {
        case .commonNameOnly:
            (.tls, "the certificate of \(base.authority) names its host in the common name only, which is not accepted")
        case .bareWildcard: (.tls, "the certificate of \(base.authority) is for '*', which is not accepted")
        case .notThisMachine:
            (.connect, "\(base.host) leads to another machine, so the token would travel in clear text")
        }
    }

    /// What the proxy said instead of opening the connection.
    private func refusal(_ status: Int?) -> String {
        let place = proxy.map { "the proxy \($0)" } ?? "the proxy"
        let what = status.map { " with \(Self.words($0))" } ?? ""
        let advice =
            status == 407
            ? "it wants a user name and password, or others, in HTTPS_PROXY"
            : "the proxy comes from HTTPS_PROXY; NO_PROXY names hosts that need none"
        return "\(place) refused to connect to \(base.authority)\(what): \(advice)"
    }

    /// A status with its usual phrase; the phrase that was received is not shown.
    private static func words(_ status: Int) -> String {
        let phrase = HTTPResponseStatus(statusCode: status).reasonPhrase
        return phrase.isEmpty ? "\(status)" : "\(status) \(phrase)"
    }

    private var through: String { proxy.map { " (through the proxy \($0))" } ?? "" }

    /// An error of the socket or of TLS in words; these name causes, never what was sent.
    static func shown(_ error: any Error) -> String {
        switch error {
        case let error as IOError: shownText(systemWords(error.errnoCode))
        case ChannelError.connectTimeout: "no connection in time"
        default: shownText(tlsReason(in: String(describing: error)) ?? String(describing: error))
        }
    }

    private static func systemWords(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `wrong version number` of `…:OPENSSL_internal:WRONG_VERSION_NUMBER at …`, which is how BoringSSL formats its
    /// errors.
    private static func tlsReason(in text: String) -> String? {
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return nil }
        let reason = text[mark.upperBound...].prefix { $0 == "_" || $0.isLetter || $0.isNumber }
        return reason.isEmpty ? nil : reason.lowercased().replacing("_", with: " ")
    }

    private static func shownText(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(300) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            shown.append(isControl ? " " : scalar)
        }
        return String(shown)
    }
}
