import Glibc
import RedriveTestSupport
import Testing

/// What examples/ has for CI, containers, systemd and cron, run against a simulated workspace.
@Suite(.serialized) struct AutomationExampleTests {
    private static let examples = "\(Repository.folder)/examples"

    /// A folder with `work` in it and tools that stand for other services; on request with a package of the binary that was built.
    private static func shell(_ world: ServedWorld, hasPackage: Bool = false) async throws -> Shell {
        var shell = Shell(
            folder: world.folder,
            variables: ["XDG_STATE_HOME": "\(world.folder.path)/state", "REDRIVE_TEST_TOKEN": "simulated-token"],
            path: ["\(world.folder.path)/tools"]
        )
        shell.variables["BINARY"] = ToolProcess.binary
        let (status, output) = try await shell.run(
            """
            mkdir -p work tools home package/redrive/bin
            if \(hasPackage); then
                strip -o package/redrive/bin/redrive "$BINARY"
                tar -c -C package redrive | gzip -1 > redrive-test.tar.gz
                sha256sum redrive-test.tar.gz > redrive-test.tar.gz.sha256
            fi
            printf '#!/bin/bash\\nprintf "%%s\\\\n" "$@" > ../comment-arguments; cp "$5" ../comment\\n' > tools/gh
            printf '#!/bin/bash\\necho "$2 $3" >> mails; cat >> mails\\n' > tools/mail
            chmod +x tools/*
            """
        )
        try #require(status == 0, "\(output)")
        return shell
    }

    private static func values(_ world: ServedWorld) -> [String: String] {
        [
            "vars.REDRIVE_PACKAGE": "file://\(world.folder.path)/redrive-test.tar.gz", "vars.WORKATO_URL": world.url,
            "secrets.WORKATO_API_TOKEN": "simulated-token", "github.token": "t", "github.run_id": "4711",
            "github.event.pull_request.number": "17",
        ]
    }

    /// A repository with a runbook that the last commit has added; its address and token are not those that count.
    private static func commitRunbooks(_ names: [String], in shell: Shell) async throws -> String {
        let (status, output) = try await shell.run(
            """
            git init -q . && git config user.email a@example.com && git config user.name a
            git commit -q --allow-empty -m before
            mkdir runbooks
            for name in \(names.joined(separator: " ")); do
                sed -e 's|url: .*|url: https://www.workato.com|' -e 's|REDRIVE_TEST_TOKEN|HOME|' ../runbook.yaml > "runbooks/$name"
            done
            git add runbooks && git commit -q -m runbook
            git rev-parse HEAD~1
            """,
            in: "work"
        )
        try #require(status == 0, "\(output)")
        return String(output.split(separator: "\n").last ?? "")
    }

    @Test func `a pull request is validated and planned, its preview is a comment, and the approved plan is run`()
        async throws
    {
        let world = try await ServedWorld(jobs: 30)
        let shell = try await Self.shell(world, hasPackage: true)
        var values = Self.values(world)
        values["github.event.pull_request.base.sha"] = try await Self.commitRunbooks(["outage.yaml"], in: shell)
        let plan = try Workflow("examples/github-actions/redrive-plan.yml")
        #expect(plan.jobs == ["validate", "plan"])
        // The job for runbooks that nobody has reviewed sees no secret.
        let validated = try await plan.run(
            "validate",
            in: shell,
            values: values.filter { !$0.key.hasPrefix("secrets.") },
            artifacts: "artifacts"
        )
        #expect(validated.status == 0, "\(validated.output)")
        let planned = try await plan.run("plan", in: shell, values: values, artifacts: "artifacts")
        try #require(planned.status == 0, "\(planned.output)")
        #expect(try world.enqueued().isEmpty)
        let comment = world.folder.text(of: "comment")
        let id = try #require(comment.firstMatch(of: #/Plan `([0-9a-f]{12})`, in run 4711/#)).1
        #expect(comment.contains("repeat 30 jobs") && comment.contains("jobs to repeat") && comment.contains("billed"))
        #expect(world.folder.text(of: "comment-arguments").hasPrefix("pr\ncomment\n17\n"))

        let run = try Workflow("examples/github-actions/redrive-run.yml")
        _ = try await shell.run("rm -rf work && mkdir work")
        values["inputs.run_id"] = "4711"
        values["inputs.plan_id"] = "000000000000"
        let refused = try await run.run("run", in: shell, values: values, artifacts: "artifacts")
        #expect(refused.status == 6, "\(refused.output)")
        #expect(try world.enqueued().isEmpty)
        _ = try await shell.run("rm -rf work && mkdir work")
        values["inputs.plan_id"] = String(id)
        let done = try await run.run("run", in: shell, values: values, artifacts: "artifacts")
        #expect(done.status == 0, "\(done.output)")
        try world.expectOneRepeat(ofEach: 30)
        #expect(world.folder.text(of: "artifacts/report.html").contains("</html>"))
        #expect(world.folder.text(of: "GITHUB_STEP_SUMMARY").contains("30 of 30 jobs recovered"))
    }

    @Test func `a pull request with two runbooks is not planned`() async throws {
        let world = try await ServedWorld(jobs: 5)
        let shell = try await Self.shell(world, hasPackage: true)
        var values = Self.values(world)
        values["github.event.pull_request.base.sha"] = try await Self.commitRunbooks(["a.yaml", "b.yaml"], in: shell)
        let planned = try await Workflow("examples/github-actions/redrive-plan.yml")
            .run("plan", in: shell, values: values, artifacts: "artifacts")
        #expect(planned.status == 1)
        #expect(planned.output.contains("exactly one runbook; this one changes 2"))
        #expect(try world.requests("list") == 0)
    }

    @Test func `a plan is mailed if there is something to repeat, and if it cannot be made`() async throws {
        let world = try await ServedWorld(jobs: 5)
        let shell = try await Self.shell(world)
        let script = "ln -sf \"$BINARY\" tools/redrive; \(Self.examples)/systemd/plan-and-mail"
        #expect(try await shell.run("\(script) runbook.yaml ops@example.com").status == 0)
        let mails = world.folder.text(of: "mails")
        #expect(mails.contains("redrive: runbook has failed jobs to repeat ops@example.com"), "\(mails)")
        #expect(mails.contains("5 jobs to repeat"))
        #expect(try world.enqueued().isEmpty)
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 0)
        _ = try await shell.run("rm mails")
        #expect(try await shell.run("\(script) runbook.yaml ops@example.com").status == 0)
        #expect(world.folder.text(of: "mails").isEmpty)
        try world.folder.write("redrive: 1\n", to: "broken.yaml")
        #expect(try await shell.run("\(script) broken.yaml ops@example.com").status == 65)
        #expect(world.folder.text(of: "mails").contains("planning broken ended with exit status 65"))
    }

    /// The command of a unit, as systemd would run it for an instance.
    private static func command(of unit: String, instance: String) throws -> String {
        let text = try Repository.text("examples/systemd/\(unit)")
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
        return String(line.dropFirst("ExecStart=".count)).replacing("%i", with: instance)
            .replacing("/usr/local/bin/redrive", with: ToolProcess.binary)
    }

    @Test func `the unit runs the plan of its instance, stops softly, and continues when it is started again`()
        async throws
    {
        let world = try await ServedWorld(jobs: 110)
        let shell = try await Self.shell(world)
        let plan = try world.start("plan", "runbook.yaml", "-o", "plan.jsonl", "--json")
        #expect(try await plan.wait() == 0)
        let id = String(try #require(plan.output.matches(of: #/"plan_id":"([0-9a-f]{12})"/#).last).1)
        _ = try await shell.run("mv plan.jsonl \(id).plan.jsonl")
        let command = try Self.command(of: "redrive-run@.service", instance: id)
        let run = try shell.start(["/bin/bash", "-c", "exec \(command)"])
        try await world.untilRecorded(1, "answered")
        // KillSignal=SIGTERM; the shell of the command line has been replaced by redrive.
        kill(run.pid, SIGTERM)
        #expect(try await run.wait() == 4, "\(run.output)")
        let unit = try Repository.text("examples/systemd/redrive-run@.service")
        #expect(unit.contains("\nKillSignal=SIGTERM\n") && unit.contains("\nSuccessExitStatus=4\n"))
        let again = try await shell.run("exec \(command)")
        #expect(again.status == 0, "\(again.output)")
        try world.expectOneRepeat(ofEach: 110)
        let other = try await shell.run(
            "cp \(id).plan.jsonl 000000000000.plan.jsonl; exec \(Self.command(of: "redrive-run@.service", instance: "000000000000"))"
        )
        #expect(other.status == 6)
    }

    /// Whether a command is there.
    private static func has(_ command: String) -> Bool {
        ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].contains { access("\($0)/\(command)", X_OK) == 0 }
    }

    @Test(.enabled(if: has("systemd-analyze"), "there is no systemd-analyze here"))
    func `systemd takes the units as they are`() async throws {
        let world = try await ServedWorld(jobs: 1)
        let shell = try await Self.shell(world)
        let (status, output) = try await shell.run(
            """
            mkdir units
            for unit in \(Self.examples)/systemd/redrive-*; do
                sed -e "s|/usr/local/bin/redrive|$BINARY|g" -e 's|/usr/local/share/doc/redrive/examples|\(Self.examples)|g' "$unit" > "units/$(basename "$unit")"
            done
            cp units/redrive-run@.service units/redrive-run@3f2a9c01b7de.service
            systemd-analyze verify --man=no units/redrive-plan.service units/redrive-plan.timer units/redrive-run@3f2a9c01b7de.service
            sed -i 's/^KillMode=.*/KillMode=sometimes/' units/redrive-run@3f2a9c01b7de.service
            echo "=== broken on purpose"
            systemd-analyze verify --man=no units/redrive-run@3f2a9c01b7de.service || true
            """
        )
        #expect(status == 0, "\(output)")
        let parts = output.split(separator: "=== broken on purpose\n", omittingEmptySubsequences: false)
        #expect(!parts[0].contains("units/redrive-"), "\(output)")
        #expect(parts.count == 2 && parts[1].contains("kill mode"), "\(output)")
    }

    /// Whether processes can have numbers of their own here.
    private static let hasNamespaces = has("unshare") && getuid() == 0

    @Test(.enabled(if: hasNamespaces, "a namespace of processes takes root"))
    func `the entry point of the container, as process 1, ends softly on SIGTERM`() async throws {
        let docker = try Repository.text("examples/container/Dockerfile")
        #expect(docker.contains("\nENTRYPOINT [\"redrive\"]\n") && docker.contains("\nSTOPSIGNAL SIGTERM\n"))
        #expect(docker.contains("\nUSER 10001\n") && docker.contains("\nVOLUME /work\n"))
        let world = try await ServedWorld(jobs: 110)
        let shell = try await Self.shell(world)
        let run = try shell.start(
            [
                "unshare", "--pid", "--fork", "--mount-proc", ToolProcess.binary, "run", "runbook.yaml", "--yes",
                "--state", "x.state.jsonl",
            ]
        )
        try await world.untilRecorded(1, "answered")
        // The child of unshare is process 1 of its namespace; nothing but its own handlers answers a signal there.
        let children = TemporaryFolder.text(of: "/proc/\(run.pid)/task/\(run.pid)/children")
        let child = try #require(pid_t(children.prefix { $0.isNumber }))
        let own = TemporaryFolder.text(of: "/proc/\(child)/status")
        #expect(own.contains(#/NSpid:\s+\d+\s+1\n/#), "\(own)")
        kill(child, SIGTERM)
        #expect(try await run.wait() == 4, "\(run.output)")
        #expect(run.output.contains("redrive resume x.state.jsonl"))
        let resumed = try world.start("resume", "x.state.jsonl")
        #expect(try await resumed.wait() == 0, "\(resumed.output)\(resumed.errors)")
        try world.expectOneRepeat(ofEach: 110)
    }
}
