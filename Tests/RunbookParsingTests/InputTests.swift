import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct InputTests {
    /// A runbook with one input, which is used for one key of the selection.
    private func text(_ declaration: String, _ use: String = "limit: $it") -> String {
        """
        redrive: 1
        name: test
        inputs: { it: \(declaration) }
        steps:
          - repeat_jobs: { \(use.contains("recipes:") ? "" : "recipes: 1, ")\(use.contains("since:") ? "" : "since: 6h ago, ")\(use) }
        """
    }

    private func context(_ settings: String..., file: String? = nil) -> RunbookContext {
        RunbookContext(
            now: now,
            settings: settings.compactMap { RunbookContext.Setting(argument: $0) },
            inputsFile: file.map { SourceFile(name: "inputs.yaml", bytes: Array($0.utf8)) }
        )
    }

    private func selection(
        _ text: String,
        _ context: RunbookContext = RunbookContext(now: now)
    ) throws -> RepeatSelection {
        try read(text, context).steps[0].selection
    }

    @Test func `every type of input fills a key that takes it`() throws {
        #expect(try selection(text("{ type: integer, default: 5 }")).query.limit == 5)
        #expect(
            try selection(text("{ type: string, default: abc }", "where: { title: $it }")).query.predicate
                == .field(.title, .anyOf([.text("abc")]))
        )
        #expect(
            try selection(text("{ type: boolean, default: false }", "where: { title: { exists: $it } }")).query
                .predicate
                == .field(.title, .exists(false))
        )
        #expect(
            try selection(text("{ type: time, default: 2026-11-20 }", "since: $it")).query.window.since
                == Timestamp(iso8601: "2026-11-20T00:00:00Z")
        )
        #expect(try selection(text("{ type: time, default: beginning }", "since: $it")).query.window.since == nil)
        #expect(
            try selection(text("{ type: duration, default: 5m }", "where: { duration: { gt: $it } }")).query.predicate
                == .field(.duration, .compare(.init(greaterThan: .duration(.seconds(300)))))
        )
        let two = try [1, 2].map { try #require(RecipeID($0)) }
        #expect(
            try selection(text("{ type: recipes, default: [1, '2'] }", "recipes: $it")).query.source == .recipes(two)
        )
        #expect(
            try selection(text("{ type: list, default: [a, no, 3] }", "where: { title: $it }")).query.predicate
                == .field(.title, .anyOf([.text("a"), .text("no"), .text("3")]))
        )
    }

    @Test func `an input stands for a whole value in block style, in flow style, in quotes and in lists`() throws {
        let text = """
            redrive: 1
            name: test
            inputs:
              it: { type: string, default: j-1 }
            steps:
              - repeat_jobs:
                  recipes: 1
                  since: 6h ago
                  exclude_jobs: ["$it", j-2]
                  where:
                    title: $it
                    not: { error: '$it' }
            """
        let selection = try selection(text)
        #expect(selection.excludeJobs == [JobID(text: "j-1"), JobID(text: "j-2")])
        #expect(
            selection.query.predicate
                == .all([
                    .field(.title, .anyOf([.text("j-1")])), .not(.field(.error, .anyOf([.text("j-1")]))),
                ])
        )
    }

    @Test func `two dollars at the start are one, a dollar inside is itself`() throws {
        let plain = try selection(text("{ type: string, default: $$x }", "where: { title: [$$it, a$it, 'x$', $it] }"))
        #expect(
            plain.query.predicate == .field(.title, .anyOf([.text("$it"), .text("a$it"), .text("x$"), .text("$x")]))
        )
        expect(
            text("{ type: string, default: «$5» }", "where: { title: [«$5.00», $it] }"),
            gives: "an input must be written as $name; this is '$5' = to begin a text with $, write $$",
            "an input must be written as $name; this is '$5.00' = to begin a text with $, write $$"
        )
        #expect(
            try selection(text("{ type: string }", "where: { title: $it }"), context("it=$$5")).query.predicate
                == .field(.title, .anyOf([.text("$$5")])),
            "a value from outside is text as it is"
        )
    }

    @Test func `the command line stands above the file, the file above the default, and the last --set wins`() throws {
        let runbook = text("{ type: integer, default: 1 }")
        #expect(try selection(runbook).query.limit == 1)
        #expect(try selection(runbook, context(file: "it: 2")).query.limit == 2)
        #expect(try selection(runbook, context("it=3", file: "it: 2")).query.limit == 3)
        #expect(try selection(runbook, context("it=3", "it=4")).query.limit == 4)
    }

    @Test func `a list on the command line is split at commas`() throws {
        let recipes = try [1, 2, 3].map { try #require(RecipeID($0)) }
        #expect(
            try selection(text("{ type: recipes }", "recipes: $it"), context("it=1, 2,3")).query.source
                == .recipes(recipes)
        )
        #expect(
            try selection(text("{ type: list }", "where: { title: $it }"), context("it=a b,c=d")).query.predicate
                == .field(.title, .anyOf([.text("a b"), .text("c=d")]))
        )
        #expect(
            try selection(text("{ type: string }", "where: { title: $it }"), context("it=a,b")).query.predicate
                == .field(.title, .anyOf([.text("a,b")]))
        )
    }

    @Test func `an input without a value is reported at its declaration`() {
        expect(
            text("{ type: integer }").replacing("it:", with: "«it»:", maxReplacements: 1),
            gives: "input 'it' has no value = give it one with --set it=…"
        )
    }

    @Test func `an unknown input is reported where it is used, set or given`() {
        expect(
            text("{ type: integer, default: 1 }", "limit: $it, limit_per_recipe: «$itt»"),
            gives: "'$itt' is not an input of the runbook = an input with a similar name is 'it'"
        )
        expect(
            runbook("max_jobs: «$jobs»"),
            gives:
                "'$jobs' is not an input of the runbook = declare it under 'inputs', or to begin a text with $, write $$"
        )
        #expect(
            complaints(text("{ type: integer, default: 1 }"), context("itt=5", file: "ti: 1\nother: 2")) == """
                error: the runbook has no input 'itt'
                --> --set itt=…
                 = help: an input with a similar name is 'it'

                error: the runbook has no input 'ti'
                 --> inputs.yaml:1:1
                  |
                1 | ti: 1
                  | ^^
                  = help: an input with a similar name is 'it'

                error: the runbook has no input 'other'
                 --> inputs.yaml:2:1
                  |
                2 | other: 2
                  | ^^^^^

                """
        )
    }

    @Test func `an input that is not used is a warning`() {
        expect(
            runbook("inputs: { «it»: { type: integer, default: 1 } }"),
            gives: "warning: input 'it' is not used"
        )
    }

    @Test func `a value of another type than declared is reported where it was given`() {
        expect(
            text("{ type: integer, default: «many» }"),
            gives: "'it' must be a whole number; this is 'many'"
        )
        expect(
            text("{ type: recipes, default: [1, «x»] }", "recipes: $it"),
            gives: "'it' must be the id of a recipe, a whole number from 1; this is 'x'"
        )
        expect(
            text("{ type: list, default: «[]» }", "recipes: $it"),
            gives: "'it' must be a list with at least one entry; this is empty"
        )
        expect(
            text("{ type: boolean, default: «yes» }", "where: { title: { exists: $it } }"),
            gives: "'it' must be true or false; this is 'yes' = write true"
        )
        #expect(
            complaints(text("{ type: duration, default: 5m }", "where: { duration: { gt: $it } }"), context("it=5"))
                == """
                error: 'it' must be a duration such as 30s, 10m, 2h, 30d or 1h30m; this is 5
                --> --set it=…
                 = help: add the unit, as in 5s or 5m

                """
        )
        #expect(complaints(text("{ type: recipes }", "recipes: $it"), context("it=")).contains("--> --set it=…"))
        #expect(
            complaints(text("{ type: time }", "since: $it"), context(file: "it: soon")).contains("inputs.yaml:1:5")
        )
    }

    @Test func `a value that its key does not take is reported at the use, with the place it came from`() {
        #expect(
            complaints(text("{ type: integer, default: 0 }")) == """
                error: 'limit' must be a whole number from 1 to 1000000; this is 0
                 --> test.yaml:5:54
                  |
                5 |   - repeat_jobs: { recipes: 1, since: 6h ago, limit: $it }
                  |                                                      ^^^
                 ::: test.yaml:3:41
                  |
                3 | inputs: { it: { type: integer, default: 0 } }
                  |                                         - the value of 'it' is given here
                  = help: for no bound, leave 'limit' out

                """
        )
        #expect(
            complaints(text("{ type: string }"), context("it=abc")).contains("::: --set it=…")
        )
    }

    @Test func `declarations are checked`() {
        expect(
            runbook("inputs: { it: { type: «number», «defualt»: 1 } }").replacing("{ it:", with: "{ «it»:"),
            gives: "warning: input 'it' is not used",
            "'type' must be one of string, integer, boolean, time, duration, recipes, list; this is 'number' = write integer",
            "'defualt' is not a key of input 'it' = a key with a similar name is 'default'"
        )
        expect(
            text("{ type: integer, default: «$other» }"),
            gives: "the default of an input must be a value; '$other' is another input"
                + " = to begin a text with $, write $$"
        )
        expect(
            runbook("inputs: { ««1x»»: { type: integer, default: 1 } }"),
            gives:
                "the name of an input must be letters, digits, '_' and '-', beginning with a letter, at most 64; this is '1x'",
            "warning: input '1x' is not used"
        )
        expect(runbook("inputs: «[]»"), gives: "inputs must be a mapping; this is a list")
    }

    @Test func `a date-time of an input without an offset is read in the runbook's time zone`() throws {
        let use = text("{ type: time, default: 2026-11-20T08:00 }", "since: $it")
        #expect(
            try selection("timezone: '+01:00'\n" + use).query.window.since == Timestamp(iso8601: "2026-11-20T07:00:00Z")
        )
        #expect(complaints(use).contains("must have an offset"))
    }

    @Test func `an argument of --set is split at its first equals sign`() {
        #expect(RunbookContext.Setting(argument: "a=b=c") == .init(flag: "--set a=…", name: "a", value: "b=c"))
        #expect(RunbookContext.Setting(argument: "a") == nil)
    }
}
