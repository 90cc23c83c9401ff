extension PlanHeaderLine {
    /// What came of a query for recipes; for people, since the recipes are listed.
    struct RecipeQueryEntry: Codable {
        var conditions: [String]
        var matched: Int
        var skipped: [String: Int]?

        init(_ resolved: ResolvedRecipes) {
            conditions = resolved.conditions
            matched = resolved.matched
            let counts = resolved.skipped.map { ($0.key.rawValue, $0.value) }
            skipped = counts.isEmpty ? nil : Dictionary(counts) { first, _ in first }
        }

        func resolved() throws(WrongPlanValue) -> ResolvedRecipes {
            try WrongPlanValue.check(matched >= 1, "matched", "a whole number from 1")
            var counts: [ResolvedRecipes.SkipReason: Int] = [:]
            for (name, count) in skipped ?? [:] {
                guard let reason = ResolvedRecipes.SkipReason(rawValue: name), count >= 1 else {
                    throw WrongPlanValue(key: "skipped", expected: "counts from 1 by the reasons for skipping a recipe")
                }
                counts[reason] = count
            }
            return ResolvedRecipes(conditions: conditions, matched: matched, skipped: counts)
        }
    }
}
