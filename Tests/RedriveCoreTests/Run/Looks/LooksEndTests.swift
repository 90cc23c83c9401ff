import Testing
import WorkatoJobs

@testable import RedriveCore

/// How looks at recipe 7 end, and what an end is worth.
@Suite struct LooksEndTests {
    private var outbox: Outbox
    private var looks: Looks

    init() throws { self.init(try makePlan(jobs: [7: 3])) }

    private init(_ plan: Plan) {
        outbox = Outbox(RunState(plan: plan, planID: "abc"))
        looks = Looks(plan)
    }

    /// Begins a look and answers its pages in order, up to the look's end.
    ///
    /// - Returns: the end after the last reply; nil if the look has not ended.
    private mutating func look(_ replies: [ReadReply], at second: Int = 0) -> Looks.End? {
        looks.begin([7: .init(priority: .drift, mayEndEarly: false)], &outbox, at: RunParts.moment(second))
        var end: Looks.End?
        for reply in replies {
            guard case .list(let request, _, priority: _)? = outbox.takeEffects().last else {
                Issue.record("no page is asked for")
                return nil
            }
            end = looks.received(request, reply, step: 0, &outbox, at: RunParts.moment(second + 1))?.end
        }
        return end
    }

    private static func page(_ rows: [JobRow], counting scope: Int? = nil, all jobs: Int? = nil) -> ReadReply {
        .page(JobPage(items: rows, jobScopeCount: scope ?? rows.count, jobCount: jobs))
    }

    private static let repeated = RunParts.row(JobID(text: "r"), of: master(7, 0))
    private static let strange = RunParts.row(JobID(text: "q"), of: master(7, 99))

    @Test mutating func `a look that ends with the list is evidence`() {
        #expect(look([Self.page([])], at: 5) == .complete(begun: RunParts.at(5), isEvidence: true))
        #expect(looks.watch(7)?.completeSince == RunParts.at(5))
        #expect(looks.watch(7)?.completeAt == RunParts.at(6))
        let pages = [Self.page([Self.repeated]), Self.page([], counting: 1)]
        #expect(look(pages, at: 20) == .complete(begun: RunParts.at(20), isEvidence: true))
    }

    @Test mutating func `a look that misses a repeat which was seen before is complete, but no evidence`() {
        _ = look([Self.page([Self.repeated]), Self.page([], counting: 1)])
        #expect(look([Self.page([])], at: 20) == .complete(begun: RunParts.at(20), isEvidence: false))
        #expect(looks.isFresh(7, at: RunParts.at(21)))
    }

    @Test mutating func `a look that shows another repeat in place of a known one is no evidence either`() {
        _ = look([Self.page([Self.repeated]), Self.page([], counting: 1)])
        let other = RunParts.row(JobID(text: "other"), of: master(7, 1))
        let pages = [Self.page([other]), Self.page([], counting: 1)]
        #expect(look(pages, at: 20) == .complete(begun: RunParts.at(20), isEvidence: false))
        let both = [Self.page([other, Self.repeated]), Self.page([], counting: 2)]
        #expect(look(both, at: 40) == .complete(begun: RunParts.at(40), isEvidence: true))
    }

    @Test mutating func `a page that counts fewer jobs than an earlier one makes the look no evidence`() {
        _ = look([Self.page([], all: 10)])
        #expect(look([Self.page([], all: 10)], at: 20) == .complete(begun: RunParts.at(20), isEvidence: true))
        #expect(look([Self.page([], all: 9)], at: 40) == .complete(begun: RunParts.at(40), isEvidence: false))
    }

    @Test mutating func `a list whose end is not proven may be sent upon, but is no evidence`() {
        let rows = [Self.repeated, Self.strange]
        let unreadable = JobPage(items: rows, unreadableRows: 1, jobScopeCount: 3)
        let pages: [ReadReply] = [.page(unreadable), Self.page([], counting: 3)]
        #expect(look(pages) == .complete(begun: RunParts.at(0), isEvidence: false))
    }

    /// A page with a job of another recipe, which is asked for once more.
    private static let foreign: [ReadReply] = {
        var row = strange
        row.recipeID = 8
        return [page([row], counting: 0), page([row], counting: 0)]
    }()

    private static let contradiction = Looks.End.contradicted(
        begun: RunParts.at(0),
        why: "the server answered with 1 rows of another recipe"
    )

    @Test mutating func `a list that contradicts itself is evidence of nothing, and nothing is sent upon it`() {
        #expect(look(Self.foreign) == Self.contradiction)
        #expect(!looks.isFresh(7, at: RunParts.at(1)))
        #expect(looks.watch(7)?.completeSince == nil)
    }

    @Test(arguments: [RecipeListing.Completeness.endOfList, .order, .lookback, .unproven])
    func `a contradicted list is sent upon only if the approved plan stands on an unproven list of the recipe`(
        completeness: RecipeListing.Completeness
    ) throws {
        for recipe in [7, 8] as [RecipeID] {
            var plan = try makePlan(jobs: [7: 3])
            plan.listings = [
                RecipeListing(recipe: recipe, list: .repeats, requests: 1, rows: 1, completeness: completeness)
            ]
            var tests = LooksEndTests(plan)
            let end = tests.look(Self.foreign)
            if recipe == 7, completeness == .unproven {
                #expect(end == .complete(begun: RunParts.at(0), isEvidence: false))
            } else {
                #expect(end == Self.contradiction)
            }
        }
    }

    @Test mutating func `a contradiction does not take back an earlier look`() {
        _ = look([Self.page([])])
        _ = look(Self.foreign, at: 20)
        #expect(looks.isFresh(7, at: RunParts.at(21)))
    }

    // MARK: pages that cannot be read

    @Test mutating func `a first page that is not found ends the look: the recipe is gone`() {
        #expect(look([.failed(.notFound("gone"))]) == .failed(.notFound("gone")))
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test mutating func `a page that is not found behind a cursor is asked for with another cursor`() {
        #expect(look([Self.page([Self.repeated, Self.strange], counting: 3), .failed(.notFound("gone"))]) == nil)
        let query = ListQuery(recipe: 7, rerunOnly: true, offset: Self.repeated.id)
        #expect(outbox.takeEffects() == [.list(request: 3, query, priority: .drift)])
    }

    @Test(arguments: [ReadError.unauthorized("no"), .throttled("slow"), .unreachable("down")])
    mutating func `any other failure ends the look, wherever it happens`(error: ReadError) {
        #expect(look([.failed(error)]) == .failed(error))
        #expect(look([Self.page([Self.repeated]), .failed(error)], at: 20) == .failed(error))
        #expect(!looks.isFresh(7, at: RunParts.at(21)))
    }

    // MARK: failures in a row

    private mutating func begin(at second: Int) -> [RunEffect] {
        looks.begin([7: .init(priority: .drift, mayEndEarly: false)], &outbox, at: RunParts.moment(second))
        return outbox.takeEffects()
    }

    @Test mutating func `a recipe is not looked at for five seconds after a failed look`() {
        _ = look([.failed(.unreachable("down"))])
        #expect(looks.failed(7, at: RunParts.at(1)) == false)
        #expect(begin(at: 5).isEmpty)
        #expect(outbox.wakes == [RunParts.at(6)])
        let query = ListQuery(recipe: 7, rerunOnly: true)
        #expect(begin(at: 6) == [.list(request: 2, query, priority: .drift)])
    }

    private mutating func fails(at second: Int) -> Bool {
        _ = look([.failed(.unreachable("down"))], at: second)
        return looks.failed(7, at: RunParts.at(second + 1))
    }

    @Test mutating func `the third failure in a row is one too many`() {
        #expect(fails(at: 0) == false)
        #expect(fails(at: 10) == false)
        #expect(fails(at: 20) == true)
    }

    @Test mutating func `a look that ends well begins the count anew`() {
        #expect(fails(at: 0) == false)
        #expect(fails(at: 10) == false)
        _ = look([Self.page([])], at: 20)
        #expect(fails(at: 30) == false)
        #expect(fails(at: 40) == false)
        #expect(fails(at: 50) == true)
    }
}
