import RedriveCore
import Testing
import WorkatoJobs
struct DebugTests {
    @Test(arguments: [(4732 as UInt64), 3246, 3266]) func d(_ seed: UInt64) {
        let world = RandomWorld(seed: seed)
        var driver = PlanningDriver(servers: world.servers)
        guard case .plan(let plan) = driver.plan(world.runbook) else { return }
        var out = "==== \(seed) \(PlanningWorldTests.differences(plan, from: world))\n"
        for step in world.runbook.steps { out += "step \(step.selection.recipes) \(step.selection.status) since \(step.selection.since.map{($0.milliseconds-RandomWorld.now)/1000} ?? -99999999) until \((step.selection.until.milliseconds-RandomWorld.now)/1000) \(step.selection.clock) inc \(step.selection.include) pred \(step.selection.predicate != nil) ret \(String(describing: world.runbook.workspace.retention))\n" }
        for l in plan.listings { out += "\(l)\n" }
        out += "\(plan.warnings)\n"
        let bad = PlanningWorldTests.differences(plan, from: world).filter{$0.hasPrefix("- ")}.map { $0.split(separator: " ")[2] }
        for (r, s) in world.servers { for a in s.attempts where bad.contains(Substring(a.master)) || s.attempts.contains(where: {_ in false}) { 
            out += "\(r) \(a.id) \(a.status) \((a.start-RandomWorld.now)/1000) \(((a.end ?? 0)-RandomWorld.now)/1000) root \(a.rootRecipe ?? 0) \(a.rootJob ?? "")\n"
            if let rr = a.rootRecipe, let rj = a.rootJob { let g = world.servers[rr]!.attempts.first{$0.id==rj}!.master; for p in world.servers[rr]!.attempts where p.master == g { out += "    parent \(p.id) \(p.status) \((p.start-RandomWorld.now)/1000) \(((p.end ?? 0)-RandomWorld.now)/1000)\n" } }
        } }
        for q in driver.queries { out += "  \(q.recipe) \(q.status.map{$0.rawValue} ?? "-") \(q.rerunOnly) \(q.offset?.text ?? "")\n" }
        print(out)
    }
}
