import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct WorkspaceTests {
    private func workspace(_ text: String, _ overrides: RunbookContext.Overrides = .init()) throws -> Workspace {
        try read(runbook("workspace: \(text)"), RunbookContext(now: now, overrides: overrides)).workspace
    }

    @Test func `every key of workspace is read`() throws {
        let read = try workspace(
            """
            { url: "https://Proxy.example:8443/wk/api/", name: production, id: 17293, token: { file: /run/secrets/workato },
              retention: 30d, server_timeout: 1m, settle: 5s, lookback: 0s,
              limits: { repeat_jobs: 2/s, other: 100/min, jobs_per_request: 10 } }
            """
        )
        #expect(
            read
                == Workspace(
                    url: "https://proxy.example:8443/wk",
                    name: "production",
                    id: 17293,
                    token: .file("/run/secrets/workato"),
                    retention: .seconds(30 * 86_400),
                    serverTimeout: .seconds(60),
                    settle: .seconds(5),
                    lookback: .zero,
                    limits: Limits(
                        repeatJobs: Rate(count: 2, per: .seconds(1)),
                        other: Rate(count: 100, per: .seconds(60)),
                        jobsPerRequest: 10
                    )
                )
        )
    }

    @Test(arguments: DataCenter.allCases)
    func `a data centre stands for its address`(_ dataCenter: DataCenter) throws {
        let workspace = try workspace("{ data_center: \(dataCenter.rawValue) }")
        #expect(workspace == Workspace(url: dataCenter.baseURL, dataCenter: dataCenter))
        #expect(try WorkspaceAddress(dataCenter.baseURL).text == dataCenter.baseURL)
    }

    @Test func `the command line stands above the runbook`() throws {
        let overrides = RunbookContext.Overrides(url: "http://127.0.0.1:8080/", tokenEnvironment: "OTHER")
        let expected = Workspace(url: "http://127.0.0.1:8080", token: .environment("OTHER"))
        #expect(try workspace("{ data_center: eu, token: { file: a } }", overrides) == expected)
        #expect(try read(runbook(""), RunbookContext(now: now, overrides: overrides)).workspace == expected)
    }

    @Test func `what is wrong on the command line is reported by its flag, without its value`() {
        let overrides = RunbookContext.Overrides(url: "https://me:secret@x", tokenEnvironment: "wk-secret")
        #expect(
            complaints(runbook(""), RunbookContext(now: now, overrides: overrides)) == """
                error: '--url' must have no user name and no password in it
                --> --url
                 = help: the token comes from 'token' alone

                error: '--token-env' must be the name of an environment variable: letters, digits and '_'
                --> --token-env

                """
        )
    }

    @Test func `an address and a data centre exclude each other`() {
        expect(
            runbook("workspace: { data_center: us, «url»: https://x.example }"),
            gives: "'url' cannot be used together with 'data_center'"
        )
    }

    @Test(arguments: [
        "token: wk-abc-SECRET", "token: \"wk-abc-SECRET\"", "token: [wk-abc-SECRET]", "token: { value: wk-abc-SECRET }",
        "token: { env: wk-abc-SECRET }", "token: { env: A, file: wk-abc-SECRET }", "token: { env: [wk-abc-SECRET] }",
        "{ token: wk-abc-SECRET, nmae: x }", "\n  token:\n    env: wk-abc-SECRET", "url: https://u:SECRET@x.example",
    ])
    func `a token in the runbook is an error that does not show it`(_ text: String) {
        let told = complaints(
            runbook("workspace: \(text.hasPrefix("{") || text.hasPrefix("\n") ? text : "{ \(text) }")")
        )
        #expect(told.contains("error: "))
        #expect(!told.contains("SECRET"))
    }

    @Test func `a token is never taken from an input's value`() {
        let text =
            "redrive: 1\nname: x\ninputs: { t: { type: string } }\nworkspace: { token: $t }\nsteps:\n"
            + "  - repeat_jobs: { recipes: 1, since: 6h ago }\n"
        let told = complaints(
            text,
            RunbookContext(now: now, settings: [.init(flag: "--set t=…", name: "t", value: "SECRET")])
        )
        #expect(told.contains("'token' must say where the token is, and never contain it"))
        #expect(!told.contains("SECRET"))
    }

    @Test func `durations and rates have ranges`() {
        expect(
            runbook(
                "workspace: { retention: «30m», server_timeout: «0s», settle: «2h», lookback: «61d», "
                    + "limits: { repeat_jobs: «0/s», other: «60/minute», jobs_per_request: «26» } }"
            ),
            gives: "'retention' must be a duration from 1h to 3650d; this is '30m'",
            "'server_timeout' must be a duration from 1s to 1h; this is '0s'",
            "'settle' must be a duration from 1s to 1h; this is '2h'",
            "'lookback' must be a duration from 0s to 60d; this is '61d'",
            "'repeat_jobs' must be a rate such as 1/s, 60/min or 10/h, with a number from 1 to 100000; this is '0/s'",
            "'other' must be a rate such as 1/s, 60/min or 10/h, with a number from 1 to 100000; this is '60/minute' = write 60/min",
            "'jobs_per_request' must be a whole number from 1 to 25; this is 26"
        )
    }

    @Test func `unknown keys of workspace and limits are errors`() {
        expect(
            runbook("workspace: { «datacenter»: us, limits: { «repeat»: 1/s } }"),
            gives: "'datacenter' is not a key of workspace = a key with a similar name is 'data_center'",
            "'repeat' is not a key of limits"
        )
    }
}
