import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct RunbookParserTests {
    @Test func `the short form says all that is needed`() throws {
        let runbook = try read(
            """
            redrive: 1
            name: crm-outage
            max_jobs: 5000
            steps:
              - repeat_jobs: { recipes: [28904, 51325710], since: 2026-11-20T08:00:00Z }
            """
        )
        let recipes = try [28904, 51325710].map { try #require(RecipeID($0)) }
        let expected = Runbook(
            name: "crm-outage",
            maxJobs: 5000,
            workspace: Workspace(url: DataCenter.us.baseURL, dataCenter: .us, isAddressAssumed: true),
            steps: [
                Step(
                    name: "step-1",
                    kind: .repeatJobs(
                        RepeatSelection(
                            JobQuery(
                                source: .recipes(recipes),
                                window: TimeWindow(since: Timestamp(iso8601: "2026-11-20T08:00:00Z"), until: now)
                            )
                        )
                    )
                )
            ]
        )
        #expect(runbook == expected)
    }

    @Test func `every key on top is read`() throws {
        let runbook = try read(
            """
            redrive: 1
            name: A.b_c-9
            description: "two\\nlines"
            reason: INC-4211
            timezone: "-05:00"
            max_jobs: 7
            on_unknown: hold
            steps:
              - repeat_jobs: { recipes: 1, since: 2026-11-20 }
            """
        )
        #expect(runbook.name == "A.b_c-9")
        #expect(runbook.description == "two\nlines")
        #expect(runbook.reason == "INC-4211")
        #expect(runbook.maxJobs == 7)
        #expect(runbook.onUnknown == .hold)
        #expect(runbook.steps[0].selection.query.window.since == Timestamp(iso8601: "2026-11-20T05:00:00Z"))
    }

    @Test func `the reason of the command line stands above that of the runbook`() throws {
        var context = RunbookContext(now: now)
        context.overrides.reason = "INC-2"
        #expect(try read(runbook("reason: INC-1"), context).reason == "INC-2")
        #expect(try read(runbook(""), context).reason == "INC-2")
        context.overrides.reason = "two\nlines"
        #expect(
            complaints(runbook(""), context) == """
                error: '--reason' must be text on one line without control characters; this has some
                --> --reason

                """
        )
    }

    @Test func `all errors of a file are reported at once, in its order, and none leads to another`() {
        expect(
            """
            redrive: «2»
            name: «crm outage»
            max_jobs: «-3»
            on_unknown: «resned»
            timezone: «Europe/Berlin»
            workspace: { data_center: «usa» }
            steps:
              - name: a
                repeat_jobs:
                  «recipies»: [28904]
                  status: «pending»
                  since: 2026-11-20T08:00:00
                  order: «latest»
                canary: «1»
                pace: «fast»
            """,
            gives: "'redrive' must be 1, the only version of the language that is known; this is 2",
            "'name' must be letters, digits, '.', '_' and '-', beginning with a letter or digit; this is 'crm outage' = write crm-outage",
            "'max_jobs' must be a whole number from 1 to 1000000; this is -3",
            "'on_unknown' must be one of resend, hold; this is 'resned' = a similar value is 'resend'",
            "'timezone' must be UTC or an offset such as \"-05:00\"; this is 'Europe/Berlin'"
                + " = write the offset that holds at the time: the rules of places change",
            "'data_center' must be one of us, eu, jp, sg, au, il, kr, cn, uk, trial; this is 'usa' = a similar value is 'us'",
            "'recipies' is not a key of repeat_jobs = a key with a similar name is 'recipes'",
            "'status' must be one of failed, succeeded; this is 'pending'",
            "'order' must be one of oldest_first, newest_first; this is 'latest' = write newest_first",
            "'canary' must be a mapping with 'jobs'; this is 1 = write { jobs: 1 }",
            "'pace' must be a pace such as 5 jobs/s, 300 jobs/min or 100 jobs/h, with a number from 1 to 100000; this is 'fast'"
        )
    }

    @Test func `steps below a misspelled key are checked as well`() {
        expect(
            "redrive: 1\nname: x\n«step»:\n  - repeat_jobs: { recipes: 1, since: 6h ago, limit: «0» }\n",
            gives: "'step' is not a key of a runbook = a key with a similar name is 'steps'",
            "'limit' must be a whole number from 1 to 1000000; this is 0 = for no bound, leave 'limit' out"
        )
    }

    @Test func `an error is shown with its place, a caret, the rule, and how to mend it`() {
        let text = """
            redrive: 1
            name: test
            steps:
              - repeat_jobs:
                  recipies: [28904]
                  since: 6h ago
            """
        #expect(
            complaints(text) == """
                error: 'recipies' is not a key of repeat_jobs
                 --> test.yaml:5:7
                  |
                5 |       recipies: [28904]
                  |       ^^^^^^^^
                  = help: a key with a similar name is 'recipes'

                """
        )
    }

    @Test func `a second place gets a snippet of its own`() {
        let text = """
            redrive: 1
            name: test
            steps:
              - repeat_jobs:
                  recipes: [28904, 51325710, 28_904]
                  since: 6h ago
            """
        #expect(
            complaints(text) == """
                error: recipe 28904 is listed twice
                 --> test.yaml:5:34
                  |
                5 |       recipes: [28904, 51325710, 28_904]
                  |                                  ^^^^^^
                 ::: test.yaml:5:17
                  |
                5 |       recipes: [28904, 51325710, 28_904]
                  |                 ----- first listed here

                """
        )
    }

    @Test func `a missing key is reported where it is missing`() {
        expect(
            "«««on_unknown: hold»»»\n",
            gives: "a runbook needs the key 'redrive'",
            "a runbook needs the key 'name'",
            "a runbook needs the key 'steps'"
        )
        for text in ["name: x\n", "[]", "x"] {
            expect(text, gives: "this is not a runbook: it has none of the keys 'redrive', 'steps', …")
        }
        expect(
            "redrive: 1\nname: x\nsteps: «[]»",
            gives: "'steps' must be a list with at least one entry; this is empty"
        )
        expect("redrive: 1\nname: x\nsteps: [«5»]", gives: "a step must be a mapping; this is text")
        expect("redrive: 1\nname: x\nsteps: [«{name: a}»]", gives: "a step needs the key 'repeat_jobs'")
    }

    @Test func `an empty file is an error`() {
        #expect(!complaints("").isEmpty)
        #expect(RunbookParser.parse(file: SourceFile(name: "a", bytes: []), context: .init(now: now)).runbook == nil)
    }

    @Test func `unknown and duplicate keys are errors`() {
        expect(
            runbook("«max_job»: 5"),
            gives: "'max_job' is not a key of a runbook = a key with a similar name is 'max_jobs'"
        )
        expect(runbook("«retries»: 5"), gives: "'retries' is not a key of a runbook")
        let twice = complaints(runbook("max_jobs: 5\nmax_jobs: 6"))
        #expect(twice.contains("max_jobs"))
        #expect(twice.hasPrefix("error: "))
    }

    @Test func `texts have lengths, and one-line texts have one line`() {
        expect(
            runbook("reason: «\"a\\nb\"»"),
            gives: "'reason' must be text on one line without control characters; this has some"
        )
        expect(runbook("reason: «\"\"»"), gives: "'reason' must be text of 1 to 500 characters; this has 0")
        expect(
            runbook("description: «\(String(repeating: "x", count: 1001))»"),
            gives: "'description' must be text of 1 to 1000 characters; this has 1001"
        )
    }
}
