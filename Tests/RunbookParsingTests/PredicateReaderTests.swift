import RedriveCore
import Testing
import WorkatoJobs

@Suite struct PredicateReaderTests {
    private func predicate(_ text: String) throws -> Predicate? {
        try read(runbook(selection: "{ recipes: 1, since: 6h ago, where: \(text) }")).steps[0].selection.query.predicate
    }

    private func whole(_ text: String) -> String {
        runbook(selection: "{ recipes: 1, since: 6h ago, where: \(text) }")
    }

    @Test func `fields of every kind take their matchers`() throws {
        #expect(try predicate("{ title: 5 }") == .field(.title, .anyOf([.text("5")])))
        #expect(
            try predicate("{ error_type: [Timeout, Service unavailable] }")
                == .field(.errorType, .anyOf([.text("Timeout"), .text("Service unavailable")]))
        )
        #expect(
            try predicate("{ error_message: { contains: could not reach } }")
                == .field(.errorMessage, .contains("could not reach"))
        )
        #expect(try predicate("{ adapter: { glob: 'sales*' } }") == .field(.adapter, .glob("sales*")))
        #expect(try predicate("{ error: { matches: '^a+$' } }") == .field(.error, .matches(POSIXPattern("^a+$"))))
        #expect(try predicate("{ inner_message: { exists: false } }") == .field(.innerMessage, .exists(false)))
        #expect(try predicate("{ job_id: j-1 }") == .field(.jobID, .anyOf([.text("j-1")])))
        #expect(try predicate("{ master_job_id: j-1 }") == .field(.masterJobID, .anyOf([.text("j-1")])))
        #expect(try predicate("{ calling_recipe_id: 28_904 }") == .field(.callingRecipeID, .anyOf([.integer(28904)])))
        #expect(
            try predicate("{ root_recipe_id: [1, \"2\"] }")
                == .field(.rootRecipeID, .anyOf([.integer(1), .integer(2)]))
        )
        #expect(
            try predicate("{ reruns: { gt: 0, lte: 3 } }")
                == .field(.reruns, .compare(.init(atMost: .integer(3), greaterThan: .integer(0))))
        )
        let day = try #require(Timestamp(iso8601: "2026-11-20T00:00:00Z"))
        #expect(
            try predicate("{ started_at: { gte: 2026-11-20 } }")
                == .field(.startedAt, .compare(.init(atLeast: .time(day))))
        )
        #expect(
            try predicate("{ completed_at: { lt: now } }")
                == .field(.completedAt, .compare(.init(lessThan: .time(now))))
        )
        #expect(
            try predicate("{ duration: { lt: 1h30m } }")
                == .field(.duration, .compare(.init(lessThan: .duration(.seconds(5400)))))
        )
    }

    @Test func `several entries must all hold, and all, any and not combine`() throws {
        let a = Predicate.field(.title, .anyOf([.text("a")]))
        let b = Predicate.field(.error, .contains("b"))
        #expect(try predicate("{ title: a, error: { contains: b } }") == .all([a, b]))
        #expect(try predicate("{ any: [{ title: a }, { error: { contains: b } }] }") == .any([a, b]))
        #expect(try predicate("{ all: [{ title: a }, { not: { error: { contains: b } } }] }") == .all([a, .not(b)]))
        #expect(
            try predicate("{ title: { contains: a, exists: true } }")
                == .all([.field(.title, .exists(true)), .field(.title, .contains("a"))])
        )
    }

    @Test func `a matcher that a kind of field does not take is reported with those that it takes`() {
        expect(
            whole("{ title: { «lt»: 3 }, reruns: { «contains»: 3 }, duration: { «glob»: a } }"),
            gives: "'lt' cannot be used for 'title', which is text = use one of contains, glob, matches, exists",
            "'contains' cannot be used for 'reruns', which is a whole number"
                + " = use one of lt, lte, gt, gte, exists",
            "'glob' cannot be used for 'duration', which is a duration = use one of lt, lte, gt, gte, exists"
        )
        expect(
            whole("{ duration: «10m», completed_at: «[now]» }"),
            gives: "'duration' must be a comparison such as { gt: 10m }; this is '10m'",
            "'completed_at' must be a comparison such as { gte: 2026-11-20 }; this is a list"
        )
        expect(
            whole("{ reruns: «-1», calling_recipe_id: [«x»] }"),
            gives: "'reruns' must be a whole number from 0; this is -1",
            "'calling_recipe_id' must be a whole number from 0; this is 'x'"
        )
    }

    @Test func `unknown fields and matchers are reported`() {
        expect(
            whole("{ «titel»: a, adapter: { «contain»: x }, not: { «colour»: red } }"),
            gives: "'titel' is not a key of where = a key with a similar name is 'title'",
            "'contain' is not a key of adapter = a key with a similar name is 'contains'",
            "'colour' is not a key of not"
        )
    }

    @Test func `nothing is never taken for everything`() {
        expect(whole("«{}»"), gives: "'where' must name at least one field; this is empty")
        expect(
            whole("{ any: «{ title: a, error: b }» }"),
            gives: "'any' must be a list; this is a mapping"
                + " = put each of the conditions in an entry of its own, which starts with '- '"
        )
        expect(whole("{ any: «[]» }"), gives: "'any' must be a list with at least one entry; this is empty")
        expect(whole("{ not: «{}» }"), gives: "'not' must name at least one field; this is empty")
        expect(
            whole("{ title: «{}» }"),
            gives: "'title' must have at least one of contains, glob, matches, exists; this is empty"
        )
        expect(whole("{ title: «[]» }"), gives: "'title' must be a list with at least one entry; this is empty")
        expect(
            whole("{ title: «null» }"),
            gives:
                "'title' must be a value, a list or a mapping; this is empty = for jobs without the field, write { exists: false }"
        )
        expect(
            whole("{ title: { contains: «''» } }"),
            gives: "'contains' must be text of 1 to 1000 characters; this has 0"
        )
    }

    @Test func `bounds of one side exclude each other`() {
        expect(
            whole("{ reruns: { gt: 1, «gte»: 2, lt: 5, «lte»: 6 } }"),
            gives: "'gte' cannot be used together with 'gt'",
            "'lte' cannot be used together with 'lt'"
        )
    }

    @Test func `a bad pattern is reported at its place, with the C library's words or better ones`() {
        expect(
            whole("{ title: { matches: «'a(b'» }, error: { matches: «'\\d+'» }, adapter: { matches: «'[[:foo:]]'» } }"),
            gives: "'matches' must be a pattern, and this is not one: a '(' is not closed",
            "'matches' must be a pattern, and this is not one: '\\d' is not known to POSIX patterns = a digit is written [0-9]",
            "'matches' must be a pattern, and this is not one: invalid character class name"
        )
    }

    @Test func `conditions have an end in depth and number`() {
        let deep = String(repeating: "{ not: ", count: 20) + "{ title: a }" + String(repeating: " }", count: 20)
        #expect(
            complaints(whole(deep)).contains("'where' must have at most 20 levels of all, any and not; this has more")
        )
        let many = (0..<1000).map { _ in "{ title: a }" }.joined(separator: ", ")
        #expect(
            complaints(whole("{ any: [\(many)] }")).contains("'where' must have at most 1000 conditions; this has 1001")
        )
        let values = (0..<10_001).map(String.init).joined(separator: ",")
        #expect(
            complaints(whole("{ title: [\(values)] }")).contains(
                "'title' must be a list of at most 10000; this has 10001"
            )
        )
    }
}
