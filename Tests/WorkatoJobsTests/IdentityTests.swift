import FoundationEssentials
import Testing
import WorkatoJobs

@Suite struct IdentityTests {
    @Test(arguments: ["1", "28904", "051"])
    func `digits are the id of a recipe`(text: String) throws {
        #expect(RecipeID(text)?.value == Int(text))
    }

    @Test(arguments: ["", "0", "-1", "+1", " 1", "1.0", "0x10", "١", "99999999999999999999"])
    func `anything but a whole number from 1 is no recipe`(text: String) {
        #expect(RecipeID(text) == nil)
    }

    @Test func `a recipe is a number in JSON and a job a string`() throws {
        #expect(String(decoding: try JSONEncoder().encode([RecipeID(7)]), as: UTF8.self) == "[7]")
        #expect(try JSONDecoder().decode([RecipeID].self, from: Data("[7]".utf8)) == [7])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([RecipeID].self, from: Data("[0]".utf8)) }
        let job = JobID(text: "j-Aaxc9bm4-egoMDh-CD")
        #expect(String(decoding: try JSONEncoder().encode([job]), as: UTF8.self) == #"["j-Aaxc9bm4-egoMDh-CD"]"#)
        let read = try JSONDecoder().decode([JobID].self, from: Data(#"["j-Aaxc9bm4-egoMDh-CD", 1234]"#.utf8))
        #expect(read == [job, JobID(text: "1234")])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([JobID].self, from: Data(#"["a b"]"#.utf8)) }
    }

    @Test(arguments: ["", "a b", "a\nb", "a\u{0}", "j-\u{202E}", "\u{E9}", "j\t", String(repeating: "a", count: 129)])
    func `text that cannot be an id is refused`(text: String) {
        #expect(JobID(validating: text) == nil)
    }

    @Test(arguments: ["j-AJTAt8w6-wdAgWM", "1234", String(repeating: "a", count: 128), "a/b?c#d%"])
    func `an id is opaque`(text: String) {
        #expect(JobID(validating: text)?.text == text)
    }

    @Test func `ids differ by case`() {
        #expect(JobID(text: "j-A") != JobID(text: "j-a"))
    }

    @Test func `every data centre has an address of its own`() {
        #expect(Set(DataCenter.allCases.map(\.baseURL)).count == DataCenter.allCases.count)
        #expect(DataCenter.allCases.allSatisfy { $0.baseURL.hasPrefix("https://") && !$0.baseURL.hasSuffix("/") })
        #expect(DataCenter(rawValue: "eu")?.baseURL == "https://app.eu.workato.com")
        #expect(DataCenter.allCases.map(\.rawValue) == ["us", "eu", "jp", "sg", "au", "il", "kr", "cn", "uk", "trial"])
    }
}
