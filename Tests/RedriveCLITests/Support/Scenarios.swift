/// Workspaces and runbooks that tests share.
enum Scenarios {
    /// Two recipes after an outage: 30 and 8 failed jobs, some of them repeated since; repeats succeed.
    static let outage = """
        scenario: 1
        name: outage
        repeats: { succeed: 1, after: 2s-5s }
        latency: 100ms
        recipes:
          - id: 28904
            failed:
              count: 30
              between: [-5h, -2h]
              recovered: 3
              errors:
                - { type: Timeout, adapter: salesforce, message: "could not reach host after 30 s", weight: 3 }
                - { type: Service unavailable, adapter: salesforce, message: "503 from api-7", weight: 1 }
          - id: 51325710
            failed:
              count: 8
              between: [-4h, -3h]
              errors:
                - { type: Timeout, adapter: netsuite, message: "read timed out" }
        """

    /// Repeats every failed job of `outage`.
    static let runbook = """
        redrive: 1
        name: crm-outage
        reason: INC-4211
        max_jobs: 500
        workspace: { url: "https://workato.example.com", name: production }
        steps:
          - name: orders
            repeat_jobs: { recipes: [28904, 51325710], since: 2026-11-23T00:00:00Z }
            verify: { within: 5m }
        """
}

extension Scenarios {
    /// Eight jobs whose errors are written by somebody who wants to harm whoever reads a report; half of the repeats fail again.
    static let hostile = #"""
        scenario: 1
        name: hostile
        repeats: { succeed: 1, fail_same: 1, after: 2s-5s }
        recipes:
          - id: 28904
            failed:
              count: 8
              between: [-5h, -2h]
              refused: 1
              refusal: { type_id: "=cmd|' /C calc'!A0", message: "<script>alert(2)</script>" }
              errors:
                - { type: "<img src=x onerror=alert(1)>", adapter: "a\"\u0301 onmouseover=\"alert(1)", message: "</td><script>alert(1)</script> | `b` [x](javascript:alert(1)) @channel" }
                - { type: "=HYPERLINK(\"http://evil\")", adapter: "\u202Egnp", message: "line one\nline two, \"quoted\"" }
        """#

    /// The jobs of `hostile`.
    static let hostileRunbook = """
        redrive: 1
        name: hostile
        max_jobs: 500
        workspace: { url: "https://workato.example.com" }
        steps:
          - repeat_jobs: { recipes: [28904], since: 2026-11-23T00:00:00Z }
            stop_when: off
        """
}
