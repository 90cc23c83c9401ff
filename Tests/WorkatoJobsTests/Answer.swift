import Transport

/// An answer from its text.
func answer(_ status: Int, _ body: String = "", headers: [(name: String, value: String)] = []) -> HTTPResponse {
    HTTPResponse(
        status: status,
        headers: HTTPHeaders(headers.map { HTTPHeaders.Field(name: $0.name, value: $0.value) }),
        body: Array(body.utf8)
    )
}
