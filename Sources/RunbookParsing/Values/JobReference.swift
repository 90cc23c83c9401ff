internal import WorkatoJobs

/// How a person names a job: by its id, or by the address of its page, of which the id is the last part.
struct JobReference {
    /// The job.
    let job: JobID
    /// The recipe that the address names; nil for an id.
    let recipe: RecipeID?

    /// The rule, as the end of the sentence "'job_id' must be …".
    static let form = "the id of a job, such as j-AJTAt8w6-wdAgWM"

    /// Why a text does not name a job.
    struct ReferenceError: Error {
        /// The rule that it breaks, as the end of the sentence "'job_id' must be …".
        var rule = JobReference.form
        /// How to fix it.
        var help: String?
    }

    /// The job, if the address agrees about the recipe or there is none.
    func job(of expected: RecipeID?) throws(ReferenceError) -> JobID {
        guard let recipe, let expected, recipe != expected else { return job }
        throw ReferenceError(rule: "a job of recipe \(expected), not of recipe \(recipe)", help: nil)
    }

    /// Reads a text.
    init(_ text: String) throws(ReferenceError) {
        if text.hasPrefix("https://") || text.hasPrefix("http://") {
            self = try Self(address: text)
            return
        }
        guard let job = JobID(validating: text) else { throw ReferenceError() }
        try Self.checkCase(of: job)
        self.init(job: job, recipe: nil)
    }

    private init(job: JobID, recipe: RecipeID?) {
        self.job = job
        self.recipe = recipe
    }

    /// `https://…/recipes/28904-name/job/j-AJTAt8w6-wdAgWM`, as the browser shows it, or `…/jobs/…`, as the API has it.
    private init(address: String) throws(ReferenceError) {
        let path = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
        guard path.count >= 6, path[path.count - 4] == "recipes", ["job", "jobs"].contains(path[path.count - 2]),
            let recipe = Self.recipe(path[path.count - 3]), let job = JobID(validating: String(path[path.count - 1]))
        else {
            throw ReferenceError(
                help: "the address of a job ends in /recipes/28904/job/j-AJTAt8w6-wdAgWM; its last part is the id"
            )
        }
        try Self.checkCase(of: job)
        self.init(job: job, recipe: recipe)
    }

    /// The id in a part of an address; a name may follow it.
    private static func recipe(_ part: Substring) -> RecipeID? {
        DigitsText.parse(part.prefix { $0 != "-" }).flatMap { RecipeID($0) }
    }

    /// Ids start with `j-` or are numbers, so `J-` shows that something has changed the case of the text.
    private static func checkCase(of job: JobID) throws(ReferenceError) {
        guard job.text.hasPrefix("J-") else { return }
        throw ReferenceError(
            rule: "the id of a job, which begins with a lowercase j",
            help: "copy the id again: its case matters"
        )
    }

    /// The recipe in the address of a recipe or of one of its jobs; nil for other texts.
    static func recipe(inAddress text: String) -> RecipeID? {
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return nil }
        let path = text.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
        guard let name = path.firstIndex(of: "recipes"), name + 1 < path.endIndex else { return nil }
        return recipe(path[name + 1])
    }
}
