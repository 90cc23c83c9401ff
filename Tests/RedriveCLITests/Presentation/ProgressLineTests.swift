@testable import RedriveCLI
import Testing

@Suite struct ProgressLineTests {
    private let line = ProgressLine(
        essential: [
            .init("12%"), .init("150/1,194 sent", short: "150/1,194"),
            .init("failed again 27 (18%)", short: "failed 27"), .init("ETA 40s"),
        ],
        more: [
            .init("waiting: lost answers of 1 recipe, first look in 34s", short: "waiting: lost answers, 34s"),
            .init("in flight 25"), .init("to go 1,019"), .init("step 1/2 orders", short: "step 1/2"),
        ],
        done: 0.12
    )

    private func text(_ columns: Int) -> String { line.fitted(to: columns).rendered(color: false) }

    @Test(
        arguments: [
            (37, "12%  150/1,194  failed 27  ETA 40s"),
            (52, "12%  150/1,194 sent  failed again 27 (18%)  ETA 40s"),
            (
                97,
                "12%  150/1,194 sent  failed again 27 (18%)  ETA 40s  waiting: lost answers, 34s  in flight 25"
            ),
        ] as [(Int, String)]
    )
    func `what matters most is there at any width`(columns: Int, start: String) {
        let text = text(columns)
        #expect(text.count <= columns)
        #expect(text == start)
        #expect(text.contains("150/1,194") && text.contains("27") && text.contains("ETA 40s"))
    }

    @Test func `the bar takes what is left, and shows how much is done`() {
        let wide = text(200)
        #expect(wide.contains("step 1/2 orders  [####----"))
        #expect(wide.count <= 200)
        #expect(wide.split(separator: "[").last?.count == 41)
    }

    @Test func `a log has everything in full`() {
        #expect(
            line.whole.rendered(color: false)
                == "12%  150/1,194 sent  failed again 27 (18%)  ETA 40s  waiting: lost answers of 1 recipe, first look in 34s  "
                + "in flight 25  to go 1,019  step 1/2 orders"
        )
    }
}
