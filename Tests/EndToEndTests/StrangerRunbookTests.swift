import Glibc
import Testing

/// The real binary on files that a stranger has laid out.
@Suite struct StrangerRunbookTests {
    private static let book = """
        redrive: 1
        name: book
        steps:
          - repeat_jobs: { jobs_file: jobs.csv }

        """

    /// A folder `books` with a runbook, and a file of secrets beside it.
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["books", "secrets"] { #expect(mkdir("\(folder.path)/\(name)", 0o700) == 0) }
        try folder.write("sEcRet-eyJhbGciOi.x_y\n", to: "secrets/token")
        try folder.write("recipe_id,job_id\n28904,j-1\n", to: "secrets/jobs.csv")
        try folder.write(Self.book, to: "books/book.yaml")
        return folder
    }

    private func validate(_ folder: TemporaryFolder, _ arguments: String...) async throws -> (Int32, String) {
        let process = try ToolProcess(["validate"] + arguments, in: folder)
        let status = try await process.wait()
        return (status, process.output + process.errors)
    }

    @Test func `a file of secrets is not shown, named or linked`() async throws {
        let folder = try folder()
        #expect(symlink("../secrets/token", "\(folder.path)/books/jobs.csv") == 0)
        #expect(symlink("../secrets/token", "\(folder.path)/books/linked.yaml") == 0)
        for arguments in [
            ["books/book.yaml"], ["books/linked.yaml"], ["secrets/token"],
            ["books/book.yaml", "--inputs", "secrets/token"],
        ] {
            let process = try ToolProcess(["validate"] + arguments, in: folder)
            #expect(try await process.wait() == 65)
            #expect(!(process.output + process.errors).contains("sEcRet"), "\(process.errors)")
        }
    }

    @Test func `a symbolic link does not lead out of the folder with --confine`() async throws {
        let folder = try folder()
        #expect(symlink("../secrets/jobs.csv", "\(folder.path)/books/jobs.csv") == 0)
        #expect(try await validate(folder, "books/book.yaml").0 == 0, "without it, the link is followed")
        for runbook in ["books/book.yaml", "./books/../books/book.yaml", "\(folder.path)/books/book.yaml"] {
            let (status, told) = try await validate(folder, "--confine", runbook)
            #expect(status == 65)
            #expect(told.contains("'jobs.csv' cannot be read: it is outside the runbook's folder"), "\(told)")
        }
    }

    @Test func `a folder that is reached by a symbolic link is its own bound`() async throws {
        let folder = try folder()
        try folder.write("recipe_id,job_id\n28904,j-1\n", to: "books/jobs.csv")
        #expect(symlink("books", "\(folder.path)/shelf") == 0)
        #expect(try await validate(folder, "--confine", "shelf/book.yaml").0 == 0)
        #expect(symlink("../books/book.yaml", "\(folder.path)/secrets/book.yaml") == 0)
        let (status, told) = try await validate(folder, "--confine", "secrets/book.yaml")
        #expect(status == 65)
        #expect(told.contains("it is outside the runbook's folder"), "\(told)")
    }

    @Test func `a pasted condition is reported by the real binary, and the runbook stays valid`() async throws {
        let folder = try folder()
        try folder.write(
            """
            redrive: 1
            name: book
            steps:
              - repeat_jobs:
                  recipes: 28904
                  since: 6h ago # outage began
                  where:
                    title:
                      contains: Invoice #12

            """,
            to: "books/book.yaml"
        )
        let (status, told) = try await validate(folder, "books/book.yaml")
        #expect(status == 0)
        #expect(told.contains("warning: 'contains' is read as 'Invoice'; '#12' is a comment"), "\(told)")
        #expect(!told.contains("outage began"))
    }
}
