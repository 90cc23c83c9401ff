internal import FoundationEssentials
internal import LocatedYAML

/// A JSON object in each line; other members are passed over, and so are empty lines.
struct JobsFileJSONLines {
    private let file: SourceFile

    /// A file whose text is JSON Lines.
    init(_ file: SourceFile) {
        self.file = file
    }

    private struct Line: Decodable {
        var recipe: String
        var job: String

        enum CodingKeys: String, CodingKey {
            case recipe = "recipe_id"
            case job = "job_id"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if let number = try? container.decode(Int.self, forKey: .recipe) {
                recipe = String(number)
            } else {
                recipe = try container.decode(String.self, forKey: .recipe)
            }
            job = try container.decode(String.self, forKey: .job)
        }
    }

    /// The rows, and everything that is wrong with the text.
    func parse() -> (rows: [JobsFile.Row], problems: [JobsFile.Problem]) {
        var rows: [JobsFile.Row] = []
        var problems: [JobsFile.Problem] = []
        let decoder = JSONDecoder()
        for line in 1...file.lineCount {
            guard var range = file.byteRange(ofLine: line) else { continue }
            if line == 1, file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                range = max(3, range.lowerBound)..<range.upperBound
            }
            guard !file.bytes[range].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            let place = file.range(of: range)
            do {
                let decoded = try decoder.decode(Line.self, from: Data(file.bytes[range]))
                rows.append(.init(recipe: decoded.recipe, job: decoded.job, range: place))
            } catch {
                problems.append(
                    .init(
                        message: "a line is a JSON object with 'recipe_id' and 'job_id'",
                        range: place,
                        help: nil
                    )
                )
            }
        }
        return (rows, problems)
    }
}
