import RedriveCore

/// The charts of a report, as values for their template.
struct ReportCharts {
    /// At most this many rows in the table that stands in for a chart.
    private static let mostNumbers = 24

    private let contents: ReportContents
    private var series: WorkSeries { contents.report.series }

    /// The charts of a run.
    init(_ contents: ReportContents) { self.contents = contents }

    /// One thing that a chart shows.
    private struct Layer {
        var words: String
        var fill: String
        var counts: [Int]
    }

    /// The charts; none for a run in which nothing was sent.
    var all: [[String: Any]] {
        guard series.buckets.contains(where: { $0.contains { $0 > 0 } }) else { return [] }
        let bucket = series.width == .seconds(1) ? "second" : Wording.time(series.width)
        let requests = [
            Layer(words: "requests sent", fill: "f-accent", counts: series.counts(.requests)),
            Layer(words: "answers with 429", fill: "f-caution", counts: series.counts(.throttled)),
            Layer(words: "answers lost", fill: "f-bad", counts: series.counts(.lost)),
        ]
        let outcomes = [
            Layer(words: "failed again", fill: "f-bad", counts: Self.sums(series.counts(.failed))),
            Layer(words: "recovered", fill: "f-good", counts: Self.sums(series.counts(.recovered))),
        ]
        let jobs = Layer(words: "jobs repeated", fill: "f-accent", counts: Self.sums(series.counts(.enqueued)))
        return [
            chart("requests", "Requests per \(bucket)", requests, isSum: false),
            chart("outcomes", "Jobs with an outcome so far", outcomes, isSum: true, most: jobs.counts.last ?? 0),
        ]
    }

    private static func sums(_ counts: [Int]) -> [Int] {
        var sum = 0
        return counts.map { count in
            sum += count
            return sum
        }
    }

    private func chart(_ id: String, _ caption: String, _ given: [Layer], isSum: Bool, most: Int = 0) -> [String: Any] {
        let layers = given.filter { $0.counts.contains { $0 > 0 } }
        let buckets = series.buckets.count
        let heights = (0..<buckets).map { index in layers.reduce(0) { $0 + $1.counts[index] } }
        let top = max(heights.max() ?? 0, most, 1)
        var rects: [[String: Any]] = []
        for index in 0..<buckets {
            var below = 0
            for layer in layers where layer.counts[index] > 0 {
                let height = layer.counts[index] * 10_000 / top
                rects.append([
                    "x": index * 10, "w": 10, "y": Self.decimal(10_000 - below - height),
                    "h": Self.decimal(max(height, 50)),
                    "fill": layer.fill,
                ])
                below += height
            }
        }
        let marks = marks
        return [
            "id": id, "caption": caption, "columns": buckets * 10, "rects": rects, "marks": marks,
            "hasMarks": !marks.isEmpty, "keys": layers.map { ["words": $0.words, "fill": $0.fill] },
            "most": "\(Wording.count(top)) at the top", "summary": summary(layers, isSum: isSum),
            "from": contents.state.sessions.first.map { contents.time($0.at) } ?? "",
            "until": "\(Wording.time(series.length)) of work later", "numbers": numbers(layers, isSum: isSum),
        ]
    }

    /// Hundredths as a decimal number.
    private static func decimal(_ hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private func summary(_ layers: [Layer], isSum: Bool) -> String {
        layers.map { layer in
            let count = isSum ? layer.counts.last ?? 0 : layer.counts.reduce(0, +)
            return "\(Wording.count(count)) \(layer.words)"
        }.joined(separator: ", ") + " in \(Wording.time(series.length)); the table below has the numbers."
    }

    /// All processes but the first, pauses and guards.
    private var marks: [[String: Any]] {
        let marks = series.marks.dropFirst()
        return marks.enumerated().map { number, mark in
            let what =
                switch mark.kind {
                case .session: "continued"
                case .guardTripped: "stopped by a guard"
                case .pause: "paused"
                case .gap: "next record"
                }
            let place = Int(mark.after / series.width * 10)
            let separator = number == marks.count - 1 ? "" : "; "
            return ["x": place, "words": "\(what) at \(contents.time(mark.at))", "separator": separator]
        }
    }

    private func numbers(_ layers: [Layer], isSum: Bool) -> [[String: Any]] {
        let buckets = series.buckets.count
        let step = max((buckets + Self.mostNumbers - 1) / Self.mostNumbers, 1)
        return stride(from: 0, to: buckets, by: step).map { begin in
            let end = min(begin + step, buckets)
            let cells = layers.map { layer in
                Wording.count(isSum ? layer.counts[end - 1] : layer.counts[begin..<end].reduce(0, +))
            }
            return ["after": Wording.time(series.width * end), "cells": cells]
        }
    }
}
