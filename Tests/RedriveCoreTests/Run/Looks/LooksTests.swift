import Testing
import WorkatoJobs

@testable import RedriveCore

/// Which looks begin, what they ask for, and what their pages report; how they end is in `LooksEndTests`.
@Suite struct LooksTests {
    private var outbox: Outbox
    private var looks: Looks

    /// Five recipes with three jobs each.
    init() throws {
        let plan = try makePlan(jobs: [7: 3, 8: 3, 9: 3, 10: 3, 11: 3])
        outbox = try RunParts.outbox(plan)
        looks = Looks(plan)
    }

    private func list(
        _ request: Int,
        _ recipe: RecipeID,
        _ priority: ReadPriority,
        behind offset: JobID? = nil
    )
        -> RunEffect
    {
        .list(request: request, ListQuery(recipe: recipe, rerunOnly: true, offset: offset), priority: priority)
    }

    private mutating func begin(_ wishes: [RecipeID: Looks.Wish], at second: Int = 0) -> [RunEffect] {
        looks.begin(wishes, &outbox, at: RunParts.moment(second))
        return outbox.takeEffects()
    }

    private mutating func received(
        _ request: Int,
        _ page: JobPage,
        step: Int? = 0,
        at second: Int = 1
    ) -> Looks.Report? {
        looks.received(request, .page(page), step: step, &outbox, at: RunParts.moment(second))
    }

    private mutating func follow(_ position: Int, at second: Int = 0) {
        looks.follow(position, of: 7, ordinal: 1, at: RunParts.at(second))
    }

    private static func wish(_ priority: ReadPriority, mayEndEarly: Bool = false) -> Looks.Wish {
        Looks.Wish(priority: priority, mayEndEarly: mayEndEarly)
    }

    @Test mutating func `the most urgent recipe is asked first, and of equal ones the lowest`() {
        let effects = begin([
            7: Self.wish(.verifying), 8: Self.wish(.settling), 10: Self.wish(.drift), 9: Self.wish(.drift),
        ])
        #expect(effects == [list(1, 9, .drift), list(2, 10, .drift), list(3, 8, .settling), list(4, 7, .verifying)])
    }

    @Test mutating func `four recipes are looked at side by side, and the next begins when one has ended`() {
        let wishes = Dictionary(
            uniqueKeysWithValues: ([7, 8, 9, 10, 11] as [RecipeID]).map { ($0, Self.wish(.drift)) }
        )
        #expect(begin(wishes).count == 4)
        #expect(begin(wishes).isEmpty)
        #expect(received(2, RunParts.emptyPage)?.recipe == 8)
        #expect(begin([11: Self.wish(.drift)]) == [list(5, 11, .drift)])
    }

    @Test mutating func `a page that is forgotten makes room for another look`() {
        let wishes = Dictionary(uniqueKeysWithValues: ([7, 8, 9, 10] as [RecipeID]).map { ($0, Self.wish(.drift)) })
        _ = begin(wishes)
        #expect(looks.page(1)?.recipe == 7)
        looks.forget(1)
        #expect(looks.page(1) == nil)
        #expect(received(1, RunParts.emptyPage) == nil, "a page that nobody waits for means nothing")
        #expect(begin([11: Self.wish(.drift)]) == [list(5, 11, .drift)])
    }

    @Test mutating func `a look under way serves whoever asks again`() {
        _ = begin([7: Self.wish(.drift)])
        #expect(begin([7: Self.wish(.settling)]).isEmpty)
        #expect(begin([7: Self.wish(.verifying)]).isEmpty)
    }

    @Test(arguments: [ReadPriority.verifying, .ahead])
    mutating func `a look that can wait is asked for anew once it cannot`(priority: ReadPriority) {
        _ = begin([7: Self.wish(priority)])
        #expect(begin([7: Self.wish(.settling)]) == [.giveUpReading(request: 1), list(2, 7, .settling)])
        #expect(received(1, RunParts.emptyPage) == nil)
        #expect(received(2, RunParts.emptyPage)?.end == .complete(begun: RunParts.at(0), isEvidence: true))
    }

    @Test mutating func `looks for outcomes, and those ahead of their time, never take the places of others`() {
        let recipes: [RecipeID] = [7, 8, 9, 10, 11]
        #expect(begin(Dictionary(uniqueKeysWithValues: recipes.map { ($0, Self.wish(.verifying)) })).count == 4)
        #expect(begin([11: Self.wish(.drift)]) == [list(5, 11, .drift)])
        var others = Self.fresh(looks: looks, outbox)
        #expect(others.begin(Dictionary(uniqueKeysWithValues: recipes.map { ($0, Self.wish(.ahead)) })).count == 2)
        #expect(others.begin([11: Self.wish(.drift)]).count == 1)
    }

    private static func fresh(looks: Looks, _ outbox: Outbox) -> LooksTests {
        var tests = LooksTests(outbox)
        _ = tests.outbox.takeEffects()
        return tests
    }

    private init(_ outbox: Outbox) {
        self.outbox = outbox
        looks = Looks(outbox.state.plan)
    }

    /// A page that is not the last one and shows the repeat of job 0 of recipe 7.
    private static let first = JobPage(
        items: [RunParts.row(RunParts.repeated(7, 0), of: master(7, 0))],
        jobScopeCount: 1
    )

    @Test mutating func `a look may end early once all followed repeats were seen`() throws {
        try enqueue([0])
        follow(0)
        _ = begin([7: Self.wish(.verifying, mayEndEarly: true)])
        #expect(received(1, Self.first)?.end == .early)
        #expect(outbox.takeEffects().isEmpty)
        #expect(!looks.isFresh(7, at: RunParts.at(1)), "it did not see the whole list")
    }

    @Test mutating func `a look goes on while a followed repeat was not seen`() throws {
        try enqueue([0, 1])
        follow(0)
        follow(1)
        _ = begin([7: Self.wish(.verifying, mayEndEarly: true)])
        #expect(received(1, Self.first)?.end == nil)
        #expect(outbox.takeEffects() == [list(2, 7, .verifying, behind: RunParts.repeated(7, 0))])
    }

    @Test mutating func `a look that may end early goes on once somebody needs all of it`() throws {
        try enqueue([0])
        follow(0)
        _ = begin([7: Self.wish(.verifying, mayEndEarly: true)])
        #expect(begin([7: Self.wish(.settling)]) == [.giveUpReading(request: 1), list(2, 7, .settling)])
        let report = received(2, Self.first)
        #expect(report != nil && report?.end == nil)
        #expect(outbox.takeEffects() == [list(3, 7, .settling, behind: RunParts.repeated(7, 0))])
    }

    @Test mutating func `a look that nobody needs any more ends with its next page, whatever it seeks`() throws {
        try enqueue([0, 1])
        follow(0)
        follow(1)
        _ = begin([7: Self.wish(.drift)])
        looks.endEarly(7)
        #expect(received(1, Self.first)?.end == .early)
        #expect(outbox.takeEffects().isEmpty)
        #expect(!looks.isFresh(7, at: RunParts.at(1)))
        looks.endEarly(8)
        #expect(looks.watch(8) == nil)
    }

    @Test mutating func `a wish that may end early does not shorten a look under way`() throws {
        try enqueue([0])
        follow(0)
        _ = begin([7: Self.wish(.settling)])
        _ = begin([7: Self.wish(.verifying, mayEndEarly: true)])
        let report = received(1, Self.first)
        #expect(report != nil && report?.end == nil)
    }

    @Test mutating func `rows of planned jobs are reported once in a look, and others never`() {
        _ = begin([7: Self.wish(.drift)])
        let repeated = RunParts.row(JobID(text: "r"), of: master(7, 1))
        let page = JobPage(
            items: [
                repeated,
                RunParts.row(JobID(text: "q"), of: master(7, 99)),
                RunParts.row(master(7, 0), of: master(7, 0)),
            ],
            jobScopeCount: 9
        )
        let seen = SeenRow(position: 1, seen: SeenRepeat(row: repeated, recipe: 7))
        #expect(received(1, page) == Looks.Report(recipe: 7, rows: [seen], end: nil))
        let again = JobPage(items: [repeated, RunParts.row(JobID(text: "s"), of: master(7, 99))], jobScopeCount: 9)
        #expect(received(2, again) == Looks.Report(recipe: 7, rows: [], end: nil))
        #expect(looks.watch(7)?.known.byPosition == [1: [seen.seen]])
    }

    @Test mutating func `a newer attempt of an unsent job of the running step contradicts the last look at once`() {
        completeLook()
        _ = begin([7: Self.wish(.drift)], at: 250)
        _ = received(2, Self.first, at: 251)
        #expect(!looks.isFresh(7, at: RunParts.at(251)))
        #expect(looks.renewal(7) == .zero)
    }

    @Test(arguments: [1, nil]) mutating func `a change of another step's job contradicts nothing`(step: Int?) {
        completeLook()
        _ = begin([7: Self.wish(.drift)], at: 250)
        _ = received(2, Self.first, step: step, at: 251)
        #expect(looks.isFresh(7, at: RunParts.at(251)))
    }

    @Test mutating func `a repeat of a job that was sent, or an older one, contradicts nothing`() throws {
        try enqueue([0])
        completeLook()
        _ = begin([7: Self.wish(.drift)], at: 250)
        var page = Self.first
        page.items.append(RunParts.row(JobID(text: "old"), of: master(7, 1), startedAt: 0))
        page.jobScopeCount = 2
        _ = received(2, page, at: 251)
        #expect(looks.isFresh(7, at: RunParts.at(251)))
    }

    @Test
    mutating func `a look is renewed before it is stale, by as much as its pages take, and the first is made at once`()
    {
        #expect(looks.renewal(7) == .zero)
        completeLook(beginningAt: 10, endingAt: 30)
        #expect(looks.renewal(7) == RunParts.at(10 + 280 - 1), "it had one page")
        #expect(looks.isFresh(7, at: RunParts.at(309)))
        #expect(!looks.isFresh(7, at: RunParts.at(310)))
    }

    private mutating func completeLook(beginningAt begin: Int = 0, endingAt end: Int = 1) {
        _ = self.begin([7: Self.wish(.drift)], at: begin)
        _ = received(1, RunParts.emptyPage, at: end)
    }

    private mutating func enqueue(_ jobs: [Int]) throws {
        outbox.record(RunParts.intent(7, jobs, chunk: 1), at: RunParts.moment(0))
        outbox.record(RunParts.enqueued(7, jobs, chunk: 1), at: RunParts.moment(0))
        _ = outbox.takeEffects()
    }
}
