import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct ListingEncoderTests {
    private static let row = ListedRow(
        recipe: 11,
        row: JobRow(
            id: JobID(text: "j-1"),
            masterJobID: JobID(text: "j-0"),
            status: .failed,
            startedAt: Timestamp(milliseconds: 1_000),
            completedAt: Timestamp(milliseconds: 3_045),
            title: "=cmd(), \"x\"",
            error: "line\nbreak \u{1b}[2J"
        )
    )

    private func file(_ format: SavedListing.Format, _ rows: [ListedRow]) -> String {
        var encoder = ListingEncoder(
            format,
            columns: [.recipeID, .jobID, .isRepeat, .durationSeconds, .title, .error, .isTest]
        )
        var bytes = encoder.head()
        for row in rows { encoder.append(row, to: &bytes) }
        return String(decoding: bytes + encoder.tail(), as: UTF8.self)
    }

    @Test func `a row of CSV is one line, and no cell of it is a formula`() {
        #expect(
            file(.csv, [Self.row]) == """
                \u{FEFF}recipe_id,job_id,is_repeat,duration_seconds,title,error,is_test
                11,j-1,true,2.045,"'=cmd(), ""x""\",line\\nbreak \\u{1b}[2J,

                """
        )
        #expect(file(.csv, []).hasSuffix("is_test\n"))
    }

    @Test func `JSON has the same values, a row on a line, and moves no cursor`() {
        let object =
            #"{"recipe_id":11,"job_id":"j-1","is_repeat":true,"duration_seconds":2.045,"title":"=cmd(), \"x\"","error":"line\nbreak \u001b[2J","is_test":null}"#
        #expect(file(.jsonLines, [Self.row, Self.row]) == object + "\n" + object + "\n")
        #expect(file(.json, [Self.row, Self.row]) == "[\n" + object + ",\n" + object + "\n]\n")
        #expect(file(.json, []) == "[]\n")
        #expect(file(.jsonLines, []) == "")
    }

    @Test(arguments: [
        ("a.csv", SavedListing.Format.csv), ("b/a.JSONL", .jsonLines), ("a.ndjson", .jsonLines), ("a.b.json", .json),
    ])
    func `the end of a name says the form`(path: String, format: SavedListing.Format) {
        #expect(SavedListing.format(of: path) == format)
    }

    @Test(arguments: ["a", ".csv", "a.csv/b", "a.txt", ""])
    func `other names say none`(path: String) {
        #expect(SavedListing.format(of: path) == nil)
    }
}
