import Transport

/// The answers that do not depend on jobs.
///
/// Source: the reference sheet, "Error bodies", unless another source is given.
enum Answers {
    static let unauthorized = message(401, "Unauthorized")
    static let forbidden = message(403, "Forbidden")
    static let notFound = message(404, "Not found")

    /// 200 with a JSON body.
    static func ok(_ json: JSONWriter) -> HTTPResponse {
        HTTPResponse(status: 200, headers: jsonHeaders, body: json.bytes)
    }

    /// A status with the documented error body.
    static func message(_ status: Int, _ text: String) -> HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        json.field("message", text)
        json.endObject()
        return HTTPResponse(status: status, headers: jsonHeaders, body: json.bytes)
    }

    /// 400 for an invalid parameter.
    ///
    /// Source: the reference page, "400 Bad Request".
    static func missing(_ parameter: String) -> HTTPResponse {
        message(400, "param is missing or the value is empty or invalid: \(parameter)")
    }

    /// 429; its body is not documented.
    static func throttled(_ retryAfter: String?) -> HTTPResponse {
        var response = message(429, "Too many requests")
        response.headers["Retry-After"] = retryAfter
        return response
    }

    /// An error status, as faults return it; 500 and above have an id for support.
    static func error(_ status: Int, _ text: String?, id: String) -> HTTPResponse {
        guard status >= 500 else { return message(status, text ?? reason(status)) }
        var json = JSONWriter()
        json.beginObject()
        json.field("message", text ?? (status == 500 ? "Server error" : reason(status)))
        json.field("id", id)
        json.endObject()
        return HTTPResponse(status: status, headers: jsonHeaders, body: json.bytes)
    }

    /// The HTML page of a proxy.
    static func html(_ status: Int) -> HTTPResponse {
        let title = "\(status) \(reason(status))"
        let page = """
            <html>\r
            <head><title>\(title)</title></head>\r
            <body><center><h1>\(title)</h1></center><hr><center>nginx</center></body>\r
            </html>\r

            """
        return HTTPResponse(
            status: status,
            headers: HTTPHeaders([.init(name: "Content-Type", value: "text/html")]),
            body: Array(page.utf8)
        )
    }

    /// 200 with a body that is neither JSON nor UTF-8.
    static let garbage = HTTPResponse(
        status: 200,
        headers: jsonHeaders,
        body: [0x7B, 0x22, 0xFF, 0xFE, 0x00, 0x5D, 0x72, 0x65, 0x73, 0xC3, 0x28, 0x7D, 0x7D]
    )

    private static let jsonHeaders = HTTPHeaders([.init(name: "Content-Type", value: "application/json; charset=utf-8")]
    )

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not found"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Error"
        }
    }
}

/// An instant as HTTP writes it, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// Source: RFC 9110, 5.6.7.
func httpDate(_ milliseconds: Int64) -> String {
    let date = SimulatedCivilDate(milliseconds: milliseconds)
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let weekday = weekdays[
        Int(SimulatedCivilDate.weekday(ofDay: SimulatedCivilDate.days(date.year, date.month, date.day)))
    ]
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let seconds = date.milliseconds / 1000
    return "\(weekday), \(two(date.day)) \(months[Int(date.month) - 1]) \(date.year) "
        + "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)) GMT"
}
