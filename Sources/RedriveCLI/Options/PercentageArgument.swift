import ArgumentParser

/// A percentage, such as `10%`.
struct PercentageArgument: ExpressibleByArgument {
    /// The percentage, from 0 to 100.
    var percent: Int

    init?(argument: String) {
        guard argument.hasSuffix("%"), let percent = Int(argument.dropLast()), (0...100).contains(percent) else {
            return nil
        }
        self.percent = percent
    }
}
