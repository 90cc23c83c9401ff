import Foundation
import Glibc
import Testing

private let installedBrowser: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { (path: String) in FileManager.default.isExecutableFile(atPath: path) }

/// The HTML report in a real browser, where one is installed: `apt-get install chromium`.
@Suite(.serialized, .enabled(if: installedBrowser != nil, "no Chromium is installed"))
struct ReportBrowserTests {

    /// The careful run of the examples, and its report.
    private func report() async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        for name in ["careful.yaml", "scenarios/half-recovered.yaml"] {
            let text = try String(contentsOfFile: "\(root)/examples/\(name)", encoding: .utf8)
            try folder.write(text, to: String(name.split(separator: "/").last ?? ""))
        }
        let run = try ToolProcess(
            ["run", "careful.yaml", "--yes", "--simulate", "half-recovered.yaml", "--state", "careful.state.jsonl"],
            in: folder
        )
        #expect(try await run.wait() == 5, "\(run.errors)")
        let report = try ToolProcess(["report", "careful.state.jsonl", "-o", "report.html"], in: folder)
        #expect(try await report.wait() == 0, "\(report.errors)")
        return folder
    }

    /// Runs the browser, without a network; returns what it prints on standard output and on standard error.
    private func browse(_ arguments: [String], in folder: TemporaryFolder) throws -> (output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: installedBrowser ?? "")
        process.arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.path)/browser",
            ] + arguments
        let (output, errors) = ("\(folder.path)/browser.out", "\(folder.path)/browser.err")
        for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return (TemporaryFolder.text(of: output), TemporaryFolder.text(of: errors))
    }

    private func shownRows(_ dom: String) -> [Substring] {
        dom.matches(of: /<tr data-w="[a-z_]*" data-c="[a-z_]*"[^>]*>/).map(\.output).filter { !$0.contains("hidden") }
    }

    @Test func `the report works in a browser: a silent console, search and filters, and nothing from outside`()
        async throws
    {
        let folder = try await report()
        let page = "file://\(folder.path)/report.html"
        let whole = try browse(["--dump-dom", page], in: folder)
        #expect(shownRows(whole.output).count == 110)
        // What a page logs, and what its policy refuses, is said with this word.
        #expect(!whole.errors.contains("CONSOLE"), "\(whole.errors)")
        #expect(
            !whole.output.contains(/(src|href)="(https?:)?\/\//),
            "nothing is loaded, and a simulation has no links"
        )

        let failed = shownRows(try browse(["--dump-dom", "\(page)#word=failed_same"], in: folder).output)
        #expect(failed.count == 1)
        #expect(shownRows(try browse(["--dump-dom", "\(page)#recipe=51325710"], in: folder).output).count == 40)
        let found = try browse(["--dump-dom", "\(page)#find=Invalid%20session"], in: folder)
        #expect(shownRows(found.output).count == 34)
        #expect(!found.errors.contains("CONSOLE"), "\(found.errors)")
    }

    /// `REDRIVE_RECORD=1 swift test --filter ReportBrowserTests` takes the picture of README.md anew.
    @Test func `the report has a picture`() async throws {
        let folder = try await report()
        let picture = "\(folder.path)/report.png"
        let page = "file://\(folder.path)/report.html"
        _ = try browse(["--window-size=1000,720", "--screenshot=\(picture)", page], in: folder)
        let bytes = try #require(FileManager.default.contents(atPath: picture))
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect((5_000...200_000).contains(bytes.count))
        let kept = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/pictures/report.png")
        if ProcessInfo.processInfo.environment["REDRIVE_RECORD"] != nil { try bytes.write(to: kept) }
        #expect(FileManager.default.contents(atPath: kept.path)?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    }
}
