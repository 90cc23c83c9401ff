@testable import RedriveCLI
import Testing

@Suite struct HTMLTemplateTests {
    private static func rendered(_ template: String, _ values: [String: Any]) throws -> String {
        try HTMLTemplate(template).render(values)
    }

    @Test func `values are escaped, unless three braces say that they are Redrive's own`() throws {
        let hostile = "<b title=\"a\u{301}\" id='x'>`&`</b>"
        let escaped = "&lt;b title=&quot;a\u{301}&quot; id=&#39;x&#39;&gt;&#96;&amp;&#96;&lt;/b&gt;"
        #expect(try Self.rendered("<p>{{text}}</p>", ["text": hostile]) == "<p>\(escaped)</p>")
        #expect(try Self.rendered("{{#list}}{{.}}{{/list}}", ["list": [hostile, hostile]]) == escaped + escaped)
        #expect(try Self.rendered("<p>{{{text}}}</p>", ["text": hostile]) == "<p>\(hostile)</p>")
        #expect(try Self.rendered("{{text}}", ["text": "\"\u{301} on"]).unicodeScalars.first == "&")
    }

    @Test func `a value is no template`() throws {
        #expect(try Self.rendered("{{a}}{{{a}}}", ["a": "{{b}}", "b": "no"]) == "{{b}}{{b}}")
    }

    @Test func `a section is written for each element, and an inverted one if there is none`() throws {
        let template =
            "{{#rows}}<{{name}}{{#link}} to {{.}}{{/link}}{{^link}} alone{{/link}} of {{all}}>{{/rows}}{{^rows}}none{{/rows}}"
        let rows: [[String: Any]] = [["name": "a", "link": "x"], ["name": "b"], ["name": "c", "link": ""]]
        #expect(try Self.rendered(template, ["rows": rows, "all": 3]) == "<a to x of 3><b alone of 3><c alone of 3>")
        #expect(try Self.rendered(template, ["rows": [Any](), "all": 0]) == "none")
        #expect(try Self.rendered(template, ["all": 0]) == "none")
    }

    @Test func `a flag decides about its section and is no element of its own`() throws {
        let template = "{{#has}}{{.}}{{name}}{{/has}}"
        #expect(try Self.rendered(template, ["has": false, "name": "x"]) == "")
        #expect(try Self.rendered("{{#has}}{{name}}{{/has}}", ["has": true, "name": "x"]) == "x")
    }

    @Test func `the innermost value of a name counts`() throws {
        let values: [String: Any] = ["name": "outer", "rows": [["name": "inner"], ["other": "x"]]]
        #expect(try Self.rendered("{{#rows}}{{name}},{{/rows}}{{name}}", values) == "inner,outer,outer")
    }

    @Test(arguments: [
        "{{a", "{{{a}}", "{{#a}}x", "{{#a}}x{{/b}}", "x{{/a}}", "{{}}", "{{ a }}", "{{#a}}{{#b}}{{/a}}{{/b}}",
    ])
    func `a template that is not valid is a bug, not half a page`(template: String) {
        #expect(throws: ToolError.self) { try HTMLTemplate(template) }
    }
}
