import WorkatoJobs

extension PlanHeaderLine {
    /// A step that lists jobs: its query is run when the step's turn comes, so all of it is in the plan.
    struct ListingEntry: Codable {
        /// A job that the runbook names.
        struct Named: Codable {
            var recipe: RecipeID
            var job: JobID
            var place: String

            enum CodingKeys: String, CodingKey {
                case place
                case recipe = "recipe_id"
                case job = "job_id"
            }
        }

        /// The file that the list is saved in.
        struct Saved: Codable {
            var path: String
            var columns: [ListingColumn]
        }

        /// The value of `kind` for such a step.
        static let kind = "list_jobs"

        var kind = Self.kind
        var name: String
        var recipes: [RecipeID]?
        /// For people, since the recipes are listed.
        var recipeQuery: RecipeQueryEntry?
        var jobs: [Named]?
        var status: JobListing.Status
        var rows: JobListing.Rows
        var since: Timestamp?
        var until: Timestamp?
        var by: TimeWindow.Clock
        var conditions: PredicateEntry?
        var limit: Int?
        var limitPerRecipe: Int?
        var details: Bool?
        var save: Saved?
        var onFailure: StepConduct.OnFailure

        enum CodingKeys: String, CodingKey {
            case kind, name, recipes, jobs, status, rows, since, until, by, limit, details, save
            case conditions = "where"
            case recipeQuery = "recipe_query"
            case limitPerRecipe = "limit_per_recipe"
            case onFailure = "on_failure"
        }

        init(_ name: String, _ listing: JobListing, _ conduct: StepConduct) {
            self.name = name
            switch listing.source {
            case .recipes, .query: recipes = listing.recipes
            case .jobs(let named): jobs = named.map { Named(recipe: $0.recipe, job: $0.job, place: $0.place) }
            }
            recipeQuery = listing.resolved.map(RecipeQueryEntry.init)
            status = listing.status
            rows = listing.rows
            since = listing.since
            until = listing.until
            by = listing.clock
            conditions = listing.predicate.map(PredicateEntry.init)
            limit = listing.limit
            limitPerRecipe = listing.limitPerRecipe
            details = listing.readsDetails ? true : nil
            save = listing.save.map { Saved(path: $0.path, columns: $0.columns) }
            onFailure = conduct.onFailure
        }

        func step() throws(WrongPlanValue) -> PlannedStep {
            try WrongPlanValue.check(kind == Self.kind, "kind", "'\(Self.kind)'")
            try WrongPlanValue.check(!name.isEmpty, "name", "text that is not empty")
            let ids = recipes ?? []
            try WrongPlanValue.check(Set(ids).count == ids.count, "recipes", "recipes named once each")
            for (key, count) in [("limit", limit), ("limit_per_recipe", limitPerRecipe)] {
                try WrongPlanValue.check(count.map { $0 >= 1 } ?? true, key, "a whole number from 1")
            }
            let source: JobQuery.Source
            switch (recipes, jobs) {
            case (let ids?, nil) where !ids.isEmpty: source = .recipes(ids)
            case (nil, let named?) where !named.isEmpty:
                source = .jobs(named.map { JobQuery.ListedJob(recipe: $0.recipe, job: $0.job, place: $0.place) })
            case (_, _): throw WrongPlanValue(key: "recipes", expected: "either 'recipes' or 'jobs', not empty")
            }
            var saved: SavedListing?
            if let save {
                try WrongPlanValue.check(
                    SavedListing.format(of: save.path) != nil,
                    "save",
                    "a path that ends in .csv, .jsonl or .json"
                )
                try WrongPlanValue.check(
                    !save.columns.isEmpty && Set(save.columns).count == save.columns.count,
                    "columns",
                    "columns named once each"
                )
                saved = SavedListing(path: save.path, columns: save.columns)
            }
            let listing = JobListing(
                source: source,
                resolved: try recipeQuery?.resolved(),
                status: status,
                rows: rows,
                since: since,
                until: until,
                clock: by,
                predicate: conditions?.predicate,
                limit: limit,
                limitPerRecipe: limitPerRecipe,
                readsDetails: details ?? false,
                save: saved
            )
            return PlannedStep(name: name, kind: .listJobs(listing), conduct: .ofListing(onFailure: onFailure))
        }
    }

    /// A step of any kind.
    ///
    /// One without `kind` sends: plans had no other steps before format 3.
    enum StepLine: Codable {
        case sends(StepEntry)
        case listJobs(ListingEntry)

        private enum CodingKeys: String, CodingKey {
            case kind
        }

        init(_ step: PlannedStep) {
            switch step.kind {
            case .repeatJobs(let repeats):
                self = .sends(StepEntry(step.name, .repeatJobs(RepeatsEntry(repeats)), step.conduct))
            case .resumeJobs(let source):
                self = .sends(StepEntry(step.name, .resumeJobs(TokensEntry(source)), step.conduct))
            case .listJobs(let listing): self = .listJobs(ListingEntry(step.name, listing, step.conduct))
            }
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            switch try members.decodeIfPresent(String.self, forKey: .kind) {
            case nil: self = .sends(try StepEntry(from: decoder))
            case ListingEntry.kind: self = .listJobs(try ListingEntry(from: decoder))
            case _?:
                throw DecodingError.dataCorruptedError(
                    forKey: .kind,
                    in: members,
                    debugDescription: "a kind of step that this Redrive knows"
                )
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .sends(let entry): try entry.encode(to: encoder)
            case .listJobs(let entry): try entry.encode(to: encoder)
            }
        }

        /// The step's name.
        var name: String {
            switch self {
            case .sends(let entry): entry.name
            case .listJobs(let entry): entry.name
            }
        }

        func step() throws(WrongPlanValue) -> PlannedStep {
            switch self {
            case .sends(let entry): try entry.step()
            case .listJobs(let entry): try entry.step()
            }
        }
    }
}
